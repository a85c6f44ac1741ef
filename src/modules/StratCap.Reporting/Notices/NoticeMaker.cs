using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Reporting;
using StratCap.Contracts.Tenancy;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;
using Figures = StratCap.Reporting.Documents.Figures;

namespace StratCap.Reporting.Notices;

/// <summary>Makes notices of issued calls and declared distributions from the book as it was with their fact: the same notice again is the same file.</summary>
internal sealed class NoticeMaker(Books books, ITenantBrand brands, IInvestorContacts contacts, IReceivingAccounts accounts) : INotices
{
    public async Task<InvestorDocument?> CapitalCall(Guid fundId, Guid callId, Guid investorId, CancellationToken ct) => await CallModel(fundId, callId, investorId, ct) is { } model
        ? new InvestorDocument($"capital-call-{model.Number}.pdf", "application/pdf", CapitalCallNotice.Pdf(model))
        : null;

    public async Task<InvestorDocument?> Distribution(Guid fundId, Guid distributionId, Guid investorId, CancellationToken ct) => await DistributionModel(fundId, distributionId, investorId, ct) is { } model
        ? new InvestorDocument($"distribution-{model.Number}.pdf", "application/pdf", DistributionNotice.Pdf(model))
        : null;

    /// <summary>What the notice of a call says to an investor; null when he has no part in it.</summary>
    public async Task<CapitalCallNoticeModel?> CallModel(Guid fundId, Guid callId, Guid investorId, CancellationToken ct)
    {
        if (await books.Facts(fundId, ct) is not { } facts) return null;
        if (FactOf(facts, callId) is not { Payload: CapitalCallIssued call } fact || call.Shares.FirstOrDefault(s => s.InvestorId == investorId) is not { } share) return null;
        var before = books.UpTo(facts, fact.Sequence - 1);
        var after = books.UpTo(facts, fact.Sequence);
        var (partnerBefore, partner) = (before.Partner(investorId), after.Partner(investorId));
        var brand = await brands.Of(ct);
        // As it stood when the call was issued: the same notice again names the same account, whatever was entered since.
        var account = await accounts.Of(fundId, (callId, call.Number), (investorId, partner.Name), fact.RecordedAt, ct);
        return new CapitalCallNoticeModel(
            new Letterhead(brand.Name, brand.Colour), Stamp("CC", call.Number, partner, fact), after.Name, await Addressee(fundId, partner, ct), after.Currency,
            call.Number, fact.EffectiveDate, call.DueDate, Lines(call, share),
            new UnfundedCommitment(partner.Commitment, partnerBefore.Unfunded, partner.Unfunded),
            partnerBefore.Called, partner.Called, partner.Distributed,
            Payment(account), new Contact(brand.Name + " Investor Relations", brand.ContactLine, null),
            [$"Pursuant to the limited partnership agreement, {after.Name} calls {Figures.MoneyWithCode(share.Total, after.Currency)} from you, due on {Figures.Date(call.DueDate)}."],
            ["Pay only to the account on file with us. If details ever differ, call a number that you know already before you pay."]);
    }

    /// <summary>What the notice of a distribution says to an investor; null when he has no part in it.</summary>
    public async Task<DistributionNoticeModel?> DistributionModel(Guid fundId, Guid distributionId, Guid investorId, CancellationToken ct)
    {
        if (await books.Facts(fundId, ct) is not { } facts) return null;
        if (FactOf(facts, distributionId) is not { Payload: DistributionDeclared distribution } fact || distribution.Lines.FirstOrDefault(l => l.InvestorId == investorId) is not { } line) return null;
        var before = books.UpTo(facts, fact.Sequence - 1);
        var after = books.UpTo(facts, fact.Sequence);
        var (partnerBefore, partner) = (before.Partner(investorId), after.Partner(investorId));
        var brand = await brands.Of(ct);
        var source = distribution.DealId is { } deal ? after.FindDeal(deal)?.Name : null;
        return new DistributionNoticeModel(
            new Letterhead(brand.Name, brand.Colour), Stamp("D", distribution.Number, partner, fact), after.Name, await Addressee(fundId, partner, ct), after.Currency,
            distribution.Number, fact.EffectiveDate, distribution.PaymentDate, source,
            distribution.Amount, line.Apportioned, Tiers(distribution, line), line.CarriedInterest, Lines(distribution, line), line.Withholding,
            new UnfundedCommitment(partner.Commitment, partnerBefore.Unfunded, partner.Unfunded),
            partnerBefore.Distributed, partner.Distributed, partner.Called,
            [], new Contact(brand.Name + " Investor Relations", brand.ContactLine, null),
            [Words(distribution, line, after)],
            [.. Notes(distribution), .. Notes(line, after.Currency)], distribution.InKind is not null);
    }

    private static List<LabelledValue> Payment(PaymentDetails? account)
    {
        if (account is null) return [];
        List<LabelledValue> lines = [new("Account holder", account.Holder), new("Bank", account.Bank)];
        void Add(string label, string? value)
        {
            if (value is not null) lines.Add(new(label, value));
        }
        Add("IBAN", account.Iban is null ? null : string.Join(' ', account.Iban.Chunk(4).Select(part => new string(part))));
        Add("Account number", account.AccountNumber);
        Add("Routing number (ABA)", account.RoutingNumber);
        Add("BIC", account.Bic);
        Add("Reference", account.Reference);
        Add("Account in use since", Figures.Date(account.Since));
        Add("Check code", account.CheckCode + " (must be the one that the portal shows for this call)");
        return lines;
    }

    private static string Words(DistributionDeclared distribution, DistributionLine line, FundBook book)
    {
        var amount = Figures.MoneyWithCode(line.Payable, book.Currency);
        if (distribution.InKind is not { } asset)
            return $"{book.Name} distributes {amount} to you, payable on {Figures.Date(distribution.PaymentDate)}.";
        var securities = book.Deal(distribution.DealId!.Value).Name;
        return asset.DeclinedBy.Contains(line.InvestorId)
            ? $"{book.Name} distributes your share of {securities} in kind at {amount}. As you decline securities, the fund sells them for you and pays you what they bring."
            : $"{book.Name} distributes your share of {securities} to you in kind, at {amount}. No cash is paid.";
    }

    private static string[] Notes(DistributionDeclared distribution) => distribution switch
    {
        { Tax: not null } => ["This is a tax distribution: an advance that is taken off later distributions to you."],
        { InKind.Closes.Count: > 0 } => ["Valued at the mean of the closing prices of the five trading days before the distribution and the five after it."],
        { InKind: not null } => ["Valued as the general partner has declared."],
        _ => [],
    };

    private static string[] Notes(DistributionLine line, Currency currency) => line.FromDefault switch
    {
        0 => [],
        > 0 => [$"Your share includes {Figures.MoneyWithCode(line.FromDefault, currency)} that an investor in default gives up."],
        _ => [$"After your default, {Figures.MoneyWithCode(-line.FromDefault, currency)} of your share goes to the other investors."],
    };

    /// <summary>The fact that issued the call or declared the distribution; a book is looked through once for all of its notices.</summary>
    private RecordedFact? FactOf(IReadOnlyList<RecordedFact> facts, Guid id)
    {
        var told = books.Remember(facts, "calls and distributions", () => facts.Where(f => f.Payload is CapitalCallIssued or DistributionDeclared)
            .GroupBy(f => f.Payload is CapitalCallIssued call ? call.CallId : ((DistributionDeclared)f.Payload).DistributionId).ToDictionary(g => g.Key, g => g.Last()));
        return told.GetValueOrDefault(id);
    }

    private static List<NoticeLine> Lines(CapitalCallIssued call, CallShare share)
    {
        var lines = new List<NoticeLine>();
        for (var i = 0; i < call.Purposes.Count; i++)
        {
            var purpose = call.Purposes[i];
            lines.Add(new NoticeLine(
                IlpaFlowTypes.LabelOf(IlpaFlowTypes.Of(purpose.Kind)), purpose.Description, Words(purpose.Base), purpose.Amount, share.Amounts[i], purpose.InsideCommitment ? -share.Amounts[i] : 0));
        }
        return lines;
    }

    // What carried interest leaves of catch-up and split is gain to the investor.
    private static List<NoticeLine> Lines(DistributionDeclared distribution, DistributionLine line)
    {
        List<NoticeLine> lines = [];
        void Add(string type, Func<DistributionLine, decimal> part, decimal effect)
        {
            var fund = distribution.Lines.Sum(part);
            if (fund != 0 || effect != 0) lines.Add(new NoticeLine(type, null, null, fund, part(line), effect));
        }
        Add(IlpaFlowTypes.LabelOf(IlpaFlowType.ReturnOfCapital), l => l.ReturnOfCapital, line.Recallable);
        Add(IlpaFlowTypes.LabelOf(IlpaFlowType.GainOrLoss), l => l.PreferredReturn + l.CatchUp + l.ResidualSplit, 0);
        return lines;
    }

    private static DistributionTierLine[] Tiers(DistributionDeclared distribution, DistributionLine line)
    {
        // The fact keeps carried interest as one figure a line; a line's catch-up and split are told apart by what stays with the investor.
        var lines = distribution.Lines;
        return
        [
            new("Return of capital contributions", lines.Sum(l => l.ReturnOfCapital), line.ReturnOfCapital, 0),
            new("Preferred return", lines.Sum(l => l.PreferredReturn), line.PreferredReturn, 0),
            new("Catch-up and split of profit", lines.Sum(l => l.CatchUp + l.ResidualSplit + l.CarriedInterest), line.CatchUp + line.ResidualSplit, line.CarriedInterest),
        ];
    }

    private async Task<Addressee> Addressee(Guid fundId, PartnerAccount partner, CancellationToken ct)
    {
        var contact = await contacts.Of(fundId, partner.InvestorId, ct);
        return new Addressee(partner.Name, contact?.ContactName is { } name ? [name] : []);
    }

    private static DocumentStamp Stamp(string kind, int number, PartnerAccount partner, RecordedFact fact) =>
        new($"{kind}-{fact.EffectiveDate.Year}-{number:000}/{partner.Index + 1:0000}", fact.Hash, fact.RecordedAt);

    private static string Words(AllocationBase basis) => basis switch
    {
        AllocationBase.RemainingCommitments => "Remaining commitments",
        AllocationBase.SharingPercentages => "Sharing percentages",
        AllocationBase.Commitments => "Commitments",
        AllocationBase.LimitedPartnerSpecific => "Each limited partner's fee",
        _ => throw new InvalidOperationException($"Say what {basis} is in words."),
    };
}

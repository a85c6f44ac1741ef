using StratCap.FundMath.Book;
using static System.FormattableString;
using static StratCap.Accounting.Postings.ChartOfAccounts;

namespace StratCap.Accounting.Postings;

/// <summary>One line of a journal entry.</summary>
/// <param name="Amount">Debit positive, credit negative; never zero. In the fund's currency, exact.</param>
/// <param name="PartnerId">The partner whose part it is, or null for the fund as a whole.</param>
/// <param name="DealId">The investment, or null.</param>
/// <param name="Kind">What kind of income, expense, receivable or payable it is, in the fact's own words; null where it says none. By it a firm's chart splits an account.</param>
internal sealed record Posting(Account Account, decimal Amount, Guid? PartnerId = null, Guid? DealId = null, string? Kind = null);

/// <summary>What a fact posts.</summary>
/// <param name="Text">For people to read.</param>
/// <param name="Postings">Empty when the fact moves no money and no value.</param>
internal sealed record PostingSet(string Text, IReadOnlyList<Posting> Postings)
{
    /// <summary>Sum of the debits, and with its sign turned that of the credits.</summary>
    public decimal Debits => Postings.Sum(p => Math.Max(0, p.Amount));
}

/// <summary>
/// From a fact to its journal entry. Shares are frozen in the facts, so nothing is computed here but differences; each set sums to zero exactly.
/// <code>
/// fact                     debit                                            credit
/// CapitalCallIssued        1100 receivable (partner)                        3010 called, not yet received (partner)
/// ReceiptRecorded          1000 cash; 3010 called (partner)                 1100 receivable (partner); 3000 contributions (partner)
/// CallShareWithdrawn       3010 called (partner)                            1100 receivable (partner)
/// InvestmentMade           1200 investments at cost                         1000 cash
/// ValuationRecorded        1210 appreciation (change)                       4200 unrealised gain change (partner's share); a loss the other way round
/// ProceedsReceived sale    1000 cash; 4200 unrealised (carrying − cost)     1200 cost; 1210 appreciation (carrying − cost); 4100 realised gain (proceeds − cost)
/// ProceedsReceived income  1000 cash                                        4000 income (partner)
/// ManagementFeeCharged     5000 management fees (partner)                   1000 cash
/// ExpenseCharged           5100 fund expenses (partner)                     1000 cash
/// DistributionDeclared     3100 distributions (partner, withholding too)    2000 payable (partner); 2100 withholding payable (partner)
///   its carried interest   3200 carried interest (limited partner);         3200 carried interest (recipient); 2000 payable (recipient)
///                          3100 distributions (recipient)
///   in kind                as proceeds of a sale and the distribution, without cash; 1300 held (partner) and 2000 payable (partner) of what was declined
/// SoldForPartner           1000 cash                                        1300 held (partner); 2000 payable (partner: what it brought above its value)
/// DistributionPaid         2000 payable (partner)                           1000 cash
/// FeeReduced               1000 cash                                        5010 waivers, rebates, offsets (partner)
/// LineDrawn                1000 cash                                        2200 subscription line (partner); LineRepaid the other way round
/// ClawbackPaid             1000 cash; 3200 carried interest (payer)         3100 distributions (payer); 1000 cash
///                          3100 distributions (limited partner)             3200 carried interest (limited partner)
/// DefaultRemedied          3300 default (defaulter)                         3300 default (each other partner)
/// GivebackCalled           1110 receivable (partner)                        3110 called, not yet received (partner)
/// GivebackReceived         1000 cash; 3110 called (partner)                 1110 receivable (partner); 3100 distributions (partner)
/// InterestTransferred      each capital, income and expense account: the transferor's part, to the transferee, balance by balance
/// ClosingEqualised         as above, between all partners; 1000 cash (the later partners' fee: called less charged; negative is a credit)
///   its interest           1000 cash (who paid it)                          1000 cash (who received it): it passes through
/// ManualEntryRecorded      as its lines say: 1400, 2300 (the fund); 4010, 5100 (partner); a mirror's with their signs turned
/// FactReversed             every line of the original with its sign turned, on the reversal's own date
/// CarryAllocated           nothing: the fund owes carried interest to its recipient, who shares it out among the holders
/// all others               nothing: no money and no value moves
/// </code>
/// </summary>
internal static class PostingRules
{
    /// <summary>The entry of a fact that is no reversal; a reversal mirrors its original by <see cref="Mirror"/>.</summary>
    /// <exception cref="InvalidOperationException">The set does not balance: a defect of the rules or of the fact, never to be posted.</exception>
    public static PostingSet Post(Fact fact)
    {
        var (text, postings) = fact switch
        {
            CapitalCallIssued f => (Invariant($"Capital call {f.Number}, due {f.DueDate:yyyy-MM-dd}"), Call(f)),
            ReceiptRecorded f => ("Receipt for a capital call", Receipt(f)),
            InvestmentMade f => ($"Investment: {f.Name}", [new(InvestmentsAtCost, f.Cost, null, f.DealId), new(Cash, -f.Cost)]),
            ValuationRecorded f => (Invariant($"Valuation: {f.Methodology}, level {f.Level}"), Valuation(f)),
            ProceedsReceived f => (f.Proceeding == ProceedsKind.Income ? "Income from an investment" : "Sale of an investment", Proceeds(f)),
            ManagementFeeCharged f => (Invariant($"Management fee {f.PeriodFrom:yyyy-MM-dd} to {f.PeriodTo.AddDays(-1):yyyy-MM-dd}"), Charge(ManagementFees, f.Amount, f.Shares)),
            ExpenseCharged f => ($"Expense: {f.Category}", Charge(FundExpenses, f.Amount, f.Shares, f.Category)),
            DistributionDeclared { InKind: { } asset } f => (Invariant($"Distribution {f.Number} in kind"), InKind(f, asset)),
            DistributionDeclared f => (Invariant($"{(f.Tax is null ? "Distribution" : "Tax distribution")} {f.Number}, payable {f.PaymentDate:yyyy-MM-dd}"), Distribution(f)),
            DefaultRemedied f => ($"{f.Remedy} on default", [new(Defaults, f.Amount, f.InvestorId), .. f.To.Select(s => new Posting(Defaults, -s.Amount, s.InvestorId))]),
            SoldForPartner f => ("Sale of securities for a partner",
                [new(Cash, f.Proceeds), new(ChartOfAccounts.HeldInKind, -f.Value, f.InvestorId), new(DistributionsPayable, -f.Difference, f.InvestorId)]),
            DistributionPaid f => ("Payment of a distribution", [new(DistributionsPayable, f.Amount, f.InvestorId), new(Cash, -f.Amount)]),
            FeeReduced f => ($"{f.Reduction} of a management fee", [new(Cash, f.Amount), .. f.Shares.Select(s => new Posting(ChartOfAccounts.FeeReductions, -s.Amount, s.InvestorId))]),
            LineDrawn f => ("Draw on the subscription line", Line(f.Amount, f.Shares, 1)),
            LineRepaid f => ("Repayment of the subscription line", Line(f.Amount, f.Shares, -1)),
            CallShareWithdrawn f => ($"Part of a capital call withdrawn: {f.Reason}", [new(CallsReceivable, -f.Total, f.InvestorId), new(CapitalCalled, f.Total, f.InvestorId)]),
            ClawbackPaid f => (Invariant($"Clawback {f.Number} of carried interest"), Clawback(f)),
            FundMath.Book.GivebackCalled f => (Invariant($"Giveback {f.Number}, due {f.DueDate:yyyy-MM-dd}: {f.Reason}"), GivebackCall(f)),
            GivebackReceived f => ("Return of distributions for a giveback", Giveback(f)),
            InterestTransferred f => ("Transfer of an interest", f.Lines.SelectMany(Moved)),
            ClosingEqualised f => ("Equalisation of a later closing", Equalisation(f)),
            ManualEntryRecorded f => (f.Reverses is null ? f.Memo : $"Taken back: {f.Memo}", f.Lines.SelectMany(Line)),
            FactReversed => throw new ArgumentException("A reversal mirrors its original: use Mirror.", nameof(fact)),
            FundEstablished or TermsSet or InvestorAdmitted or ClosingHeld or CommitmentAccepted or PositionDisclosed or FeeOffsetRecognised or CallDefaulted or UnfundedReleased
                or CarryPlanSet or CarryAllocated or CarryAccelerated or CarryHolderLeft or PeriodClosed or PeriodReopened => ("", (IEnumerable<Posting>)[]),
            _ => throw new InvalidOperationException($"There is no posting rule for {fact.GetType().Name}."),
        };
        List<Posting> lines = [.. postings.Where(p => p.Amount != 0)];
        return lines.Sum(l => l.Amount) == 0
            ? new PostingSet(text, lines)
            : throw new InvalidOperationException(Invariant($"The entry for {fact.GetType().Name} does not balance: {lines.Sum(l => l.Amount)}."));
    }

    /// <summary>The entry that takes an earlier one back.</summary>
    /// <param name="reason">Why it was reversed.</param>
    public static PostingSet Mirror(IEnumerable<Posting> original, string reason) =>
        new("Reversal: " + reason, [.. original.Select(p => p with { Amount = -p.Amount })]);

    private static IEnumerable<Posting> Call(CapitalCallIssued fact) => fact.Shares.SelectMany(share => (Posting[])
    [
        new(CallsReceivable, share.Total, share.InvestorId),
        new(CapitalCalled, -share.Total, share.InvestorId),
    ]);

    private static IEnumerable<Posting> Receipt(ReceiptRecorded fact) =>
    [
        new(Cash, fact.Total),
        new(CallsReceivable, -fact.Total, fact.InvestorId),
        new(CapitalCalled, fact.Total, fact.InvestorId),
        new(ContributedCapital, -fact.Total, fact.InvestorId),
    ];

    private static IEnumerable<Posting> Valuation(ValuationRecorded fact) =>
    [
        new(UnrealisedAppreciation, fact.Change, null, fact.DealId),
        .. fact.ChangeShares.Select(s => new Posting(UnrealisedGainChange, -s.Amount, s.InvestorId, fact.DealId)),
    ];

    private static IEnumerable<Posting> Proceeds(ProceedsReceived fact) => [new(Cash, fact.Proceeds), .. Realised(fact)];

    private static IEnumerable<Posting> Realised(ProceedsReceived fact)
    {
        var proceeds = ByPartner(fact.ProceedsShares);
        if (fact.Proceeding == ProceedsKind.Income)
            return [.. proceeds.Select(p => new Posting(Income, -p.Value, p.Key, fact.DealId, fact.Income?.ToString()))];

        var cost = ByPartner(fact.CostShares);
        var carrying = ByPartner(fact.CarryingShares);
        var partners = proceeds.Keys.Concat(cost.Keys).Concat(carrying.Keys).Distinct().ToList();
        decimal Of(Dictionary<Guid, decimal> shares, Guid partner) => shares.GetValueOrDefault(partner);
        return
        [
            new(InvestmentsAtCost, -fact.Cost, null, fact.DealId),
            .. partners.Select(p => new Posting(RealisedGain, Of(cost, p) - Of(proceeds, p), p, fact.DealId)),
            new(UnrealisedAppreciation, fact.Cost - fact.CarryingValue, null, fact.DealId),
            .. partners.Select(p => new Posting(UnrealisedGainChange, Of(carrying, p) - Of(cost, p), p, fact.DealId)),
        ];
    }

    private static IEnumerable<Posting> Charge(Account account, decimal amount, IReadOnlyList<Share> shares, string? kind = null) =>
        [.. shares.Select(s => new Posting(account, s.Amount, s.InvestorId, Kind: kind)), new(Cash, -amount)];

    private static IEnumerable<Posting> Distribution(DistributionDeclared fact)
    {
        foreach (var line in fact.Lines)
        {
            yield return new(ChartOfAccounts.Distributions, line.Distributed, line.InvestorId);
            yield return new(DistributionsPayable, -line.Payable, line.InvestorId);
            yield return new(WithholdingPayable, -line.Withholding, line.InvestorId);
            yield return new(CarriedInterest, line.CarriedInterest, line.InvestorId);
        }
        if (fact.CarriedInterest == 0) yield break;
        yield return new(CarriedInterest, -fact.CarriedInterest, fact.CarryRecipientId);
        yield return new(ChartOfAccounts.Distributions, fact.CarriedInterest, fact.CarryRecipientId);
        yield return new(DistributionsPayable, -fact.CarriedInterest, fact.CarryRecipientId);
    }

    /// <summary>What is accepted leaves with the investment; of what is declined, the securities stand against the debt.</summary>
    private static IEnumerable<Posting> InKind(DistributionDeclared fact, InKindAsset asset) =>
    [
        .. Realised(asset.Realised(fact.DealId!.Value, fact.Amount)),
        .. Distribution(fact).Where(p => p.Account != DistributionsPayable),
        .. fact.Lines.Where(l => asset.DeclinedBy.Contains(l.InvestorId)).SelectMany(l => (Posting[])
        [
            new(ChartOfAccounts.HeldInKind, l.Payable, l.InvestorId),
            new(DistributionsPayable, -l.Payable, l.InvestorId),
        ]),
    ];

    private static IEnumerable<Posting> Line(decimal amount, IReadOnlyList<Share> shares, int sign) =>
        [new(Cash, sign * amount), .. shares.Select(s => new Posting(ChartOfAccounts.SubscriptionLine, -sign * s.Amount, s.InvestorId))];

    private static IEnumerable<Posting> Line(EntryLine line)
    {
        var account = line.Account switch
        {
            EntryAccount.OtherReceivables => ChartOfAccounts.OtherReceivables,
            EntryAccount.OtherPayables => ChartOfAccounts.OtherPayables,
            EntryAccount.OtherIncome => ChartOfAccounts.OtherIncome,
            EntryAccount.Expenses => FundExpenses,
            _ => throw new InvalidOperationException($"There is no account for {line.Account}."),
        };
        var kind = line.Category ?? line.Income?.ToString();
        return line.IsOfPartners ? line.Shares.Select(s => new Posting(account, s.Amount, s.InvestorId, Kind: kind)) : [new Posting(account, line.Amount, Kind: kind)];
    }

    private static IEnumerable<Posting> Clawback(ClawbackPaid fact)
    {
        yield return new(Cash, fact.Amount, fact.PayerId);
        yield return new(CarriedInterest, fact.Amount, fact.PayerId);
        yield return new(ChartOfAccounts.Distributions, -fact.Amount, fact.PayerId);
        foreach (var line in fact.Lines)
        {
            yield return new(ChartOfAccounts.Distributions, line.Distributed, line.InvestorId);
            yield return new(CarriedInterest, -line.Distributed, line.InvestorId);
            yield return new(Cash, -line.Distributed, line.InvestorId);
        }
    }

    private static IEnumerable<Posting> GivebackCall(FundMath.Book.GivebackCalled fact) => fact.Shares.SelectMany(share => (Posting[])
    [
        new(GivebacksReceivable, share.Amount, share.InvestorId),
        new(ChartOfAccounts.GivebackCalled, -share.Amount, share.InvestorId),
    ]);

    private static IEnumerable<Posting> Giveback(GivebackReceived fact) =>
    [
        new(Cash, fact.Amount),
        new(GivebacksReceivable, -fact.Amount, fact.Line.InvestorId),
        new(ChartOfAccounts.GivebackCalled, fact.Amount, fact.Line.InvestorId),
        new(ChartOfAccounts.Distributions, -fact.Amount, fact.Line.InvestorId),
    ];

    /// <summary>What moves between partners moves within each account, so that every account keeps its sum.</summary>
    private static IEnumerable<Posting> Moved(PartnerMove line)
    {
        decimal Held(Func<DealHolding, decimal> figure) => line.Holdings.Sum(h => figure(h.Part));
        decimal Lines(Func<DistributionLine, decimal> figure) => line.Distributions.Sum(d => figure(d.Part));
        var carryReceived = line.Flows.Sum(f => f.CarryReceived);
        return
        [
            new(ContributedCapital, -line.Contributed, line.InvestorId),
            new(ChartOfAccounts.Distributions, Lines(d => d.Distributed) + carryReceived, line.InvestorId),
            new(WithholdingPayable, -Lines(d => d.Withholding), line.InvestorId),
            new(CarriedInterest, Lines(d => d.CarriedInterest) - carryReceived, line.InvestorId),
            new(Income, -Held(h => h.Income), line.InvestorId),
            new(RealisedGain, Held(h => h.CostRealised - h.SaleProceeds), line.InvestorId),
            new(UnrealisedGainChange, Held(h => h.Cost - h.Carrying), line.InvestorId),
            new(ManagementFees, line[Component.ManagementFees], line.InvestorId),
            new(ChartOfAccounts.FeeReductions, -line.FeesReduced, line.InvestorId),
            new(ChartOfAccounts.OtherIncome, -line[Component.EntryIncome], line.InvestorId),
            new(FundExpenses, line[Component.Expenses] + line[Component.EntryExpenses], line.InvestorId),
            new(Defaults, line.LostOnDefault, line.InvestorId),
            new(ChartOfAccounts.SubscriptionLine, -line.Flows.Sum(f => f.Borrowed), line.InvestorId),
        ];
    }

    private static IEnumerable<Posting> Equalisation(ClosingEqualised fact) =>
    [
        .. fact.Lines.SelectMany(Moved),
        new(Cash, fact.Lines.Sum(l => l.Contributed - l[Component.ManagementFees])),
        .. fact.Interest.Select(i => new Posting(Cash, -i.Amount, i.InvestorId)),
    ];

    private static Dictionary<Guid, decimal> ByPartner(IReadOnlyList<Share> shares) => shares.ToDictionary(s => s.InvestorId, s => s.Amount);
}

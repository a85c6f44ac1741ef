using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A distribution to be worked out.</summary>
/// <param name="Date">The distribution date; the preferred return accrues up to it.</param>
/// <param name="Amount">All that is distributed, carried interest included.</param>
/// <param name="DealId">The investment it comes from; decides the sharing percentages.</param>
/// <param name="CarryRecipientId">Who receives carried interest; null is the fund's only general partner.</param>
/// <param name="WithholdingByInvestor">Tax to withhold.</param>
/// <param name="RecallableByInvestor">The part that restores unfunded commitment.</param>
public sealed record DistributionRequest(
    DateOnly Date, decimal Amount, Guid? DealId = null, Guid? CarryRecipientId = null,
    IReadOnlyDictionary<Guid, decimal>? WithholdingByInvestor = null, IReadOnlyDictionary<Guid, decimal>? RecallableByInvestor = null);

/// <summary>A partner's line and where it comes from.</summary>
public sealed record DistributionRunLine(string Name, PartnerKind Partner, DistributionLine Line, Explanation? Explanation);

/// <summary>A distribution worked out.</summary>
/// <param name="Lines">Partners with a share, in order of admission.</param>
/// <param name="ExceedsCash">Whether it is more than the book's cash less what is already owed.</param>
public sealed record DistributionRunResult(
    DistributionRequest Request, Guid? CarryRecipientId, IReadOnlyList<DistributionRunLine> Lines, TierTotals Totals, bool ExceedsCash, Explanation? Explanation,
    TaxBasis? Tax = null, InKindAsset? InKind = null)
{
    /// <summary>The fact that declares it; effective on the request's date.</summary>
    public DistributionDeclared ToFact(Guid distributionId, int number, DateOnly paymentDate) => new(
        distributionId, number, paymentDate, Request.DealId, Request.Amount, Totals.CarriedInterest == 0 ? null : CarryRecipientId, [.. Lines.Select(l => l.Line)], Tax, InKind);
}

/// <summary>Works out a distribution: apportions it among all partners, then runs each limited partner's share through the tiers (ILPA Model LPA 14.3).</summary>
public static class DistributionRun
{
    /// <summary>Works out a distribution.</summary>
    /// <param name="book">The book as of the distribution date.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    /// <exception cref="FundRuleException">
    /// <c>distribution.amount_not_positive</c>, <c>distribution.carry_recipient_missing</c>, <c>distribution.deal_missing</c>, <c>book.deal.unknown</c>, <c>book.terms.missing</c>, <c>allocation.no_weights</c>.
    /// </exception>
    public static DistributionRunResult Run(FundBook book, DistributionRequest request, bool explain = true, RunWatch? watch = null)
    {
        if (request.Amount <= 0 || !book.Currency.IsPayable(request.Amount))
            throw new FundRuleException("distribution.amount_not_positive", $"Give a positive amount that {book.Currency.Code} can pay.");
        var terms = book.TermsAt(request.Date);
        if (terms.DealByDeal is { Value.Pool: DealPool.EachDeal } && request.DealId is null)
            throw new FundRuleException("distribution.deal_missing", "Each deal stands alone by the fund's terms: say which investment the distribution comes from.");
        var (weights, weightName, facts) = Weights(book, terms, request.DealId);
        var afterAdvances = Advances.Shares(book, request.Amount, weights);
        var before = afterAdvances is null ? Earlier(book, request.DealId, weights) : new decimal[weights.Length];
        var shares = afterAdvances?.Shares ?? CumulativeAllocation.Next(request.Amount, weights, before, book.Currency.MinorUnits);
        decimal TakenOf(PartnerAccount partner) => afterAdvances?.Taken[partner.Index] ?? 0;
        var defaults = DefaultSettlement.Of(book, shares);
        decimal FromDefaultOf(PartnerAccount partner) => defaults?.Of(partner) ?? 0;
        var waterfall = new Waterfall(terms, book.Currency);
        var lines = new List<DistributionRunLine>(book.Partners.Count);
        foreach (var partner in book.Partners.Watched(watch).Where(p => shares[p.Index] != 0 || TakenOf(p) != 0 || FromDefaultOf(p) != 0))
        {
            var history = WaterfallHistory.Of(book, partner, terms, request.DealId);
            Explanation Explained()
            {
                var own = Share(book, terms, request.Amount, partner, weights, weightName, shares, before, afterAdvances, facts);
                return defaults?.Explain(partner, own) ?? own;
            }
            var fromDefault = FromDefaultOf(partner);
            var (line, explanation) = WaterfallHistory.Run(waterfall, book, partner, history, request.Date, shares[partner.Index] + fromDefault, explain ? Explained : null);
            line = line with
            {
                Withholding = Of(request.WithholdingByInvestor, partner),
                Recallable = Of(request.RecallableByInvestor, partner),
                Advance = -TakenOf(partner),
                FromDefault = fromDefault,
            };
            lines.Add(new DistributionRunLine(partner.Name, partner.Kind, line, explanation));
        }
        var totals = TierTotals.Of(lines.Select(l => l.Line));
        return new DistributionRunResult(
            request, Recipient(book, request.CarryRecipientId, totals.CarriedInterest), lines, totals,
            request.Amount > FreeCash(book),
            explain ? Whole(book, request, terms, lines) : null);
    }

    /// <summary>The weights of the terms' apportioning. Sharing percentages need an investment; without one, contributions to date stand for them.</summary>
    internal static (decimal[] Weights, string Name, IReadOnlyList<Guid> Facts) Weights(FundBook book, FundTerms terms, Guid? dealId)
    {
        if (terms.Apportioning.Value == ApportioningBase.SharingPercentages && dealId is { } id)
        {
            // A sale that is only supposed, of a distribution in kind, is no fact.
            var deal = book.Deal(id);
            return ([.. book.Partners.Select(deal.SharingWeightOf)], $"sharing percentages of {deal.Name}", [.. deal.Facts.Where(f => f != Guid.Empty)]);
        }
        return terms.Apportioning.Value == ApportioningBase.Commitments
            ? ([.. book.Partners.Select(p => p.Commitment)], "commitments", [])
            : ([.. book.Partners.Select(p => p.Contributed)], "contributions to date", []);
    }

    private static decimal[] Earlier(FundBook book, Guid? dealId, decimal[] weights)
    {
        var earlier = book.Distributions.Where(d => d.DealId == dealId).Select(d =>
        {
            var parts = new decimal[weights.Length];
            foreach (var line in d.Lines)
                parts[book.PartnerById[line.InvestorId].Index] = line.Apportioned - line.FromDefault;
            return (d.Amount, parts);
        });
        return CumulativeAllocation.Before(earlier, weights, book.Currency.MinorUnit);
    }

    /// <summary>Cash less what is already owed in cash to partners and for tax withheld.</summary>
    internal static decimal FreeCash(FundBook book) => book.Total.Cash + book.Total[Component.HeldInKind] - book.Total.Payable - book.Total.Withheld;

    internal static Guid? Recipient(FundBook book, Guid? named, decimal carry)
    {
        if (named is { } given)
            return book.Partner(given).InvestorId;
        var general = book.Partners.Where(p => !p.IsLimitedPartner).ToList();
        if (general.Count == 1)
            return general[0].InvestorId;
        return carry == 0
            ? null
            : throw new FundRuleException("distribution.carry_recipient_missing", "The distribution carries interest for the general partner: say which investor receives it.");
    }

    private static decimal Of(IReadOnlyDictionary<Guid, decimal>? amounts, PartnerAccount partner) =>
        amounts is not null && amounts.TryGetValue(partner.InvestorId, out var amount) ? amount : 0;

    private static Explanation Share(
        FundBook book, FundTerms terms, decimal amount, PartnerAccount partner, decimal[] weights, string weightName, decimal[] shares, decimal[] before,
        AfterAdvances? after, IReadOnlyList<Guid> facts) => after is null
        ? new ShareExplanation(
            book.Currency, $"Share, {partner.Name}", amount, before.Sum(), Telling.Given($"Own part of the {weightName}", weights[partner.Index], facts: facts), weights.Sum(), weightName,
            shares[partner.Index], before[partner.Index]).Explain(terms.Apportioning.Clause)
        : new ShareExplanation(
            book.Currency, $"Share, {partner.Name}", amount, 0, Telling.Given($"Due by the {weightName} after his advances", after.Due[partner.Index], facts: facts), after.Due.Sum(),
            "amounts due after advances", shares[partner.Index], 0).Explain(terms.Apportioning.Clause);

    private static Explanation Whole(FundBook book, DistributionRequest request, FundTerms terms, List<DistributionRunLine> lines) => new(
        $"Distribution of {Print.Date(request.Date)}", book.Currency.Format(request.Amount), "sum of partners' shares", terms.Apportioning.Clause,
        Parts: [.. lines.Select(l => l.Explanation).OfType<Explanation>()], Operation: Operation.Sum);
}

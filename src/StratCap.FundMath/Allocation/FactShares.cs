using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>
/// Builds facts about investments, fees and expenses with each partner's share frozen in them. Investments go by the sharing percentages of the
/// deal (what was called for it from each partner), fees by each limited partner's own fee, expenses by commitments; odd units by largest remainder
/// on the cumulative total, so that they do not drift.
/// </summary>
public static class FactShares
{
    /// <summary>An investment or a further one in the same deal. Without calls for the deal, and without earlier cost, by commitments.</summary>
    /// <param name="book">The book as of the purchase.</param>
    /// <exception cref="FundRuleException"><c>allocation.no_weights</c>: no partner takes part.</exception>
    public static InvestmentMade ForInvestment(FundBook book, Guid dealId, string name, decimal cost)
    {
        var deal = book.FindDeal(dealId);
        var weights = SharingWeights(book, deal);
        var before = Holdings(book, deal, h => h.Invested);
        return new InvestmentMade(dealId, name, cost, Shares(book, CumulativeAllocation.Next(cost, weights, before, book.Currency.MinorUnits)));
    }

    /// <summary>A valuation: each partner's value becomes its sharing percentage of the fair value; the shares are the changes to that.</summary>
    /// <param name="book">The book as of the valuation date.</param>
    /// <param name="fairValue">The whole value of what is still held.</param>
    /// <exception cref="FundRuleException"><c>book.deal.unknown</c></exception>
    public static ValuationRecorded ForValuation(FundBook book, Guid dealId, decimal fairValue, string methodology, int level)
    {
        var deal = book.Deal(dealId);
        var carrying = Holdings(book, deal, h => h.Carrying);
        var target = LargestRemainder.Split(fairValue, SharingWeights(book, deal), book.Currency.MinorUnits);
        for (var i = 0; i < target.Length; i++)
            target[i] -= carrying[i];
        return new ValuationRecorded(dealId, fairValue, fairValue - deal.FairValue, methodology, level, Shares(book, target));
    }

    /// <summary>Proceeds of a sale or income. Cost and carrying value are taken from each partner by what he holds.</summary>
    /// <param name="book">The book as of the receipt.</param>
    /// <param name="cost">Cost of what was sold; zero for income.</param>
    /// <param name="carryingValue">Carrying value of what was sold; null is in proportion to its cost.</param>
    /// <exception cref="FundRuleException"><c>book.deal.unknown</c>; <c>allocation.caps_exceeded</c>: more cost or value than is held.</exception>
    public static ProceedsReceived ForProceeds(FundBook book, Guid dealId, ProceedsKind kind, decimal proceeds, decimal cost, decimal? carryingValue = null)
    {
        var deal = book.Deal(dealId);
        var units = book.Currency.MinorUnits;
        var carrying = carryingValue ?? (cost == deal.Cost ? deal.FairValue : deal.Cost == 0 ? 0 : book.Currency.Round(deal.FairValue * (cost / deal.Cost)));
        if (kind == ProceedsKind.Income && carryingValue is null)
            carrying = 0;
        var costs = Holdings(book, deal, h => h.Cost);
        var values = Holdings(book, deal, h => h.Carrying);
        // What was shared by other percentages, before a follow-on that not all took part in, stays as it was.
        var weights = SharingWeights(book, deal);
        var before = CumulativeAllocation.Before(deal.ProceedsReceived.Select(p => (p.Proceeds, Parts(book, p.Shares))), weights, book.Currency.MinorUnit);
        return new ProceedsReceived(
            dealId, kind, proceeds, cost, carrying,
            Shares(book, CumulativeAllocation.Next(proceeds, weights, before, units)),
            Shares(book, ByHolding(cost, costs, units)),
            Shares(book, ByHolding(carrying, values, units)));
    }

    /// <summary>The management fee of a period.</summary>
    /// <param name="book">The book as of the opening of the period.</param>
    /// <param name="amount">What is charged; null is what the terms give.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c>; <c>fee.nothing_due</c>.</exception>
    public static ManagementFeeCharged ForManagementFee(FundBook book, Guid chargeId, DateOnly periodFrom, DateOnly periodTo, decimal? amount = null)
    {
        var fee = ManagementFee.For(book, periodFrom, periodTo, explain: false);
        var charged = amount ?? fee.Amount;
        if (charged <= 0 || fee.ByPartner.All(f => f == 0))
            throw new FundRuleException("fee.nothing_due", "No limited partner owes a management fee for that period: check terms, commitments and dates.");
        var since = PurposeSplit.LastCommitment(book);
        var isSteady = book.TermsAt(periodFrom).ManagementFee.Value.Basis == FeeBasis.Commitments;
        var earlier = book.Fees.Where(f => isSteady && f.Date >= since).Select(f => (f.Amount, Parts(book, f.Shares)));
        var before = CumulativeAllocation.Before(earlier, fee.ByPartner, book.Currency.MinorUnit);
        return new ManagementFeeCharged(
            chargeId, periodFrom, periodTo, charged, Shares(book, CumulativeAllocation.Next(charged, fee.ByPartner, before, book.Currency.MinorUnits)));
    }

    /// <summary>An expense, by commitments, the general partner's included.</summary>
    /// <param name="book">The book as of the charge.</param>
    /// <exception cref="FundRuleException"><c>allocation.no_weights</c>: there is no commitment yet.</exception>
    public static ExpenseCharged ForExpense(FundBook book, Guid chargeId, string category, decimal amount)
    {
        decimal[] weights = [.. book.Partners.Select(p => p.Commitment)];
        var since = PurposeSplit.LastCommitment(book);
        var before = CumulativeAllocation.Before(
            book.Expenses.Where(e => e.Date >= since).Select(e => (e.Amount, Parts(book, e.Shares))), weights, book.Currency.MinorUnit);
        return new ExpenseCharged(chargeId, category, amount, Shares(book, CumulativeAllocation.Next(amount, weights, before, book.Currency.MinorUnits)));
    }

    private static decimal[] SharingWeights(FundBook book, BookDeal? deal)
    {
        if (deal is null || (deal.Total.Called == 0 && deal.Total.Invested == 0))
            return [.. book.Partners.Select(p => p.Commitment)];
        return [.. book.Partners.Select(deal.SharingWeightOf)];
    }

    private static decimal[] Holdings(FundBook book, BookDeal? deal, Func<DealHolding, decimal> part) =>
        [.. book.Partners.Select(p => deal is null ? 0 : part(deal.HoldingOf(p)))];

    /// <summary>In proportion to what each holds, never above it; all of it when all is taken.</summary>
    private static decimal[] ByHolding(decimal amount, decimal[] held, int minorUnits) =>
        amount == 0 ? new decimal[held.Length] : CappedSplit.Split(amount, [.. held.Select(h => Math.Max(0, h))], held, minorUnits);

    private static List<Share> Shares(FundBook book, decimal[] parts)
    {
        var shares = new List<Share>(parts.Length);
        foreach (var partner in book.Partners)
        {
            if (parts[partner.Index] != 0)
                shares.Add(new Share(partner.InvestorId, parts[partner.Index]));
        }
        return shares;
    }

    private static decimal[] Parts(FundBook book, IReadOnlyList<Share> shares)
    {
        var parts = new decimal[book.Partners.Count];
        foreach (var share in shares)
            parts[book.PartnerById[share.InvestorId].Index] = share.Amount;
        return parts;
    }
}

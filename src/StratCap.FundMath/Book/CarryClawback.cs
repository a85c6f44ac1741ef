using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Book;

/// <summary>
/// Carried interest that is to be paid back, limited partner by limited partner (ILPA Model LPA 14.7): the larger of what was paid above the recipient's share of the
/// partner's cumulative profit and of the partner's shortfall of capital and preferred return, at most what was paid; and at most what the recipient kept after tax.
/// </summary>
public static class CarryClawback
{
    /// <summary>
    /// What is to be paid back on a date, by partner; empty when nothing is. Of what was distributed: value that the fund still holds counts once it is distributed,
    /// as in the final test.
    /// </summary>
    /// <param name="book">The book as of the date of the test, such as the liquidation.</param>
    /// <param name="date">Up to when the preferred return accrues.</param>
    /// <param name="limit">Such as the carried interest received less tax; shared out in proportion. Null is none.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c></exception>
    public static IReadOnlyList<Share> Due(FundBook book, DateOnly date, decimal? limit = null)
    {
        var terms = book.TermsAt(date);
        var waterfall = new EuropeanWaterfall(terms, book.Currency);
        var carry = terms.Tiers.Value.OfType<SplitTier>().Single().GpShare;
        var due = new decimal[book.Partners.Count];
        foreach (var partner in book.Partners.Where(p => p.CarryPaid > 0))
        {
            var profit = partner.Distributed + partner.CarryPaid - partner.Contributed;
            var excess = partner.CarryPaid - Math.Max(0, book.Currency.Round(carry * profit));
            var (capital, preferredReturn) = waterfall.Owed(date, WaterfallHistory.Of(book, partner, terms));
            due[partner.Index] = Math.Clamp(Math.Max(excess, capital + book.Currency.Round(preferredReturn)), 0, partner.CarryPaid);
        }
        if (limit is { } most && due.Sum() > most)
            due = LargestRemainder.Split(book.Currency.Round(Math.Max(0, most)), due, book.Currency.MinorUnits);
        return [.. book.Partners.Where(p => due[p.Index] > 0).Select(p => new Share(p.InvestorId, due[p.Index]))];
    }

    /// <summary>Makes the payment: what each partner gets back fills his capital and preferred return, in the order of the terms; the rest is his split.</summary>
    /// <param name="book">The book as of the payment.</param>
    /// <param name="shares">By partner, such as <see cref="Due"/>.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c>, <c>book.investor.unknown</c>; recording it refuses the rules <c>book.clawback.*</c>.</exception>
    public static ClawbackPaid Make(FundBook book, Guid clawbackId, Guid payerId, DateOnly date, IReadOnlyList<Share> shares)
    {
        var terms = book.TermsAt(date);
        var waterfall = new EuropeanWaterfall(terms, book.Currency);
        var lines = new List<DistributionLine>(shares.Count);
        foreach (var (investor, amount) in shares)
        {
            var (owedCapital, owedReturn) = waterfall.Owed(date, WaterfallHistory.Of(book, book.Partner(investor), terms));
            var (capital, preferredReturn) = waterfall.Fill(amount, owedCapital, owedReturn);
            lines.Add(new DistributionLine(investor, 0, capital, preferredReturn, 0, amount - capital - preferredReturn, -amount));
        }
        return new ClawbackPaid(clawbackId, book.Clawbacks.Select(c => c.Number).DefaultIfEmpty(0).Max() + 1, payerId, lines.Sum(l => l.Distributed), lines);
    }
}

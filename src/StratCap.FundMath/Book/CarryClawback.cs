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
    /// What is to be paid back on the book's day, by partner; empty when nothing is. Of what was distributed: value that the fund still holds counts once it is
    /// distributed, as in the final test.
    /// </summary>
    /// <param name="book">The book as of the date of the test, such as the liquidation.</param>
    /// <param name="limit">Such as the carried interest received less tax; shared out in proportion. Null is what the terms say.</param>
    /// <exception cref="FundRuleException">As <see cref="FundClawback.Of"/>.</exception>
    public static IReadOnlyList<Share> Due(FundBook book, decimal? limit = null) => Due(FundClawback.Of(book), book.Currency, limit);

    /// <summary>The same from tests that were made.</summary>
    public static IReadOnlyList<Share> Due(IReadOnlyList<PartnerClawback> tests, Currency currency, decimal? limit)
    {
        var due = tests.Select(c => new Share(c.InvestorId, c.Result.Due)).ToArray();
        if (limit is { } most && due.Sum(d => d.Amount) > most)
        {
            var parts = LargestRemainder.Split(currency.Round(Math.Max(0, most)), [.. due.Select(d => d.Amount)], currency.MinorUnits);
            due = [.. due.Zip(parts, (share, part) => share with { Amount = part })];
        }
        return [.. due.Where(d => d.Amount > 0)];
    }

    /// <summary>Makes the payment: what each partner gets back fills his capital and preferred return, in the order of the terms; the rest is his split.</summary>
    /// <param name="book">The book as of the payment.</param>
    /// <param name="number">The next of the whole book: one dated back must not take another's.</param>
    /// <param name="shares">By partner, such as <see cref="Due(FundBook, decimal?)"/>.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c>, <c>book.investor.unknown</c>; recording it refuses the rules <c>book.clawback.*</c>.</exception>
    public static ClawbackPaid Make(FundBook book, Guid clawbackId, int number, Guid payerId, DateOnly date, IReadOnlyList<Share> shares)
    {
        var terms = book.TermsAt(date);
        var waterfall = new Waterfall(terms, book.Currency);
        var lines = new List<DistributionLine>(shares.Count);
        foreach (var (investor, amount) in shares)
        {
            var owed = WaterfallHistory.OfAllPools(book, book.Partner(investor), terms).Select(h => waterfall.Owed(date, h)).ToList();
            var (capital, preferredReturn) = waterfall.Fill(amount, owed.Sum(o => o.Capital), owed.Sum(o => o.PreferredReturn));
            // What was paid in advance and not taken off yet comes back first.
            var advance = Math.Min(amount, Math.Max(0, book.Partner(investor)[Component.CarryAdvance]));
            lines.Add(new DistributionLine(investor, 0, capital, preferredReturn, 0, amount - capital - preferredReturn, -amount, CarryAdvance: -advance));
        }
        return new ClawbackPaid(clawbackId, number, payerId, lines.Sum(l => l.Distributed), lines);
    }
}

using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Book;

/// <summary>A limited partner's test.</summary>
/// <param name="Profit">Distributed and carried interest less contributions.</param>
/// <param name="Entitled">The recipient's share of it, not below zero.</param>
/// <param name="Excess">Carried interest paid above that.</param>
/// <param name="Shortfall">Capital and preferred return that the partner is still owed.</param>
/// <param name="Due">What is to be paid back.</param>
public sealed record ClawbackTest(Guid InvestorId, decimal Profit, decimal Entitled, decimal Excess, decimal Shortfall, decimal Due, Explanation Explanation);

/// <summary>
/// Carried interest that is to be paid back, limited partner by limited partner (ILPA Model LPA 14.7): the larger of what was paid above the recipient's share of the
/// partner's cumulative profit and of the partner's shortfall of capital and preferred return, at most what was paid; and at most what the recipient kept after tax.
/// </summary>
public static class CarryClawback
{
    /// <summary>
    /// Tests every partner who bore carried interest. Of what was distributed: value that the fund still holds counts once it is distributed, as in the final test.
    /// </summary>
    /// <param name="book">The book as of the date of the test, such as the liquidation.</param>
    /// <param name="date">Up to when the preferred return accrues.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c></exception>
    public static IReadOnlyList<ClawbackTest> Test(FundBook book, DateOnly date)
    {
        var terms = book.TermsAt(date);
        var waterfall = new EuropeanWaterfall(terms, book.Currency);
        return [.. book.Partners.Where(p => p.CarryPaid > 0).Select(p => Test(book, date, terms, waterfall, p))];
    }

    /// <summary>What is to be paid back on a date, by partner; empty when nothing is.</summary>
    /// <param name="limit">Such as the carried interest received less tax; shared out in proportion. Null is none.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c></exception>
    public static IReadOnlyList<Share> Due(FundBook book, DateOnly date, decimal? limit = null)
    {
        List<Share> due = [.. Test(book, date).Where(t => t.Due > 0).Select(t => new Share(t.InvestorId, t.Due))];
        if (limit is not { } most || due.Sum(d => d.Amount) <= most)
            return due;
        var parts = LargestRemainder.Split(book.Currency.Round(Math.Max(0, most)), [.. due.Select(d => d.Amount)], book.Currency.MinorUnits);
        return [.. due.Select((d, i) => d with { Amount = parts[i] }).Where(d => d.Amount > 0)];
    }

    private static ClawbackTest Test(FundBook book, DateOnly date, FundTerms terms, EuropeanWaterfall waterfall, PartnerAccount partner)
    {
        var money = book.Currency;
        var split = terms.Tiers.Value.OfType<SplitTier>().Single();
        var profit = partner.Distributed + partner.CarryPaid - partner.Contributed;
        var entitled = Math.Max(0, money.Round(split.GpShare * profit));
        var (capital, preferredReturn) = waterfall.Owed(date, WaterfallHistory.Of(book, partner, terms));
        var (excess, shortfall) = (Math.Max(0, partner.CarryPaid - entitled), capital + money.Round(preferredReturn));
        var due = Math.Min(Math.Max(excess, shortfall), partner.CarryPaid);
        return new ClawbackTest(partner.InvestorId, profit, entitled, excess, shortfall, due, new Explanation(
            $"Clawback, {partner.Name}", money.Format(due), "the larger of excess and shortfall, at most the carried interest paid", terms.Tiers.Clause, "half away from zero",
            Parts:
            [
                new("Excess", money.Format(excess), "carried interest paid less the share of profit, not below zero", Parts:
                [
                    new("Carried interest paid", money.Format(partner.CarryPaid), Facts: [.. partner.Distributions.Where(d => d.Line.CarriedInterest != 0).Select(d => d.FactId)]),
                    new("Share of profit", money.Format(entitled), FormattableString.Invariant($"{split.GpShare} × {profit}: distributed {partner.Distributed} + carried interest {partner.CarryPaid} − contributed {partner.Contributed}")),
                ]),
                new("Shortfall", money.Format(shortfall), "sum of unreturned capital and unpaid preferred return", Parts:
                [
                    new("Unreturned capital", money.Format(capital)),
                    new("Unpaid preferred return", money.Format(money.Round(preferredReturn)), FormattableString.Invariant($"accrued to {Print.Date(date)}")),
                ]),
            ]));
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

using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// What a distribution moves after defaults (ILPA Model LPA 6.6): who lost a part of his account gives up his share until that is paid, and those who gained it get it, by what each is
/// still to get, by largest remainder. Whether they share in the distribution otherwise does not matter.
/// </summary>
internal sealed class DefaultSettlement
{
    private const string Clause = "ILPA Model LPA 6.6";

    private readonly FundBook book;
    private readonly decimal[] gains;
    private readonly decimal[] moved;
    private readonly decimal total;

    private DefaultSettlement(FundBook book, decimal[] shares)
    {
        this.book = book;
        gains = [.. book.Partners.Select(p => Math.Max(0, -p.DefaultUnsettled))];
        decimal[] given = [.. book.Partners.Select(p => Math.Min(shares[p.Index], Math.Max(0, p.DefaultUnsettled)))];
        total = given.Sum();
        moved = total == 0 ? new decimal[shares.Length] : [.. LargestRemainder.Split(total, gains, book.Currency.MinorUnits).Zip(given, (got, gave) => got - gave)];
    }

    /// <param name="book">The book as of the distribution date.</param>
    /// <param name="shares">By partner, before.</param>
    /// <returns>Null when no default is unsettled.</returns>
    internal static DefaultSettlement? Of(FundBook book, decimal[] shares) =>
        book.Partners.All(p => p.DefaultUnsettled == 0) ? null : new DefaultSettlement(book, shares);

    /// <summary>Given up (negative) or received.</summary>
    internal decimal Of(PartnerAccount partner) => moved[partner.Index];

    /// <summary>The share with what is moved.</summary>
    internal Explanation Explain(PartnerAccount partner, Explanation share)
    {
        if (Of(partner) == 0)
            return share;
        var telling = new Telling(book.Currency);
        var facts = book.Remedies.Where(r => r.InvestorId == partner.InvestorId || r.To.Any(t => t.InvestorId == partner.InvestorId)).Select(r => r.FactId).ToList();
        if (Of(partner) > 0)
        {
            var got = new ShareExplanation(
                book.Currency, "From defaulters", total, 0, Telling.Given("Own part of what is still to come", gains[partner.Index], facts: facts), gains.Sum(), "what is still to come from defaulters",
                Of(partner), 0).Explain(Clause);
            return telling.Money(Operation.Sum, $"Share, {partner.Name}", share.Amount!.Value + Of(partner), [share, got], "sum of his share and what comes from defaulters", Clause);
        }
        var own = share with { Key = "own" };
        var lost = Telling.Given("Lost on default and not yet given up", partner.DefaultUnsettled, Clause, facts: facts);
        var given = telling.Money(Operation.Lesser, "Given up after default", -Of(partner), [own.Again(), lost], "lesser of the share and what is not yet given up", Clause);
        return telling.Money(Operation.Difference, $"Share, {partner.Name}", share.Amount!.Value + Of(partner), [own, given], "his share less what he gives up", Clause);
    }
}

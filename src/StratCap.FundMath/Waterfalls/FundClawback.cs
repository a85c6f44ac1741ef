using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A limited partner's clawback.</summary>
public sealed record PartnerClawback(Guid InvestorId, string Name, ClawbackResult Result);

/// <summary>
/// The clawback of a fund's book, limited partner by limited partner (ILPA Model LPA 14.7). Distributions and carried interest count from their
/// declaration, contributions from their receipt, and earn as they do in the tiers; the escrow is taken to hold the agreed part of carried interest.
/// </summary>
public static class FundClawback
{
    /// <summary>Works out what the general partner would give back on the book's day.</summary>
    /// <param name="book">The book as of the day of the test.</param>
    /// <param name="atLiquidation">Whether the fund is taken as liquidated at its net asset value on that day (the interim test).</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    /// <exception cref="FundRuleException"><c>clawback.not_agreed</c>, <c>book.terms.missing</c>, or what a liquidation refuses.</exception>
    public static IReadOnlyList<PartnerClawback> Of(FundBook book, bool atLiquidation = false, RunWatch? watch = null)
    {
        var terms = book.TermsAt(book.AsOf);
        var agreed = terms.Clawback?.Value ?? throw new FundRuleException("clawback.not_agreed", "The fund's terms have no clawback: add one to the terms.");
        var lines = atLiquidation
            ? LiquidationScenario.Run(book, book.AsOf, explain: false, watch: watch?.Part(0, 0.5m)).Lines.ToDictionary(l => l.Line.InvestorId, l => l.Line)
            : [];
        var hurdle = terms.Tiers.Value.OfType<PreferredReturnTier>().SingleOrDefault()?.Account;
        return [.. book.Partners.Watched(atLiquidation ? watch?.Part(0.5m, 1) : watch).Where(p => p.IsLimitedPartner).Select(p => new PartnerClawback(
            p.InvestorId, p.Name, Clawback.Of(Inputs(book, p, terms, agreed, hurdle, lines.GetValueOrDefault(p.InvestorId)), book.Currency)))];
    }

    private static ClawbackInputs Inputs(FundBook book, PartnerAccount partner, FundTerms terms, ClawbackTerms agreed, AccountHurdle? hurdle, DistributionLine? liquidation)
    {
        var earning = new EarningSince(book, partner, terms);
        var contributions = partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution)
            .SelectMany(f => earning.Of(f).GroupBy(p => p.From, p => p.Amount), (f, part) => new ClawbackContribution(f.Date, part.Sum(), part.Key));
        var lines = partner.Distributions.Select(d => (d.Date, d.Line)).ToList();
        var held = book.Currency.Round(agreed.EscrowShare * lines.Sum(l => l.Line.CarriedInterest));
        if (liquidation is not null)
            lines.Add((book.AsOf, liquidation));
        return new ClawbackInputs(
            agreed, [.. contributions], [.. lines.Select(l => new DatedFlow(l.Date, l.Line.Distributed))],
            [.. lines.Where(l => l.Line.CarriedInterest != 0).Select(l => new DatedFlow(l.Date, l.Line.CarriedInterest))], book.AsOf, hurdle, held);
    }
}

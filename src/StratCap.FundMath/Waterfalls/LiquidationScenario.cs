using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>What a scenario's history is taken from.</summary>
public enum ScenarioBasis
{
    /// <summary>The book's own calls, receipts and distributions.</summary>
    Book,

    /// <summary>Positions that investors disclosed.</summary>
    Disclosed,
}

/// <summary>A partner in a liquidation.</summary>
/// <param name="Line">The hypothetical line.</param>
/// <param name="PaidIn">To date.</param>
/// <param name="Distributed">To date, before the liquidation.</param>
/// <param name="MultipleAfter">(distributed + received) ÷ paid in; null when nothing is paid in.</param>
public sealed record ScenarioLine(
    string Name, PartnerKind Partner, DistributionLine Line, decimal PaidIn, decimal Distributed, decimal? MultipleAfter, Explanation? Explanation);

/// <summary>A hypothetical liquidation. Posts nothing.</summary>
/// <param name="Notes">What had to be assumed, in sentences.</param>
public sealed record ScenarioResult(
    DateOnly Date, decimal Value, ScenarioBasis Basis, IReadOnlyList<ScenarioLine> Lines, TierTotals Totals, IReadOnlyList<string> Notes, Explanation? Explanation)
{
    /// <summary>Carried interest that the liquidation would pay to the general partner.</summary>
    public decimal CarriedInterest => Totals.CarriedInterest;

    /// <summary>Where the carried interest comes from: each partner's, down to his tiers. Only of a run with explanations.</summary>
    /// <param name="which">Tells it from another liquidation's, such as "by the amended terms".</param>
    public Explanation ExplainCarriedInterest(string which) => new(
        $"Carried interest {which}", Print.Exact(CarriedInterest), "sum over partners",
        Parts: Explanation.WhenRead(() => [.. Lines.Where(l => l.Line.CarriedInterest != 0).Select(WaterfallExplanations.OfCarriedInterest)]), Operation: Operation.Sum);
}

/// <summary>A liquidation at one of many values, in totals.</summary>
/// <param name="ToLimitedPartners">After carried interest.</param>
/// <param name="ToGeneralPartners">On their own commitments, without carried interest.</param>
public sealed record SweepPoint(decimal Value, decimal CarriedInterest, decimal ToLimitedPartners, decimal ToGeneralPartners);

/// <summary>
/// What everybody would receive if the fund were liquidated on a date at a value: the waterfall over the real history. At the book's own net asset value,
/// the carried interest of a limited partner is his accrued carry.
/// </summary>
public static class LiquidationScenario
{
    /// <summary>Runs a liquidation.</summary>
    /// <param name="book">The book as of the date.</param>
    /// <param name="date">The hypothetical distribution date.</param>
    /// <param name="value">What there is to distribute; null is the net asset value, or the disclosed remaining values.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <param name="terms">Other terms than the fund's, for a comparison.</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    /// <exception cref="FundRuleException"><c>scenario.nothing_to_liquidate</c>, <c>scenario.value_not_payable</c>, <c>book.terms.missing</c>.</exception>
    public static ScenarioResult Run(FundBook book, DateOnly date, decimal? value = null, bool explain = true, FundTerms? terms = null, RunWatch? watch = null)
    {
        var by = terms ?? book.TermsAt(date);
        if (value is { } given && (given < 0 || !book.Currency.IsPayable(given)))
            throw new FundRuleException("scenario.value_not_payable", $"Give a value that is not negative and that {book.Currency.Code} can pay.");
        WaterfallHistory.RequireDeals(book, by);
        ScenarioInputs inputs;
        if (book.HasMovements)
            inputs = ScenarioInputs.FromBook(book, by, value);
        else if (book.HasDisclosures)
            inputs = DisclosedHistory.Inputs(book, by, date, value);
        else
            throw new FundRuleException("scenario.nothing_to_liquidate", "The fund has neither movements nor disclosed positions at that date.");
        return Run(book, by, date, inputs, explain, watch);
    }

    /// <summary>A partner's line of a liquidation at the net asset value, as the whole run has it; null when he has no part in it. The others' tiers are not run.</summary>
    /// <param name="book">The book as of the date, with movements of its own.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c>.</exception>
    internal static ScenarioLine? OfPartner(FundBook book, PartnerAccount partner, DateOnly date)
    {
        var terms = book.TermsAt(date);
        WaterfallHistory.RequireDeals(book, terms);
        return Run(book, terms, date, ScenarioInputs.FromBook(book, terms, value: null, partner), explain: true, watch: null).Lines is [var line] ? line : null;
    }

    /// <summary>
    /// Runs a liquidation at each of many values: to the cent what <see cref="Run(FundBook, DateOnly, decimal?, bool, FundTerms?, RunWatch?)"/> gives for each, but the history is played once.
    /// </summary>
    /// <param name="book">The book as of the date, with movements of its own.</param>
    /// <param name="date">The hypothetical distribution date.</param>
    /// <param name="values">What there is to distribute, in any order.</param>
    /// <param name="terms">Other terms than the fund's, for a comparison.</param>
    /// <param name="watch">Told between two values; may stop the run.</param>
    /// <exception cref="FundRuleException">As for one value; <c>scenario.no_movements</c> where only disclosed positions are known.</exception>
    public static IReadOnlyList<SweepPoint> Sweep(FundBook book, DateOnly date, IReadOnlyList<decimal> values, FundTerms? terms = null, RunWatch? watch = null)
    {
        var by = terms ?? book.TermsAt(date);
        WaterfallHistory.RequireDeals(book, by);
        if (!book.HasMovements)
            throw new FundRuleException("scenario.no_movements", "The fund's book holds no movements of its own: run the liquidation at one value.");
        if (values.Any(v => v < 0 || !book.Currency.IsPayable(v)))
            throw new FundRuleException("scenario.value_not_payable", $"Give values that are not negative and that {book.Currency.Code} can pay.");
        var waterfall = new Waterfall(by, book.Currency);
        var runs = book.Partners.Select(p => p.IsLimitedPartner ? Played(waterfall, WaterfallHistory.Liquidated(book, p, by), date) : null).ToArray();
        return [.. values.Watched(watch).Select(value => At(value, ScenarioInputs.SharesOf(book, by, value, []).Shares, runs, date, book.Currency))];
    }

    private static PlayedPools Played(Waterfall waterfall, IReadOnlyList<LiquidationPool> pools, DateOnly date) => new(pools, [.. pools.Select(pool =>
    {
        var run = waterfall.Open(pool.History.PartnerId, pool.History.Name, explain: false);
        run.Play(pool.History, date);
        return run;
    })]);

    private static SweepPoint At(decimal value, decimal[] shares, PlayedPools?[] runs, DateOnly date, Currency currency)
    {
        decimal carry = 0, limited = 0, general = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            if (runs[i] is not { } run)
            {
                general += shares[i];
                continue;
            }
            var parts = WaterfallHistory.ByPool(run.Pools, shares[i], currency);
            for (var pool = 0; pool < parts.Length; pool++)
            {
                var line = run.Runs[pool].Run(date, parts[pool]);
                carry += line.CarriedInterest;
                limited += line.ToPartner;
            }
        }
        return new SweepPoint(value, carry, limited, general);
    }

    private static ScenarioResult Run(FundBook book, FundTerms terms, DateOnly date, ScenarioInputs inputs, bool explain, RunWatch? watch)
    {
        var waterfall = new Waterfall(terms, book.Currency);
        var lines = new List<ScenarioLine>(book.Partners.Count);
        foreach (var input in inputs.Partners.Watched(watch).Where(p => p.Share != 0 || p.PaidIn != 0))
        {
            var (line, explanation) = input.HasHistory
                ? PoolByPool(waterfall, book, input, date, explain)
                : WithoutHistory(book, input, explain);
            decimal? multiple = input.PaidIn > 0 ? (input.Distributed + line.Distributed) / input.PaidIn : null;
            lines.Add(new ScenarioLine(input.Partner.Name, input.Partner.Kind, line, input.PaidIn, input.Distributed, multiple, explanation));
        }
        var totals = TierTotals.Of(lines.Select(l => l.Line));
        var whole = explain
            ? new Explanation(
                $"Hypothetical liquidation on {Print.Date(date)}", book.Currency.Format(totals.Apportioned),
                string.Join(" ", ["sum of partners' shares.", .. inputs.Notes]), terms.Tiers.Clause, Parts: [.. lines.Select(l => l.Explanation).OfType<Explanation>()], Operation: Operation.Sum)
            : null;
        return new ScenarioResult(date, totals.Apportioned, inputs.Basis, lines, totals, inputs.Notes, whole);
    }

    private static (DistributionLine, Explanation?) PoolByPool(Waterfall waterfall, FundBook book, ScenarioPartner input, DateOnly date, bool explain)
    {
        var isOne = input.Pools.Count == 1;
        var runs = input.Pools.Zip(
            WaterfallHistory.ByPool(input.Pools, input.Share, book.Currency),
            (pool, share) => WaterfallHistory.Run(
                waterfall, book, input.Partner, pool.History, date, share, !explain ? null : isOne ? input.ExplainShare : () => OfPool(pool, share))).ToList();
        if (isOne)
            return runs[0];
        var line = runs.Select(r => r.Line).Aggregate((a, b) => a + b);
        return (line, explain
            ? new Explanation(
                $"Distribution, {input.Partner.Name}", book.Currency.Format(input.Share), "sum of its investments, each alone",
                waterfall.Terms.DealByDeal!.Clause, Parts: [.. runs.Select(r => r.Explanation).OfType<Explanation>()], Operation: Operation.Sum)
            : null);
    }

    private static Explanation OfPool(LiquidationPool pool, decimal share) => Telling.Given(
        $"Share, {pool.History.Name}", share, formula: "what the fund holds of the investment for him, and by fair value of what it holds or owes beside");

    private static (DistributionLine, Explanation?) WithoutHistory(FundBook book, ScenarioPartner input, bool explain) => (
        new DistributionLine(input.Partner.InvestorId, input.Share, 0, 0, 0, input.Share, 0),
        explain
            ? new Explanation(
                $"Distribution, {input.Partner.Name}", book.Currency.Format(input.Share),
                "sum of its parts; the amount called was not disclosed, so no tier can be run and no carried interest is taken",
                Parts: [input.ExplainShare()], Operation: Operation.Sum)
            : null);

    /// <summary>A partner's pools, played up to the day.</summary>
    private sealed record PlayedPools(IReadOnlyList<LiquidationPool> Pools, PartnerWaterfall[] Runs);
}

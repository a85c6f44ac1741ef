using System.Text.Json;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculator.Cases;

/// <summary>
/// Carried interest on a partner's balance: it runs through the tiers as a distribution on the date, after the partner's own contributions and
/// earlier distributions. What the item does not say is taken from the case.
/// </summary>
internal static class HypotheticalLiquidation
{
    internal static Func<string, decimal, decimal> Of(CaseInputs item, CaseInputs inputs)
    {
        var own = item.Element.GetProperty("hypothetical_liquidation").ValueKind == JsonValueKind.Object ? item.Object("hypothetical_liquidation") : item;
        CaseInputs With(string name) => own.Has(name) ? own : inputs;
        var date = With("date") is var dated && dated.Has("date") ? dated.Date("date") : With("valuation_date").Date("valuation_date");
        var waterfall = new EuropeanWaterfall(Terms(With("terms").Object("terms")), inputs.Currency());
        var contributions = With("contributions").ObjectsOrNone("contributions");
        var distributions = With("distributions").ObjectsOrNone("distributions");
        return (name, balance) =>
        {
            var partner = new WaterfallPartner(Guid.Empty, name, [.. Amounts(contributions, name).Select(c => new WaterfallContribution(c.Date, c.Amount))], []);
            foreach (var (paid, amount) in Amounts(distributions, name))
            {
                var line = waterfall.Run(paid, partner, amount, explain: false);
                partner = partner with
                {
                    Earlier = [.. partner.Earlier, new WaterfallDistribution(paid, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest)],
                };
            }
            return waterfall.Run(date, partner, balance, explain: false).CarriedInterest;
        };
    }

    private static IEnumerable<(DateOnly Date, decimal Amount)> Amounts(IReadOnlyList<CaseInputs> rows, string name) =>
        from row in rows
        from amount in row.Amounts("amounts")
        where amount.Key == name && amount.Value != 0
        orderby row.Date("date")
        select (row.Date("date"), amount.Value);

    private static FundTerms Terms(CaseInputs terms)
    {
        var hurdle = terms.Has("hurdles") && terms.Object("hurdles").Has("pref") ? terms.Object("hurdles").Object("pref") : (CaseInputs?)null;
        var ilpa = IlpaTerms.WholeOfFund();
        IReadOnlyList<Tier> tiers = [.. terms.Objects("tiers").Select(t => TierOf(t, hurdle))];
        var isReturnFirst = tiers.FirstOrDefault(t => t is ReturnOfCapitalTier or PreferredReturnTier) is PreferredReturnTier;
        return ilpa with
        {
            Tiers = ilpa.Tiers with { Value = tiers },
            PaymentOrder = ilpa.PaymentOrder with { Value = isReturnFirst ? PaymentOrder.ReturnFirst : PaymentOrder.CapitalFirst },
        };
    }

    private static Tier TierOf(CaseInputs tier, CaseInputs? hurdle) => tier.Text("kind") switch
    {
        "return_of_capital" => new ReturnOfCapitalTier(),
        "preferred_return" when hurdle is { } pref => new PreferredReturnTier(pref.Number("rate"), CompoundingOf(pref), pref.DayCount("day_count"), AccrualStart.Receipt),
        "catch_up" => new CatchUpTier(tier.Number("gp_share"), tier.Number("target")),
        "split" => new SplitTier(tier.Number("gp_share")),
        _ => throw tier.Refuse("kind", "return_of_capital, preferred_return with a hurdle named pref, catch_up or split"),
    };

    private static Compounding CompoundingOf(CaseInputs hurdle) => hurdle.TextOrNull("compounding") switch
    {
        null or "effective" => Compounding.EffectiveAnnual,
        "simple" => Compounding.SimpleAnnual,
        _ => throw hurdle.Refuse("compounding", "effective or simple"),
    };
}

using System.Text.Json;
using StratCap.FundMath;
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
        var waterfall = new Waterfall(WaterfallTerms.Of(With("terms").Object("terms")).Terms, inputs.Currency());
        // Without what was paid in, everything would be profit and the carried interest far too high.
        var contributions = With("contributions").Objects("contributions");
        var distributions = With("distributions").ObjectsOrNone("distributions");
        return (name, balance) =>
        {
            var run = waterfall.Open(Guid.Empty, name, explain: false);
            var events = Amounts(contributions, name).Select(c => (c.Date, Order: 0, c.Amount)).Concat(Amounts(distributions, name).Select(d => (d.Date, Order: 1, d.Amount)));
            foreach (var (day, order, amount) in events.Where(e => e.Date <= date).OrderBy(e => e.Date).ThenBy(e => e.Order))
            {
                if (order == 0)
                    run.Contribute(new WaterfallContribution(day, amount));
                else
                    run.Record(day, run.Run(day, amount));
            }
            return run.Run(date, balance).CarriedInterest;
        };
    }

    private static IEnumerable<(DateOnly Date, decimal Amount)> Amounts(IReadOnlyList<CaseInputs> rows, string name) =>
        from row in rows
        from amount in row.Amounts("amounts")
        where amount.Key == name && amount.Value != 0
        orderby row.Date("date")
        select (row.Date("date"), amount.Value);
}

using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculator.Cases;

/// <summary>Groups <c>waterfall_european</c>, <c>catch_up</c> and <c>multi_hurdle</c>.</summary>
internal static class WholeFundCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var terms = WaterfallTerms.Of(inputs.Object("terms"));
        var flows = Play(inputs, terms, inputs.Objects("distributions"));
        var result = new JsonObject
        {
            ["distributions"] = WaterfallResults.Distributions(flows, currency, terms.TierNames),
            ["totals"] = WaterfallResults.Totals(flows, currency, withFundProfit: false),
        };
        if (inputs.Flag("report_irr"))
            result["net_irr"] = WaterfallResults.NetIrr(flows);
        return result;
    }

    /// <summary>Plays a fund in order of date; contributions of a day count before its distributions.</summary>
    internal static FundFlows Play(CaseInputs fund, WaterfallTerms terms, IEnumerable<CaseInputs> distributions)
    {
        var partners = new CasePartners(fund);
        var waterfall = new WholeFundWaterfall(terms.Terms, fund.Currency(), partners.All, explain: false);
        var events = fund.Objects("contributions").Select(c => (Date: c.Date("date"), Order: 0, Case: c))
            .Concat(distributions.Select(d => (Date: d.Date("date"), Order: 1, Case: d)));
        foreach (var (date, order, row) in events.OrderBy(e => e.Date).ThenBy(e => e.Order))
        {
            if (order == 1)
            {
                waterfall.Distribute(date, row.Number("amount"));
                continue;
            }
            var isForInvestment = row.TextOrNull("purpose") is null or "investment" or "follow_on";
            foreach (var (partner, amount) in partners.Amounts(row))
                waterfall.Contribute(date, partner, amount, isForInvestment);
        }
        return waterfall.Flows;
    }
}

/// <summary>Group <c>scenario</c>: one fund, several exits.</summary>
internal static class ScenarioCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var fund = inputs.Object("fund");
        var terms = WaterfallTerms.Of(fund.Object("terms"));
        var scenarios = inputs.Objects("scenarios");
        CaseNumbers.RefuseRepeated(scenarios.Select(s => s.Text("name")), "scenarios");
        var results = new JsonObject();
        foreach (var scenario in scenarios)
            results[scenario.Text("name")] = Of(WholeFundCase.Play(fund, terms, fund.ObjectsOrNone("distributions").Concat(scenario.Objects("distributions"))), fund.Currency());
        return new JsonObject { ["scenarios"] = results };
    }

    private static JsonObject Of(FundFlows flows, Currency currency)
    {
        var totals = flows.Totals();
        return new JsonObject
        {
            ["gross_multiple"] = Ratio(flows.Distributed, flows.PaidIn),
            ["gross_irr"] = WaterfallResults.Irr(flows.Gross),
            ["gp_carry"] = currency.Format(totals.CarriedInterest),
            ["lp_received"] = currency.Format(totals.CarryBearingReceived),
            ["lp_net_multiple"] = Ratio(totals.CarryBearingReceived, totals.CarryBearingPaidIn),
            ["net_irr"] = WaterfallResults.NetIrr(flows),
        };
    }

    private static JsonNode? Ratio(decimal received, decimal paidIn) => CaseNumbers.RateOrNull(paidIn == 0 ? null : received / paidIn);
}

/// <summary>Group <c>waterfall_american</c>.</summary>
internal static class DealByDealCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var terms = WaterfallTerms.Of(inputs.Object("terms")).DealByDeal(inputs.Object("terms"));
        var partners = new CasePartners(inputs);
        var waterfall = new DealByDealWaterfall(terms.Terms, currency, partners.All, explain: false);
        var deals = new List<string>();
        var events = inputs.Objects("contributions").Select(c => (Date: c.Date("date"), Order: 0, Apply: (Action)(() => Contribute(waterfall, partners, c, deals))))
            .Concat(inputs.Objects("events").Select(e => (Date: e.Date("date"), Order: 1, Apply: (Action)(() => Happen(waterfall, e, deals)))));
        foreach (var (_, _, apply) in events.OrderBy(e => e.Date).ThenBy(e => e.Order))
            apply();
        var result = new JsonObject
        {
            ["distributions"] = WaterfallResults.Distributions(waterfall.Flows, currency, terms.TierNames, id => deals[Place(id)]),
            ["totals"] = WaterfallResults.Totals(waterfall.Flows, currency, withFundProfit: true),
        };
        if (inputs.Flag("report_irr"))
            result["net_irr"] = WaterfallResults.NetIrr(waterfall.Flows);
        return result;
    }

    private static void Contribute(DealByDealWaterfall waterfall, CasePartners partners, CaseInputs contribution, List<string> deals)
    {
        Guid? deal = contribution.Has("deal") ? IdOf(contribution, deals) : null;
        foreach (var (partner, amount) in partners.Amounts(contribution))
            waterfall.Contribute(contribution.Date("date"), partner, amount, deal);
    }

    private static void Happen(DealByDealWaterfall waterfall, CaseInputs happened, List<string> deals)
    {
        var (date, deal, fraction) = (happened.Date("date"), IdOf(happened, deals), happened.NumberOrNull("cost_fraction"));
        switch (happened.Text("type"))
        {
            case "realisation" or "realization":
                waterfall.Realise(date, deal, happened.Number("proceeds"), fraction);
                break;
            case "write_off" when happened.Number("proceeds", 0) > 0:
                waterfall.Realise(date, deal, happened.Number("proceeds"), fraction);
                break;
            case "write_off":
                waterfall.WriteOff(date, deal, fraction);
                break;
            case "write_down":
                waterfall.WriteDown(date, deal, fraction ?? 1);
                break;
            default:
                throw happened.Refuse("type", "realisation, write_off or write_down");
        }
    }

    private static Guid IdOf(CaseInputs row, List<string> deals)
    {
        var name = row.Text("deal");
        if (!deals.Contains(name))
            deals.Add(name);
        return new Guid(deals.IndexOf(name) + 1, 0, 0, new byte[8]);
    }

    private static int Place(Guid deal) => BitConverter.ToInt32(deal.ToByteArray()) - 1;
}

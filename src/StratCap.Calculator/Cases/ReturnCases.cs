using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;

namespace StratCap.Calculator.Cases;

/// <summary>Group <c>irr</c>.</summary>
internal static class IrrCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var irr = inputs.Text("kind") switch
        {
            "periodic" => Irr.OfPeriods(inputs.Numbers("amounts")),
            "dated" => Irr.Of(inputs.Objects("flows").Select(f => new DatedFlow(f.Date("date"), f.Number("amount"))), inputs.DayCount("day_count")),
            _ => throw inputs.Refuse("kind", "periodic or dated"),
        };
        return irr.Status switch
        {
            IrrStatus.Unique => Unique(irr, inputs.Flag("deannualise")),
            IrrStatus.SeveralRoots => new JsonObject { ["status"] = "multiple_roots", ["rates"] = new JsonArray([.. irr.Rates.Select(r => (JsonNode)CaseNumbers.Rate(r))]) },
            IrrStatus.Invalid when HasOneDate(inputs) => new JsonObject { ["status"] = "invalid" },
            _ => new JsonObject { ["status"] = "no_solution" },
        };
    }

    /// <summary>Flows that are all nothing have dates enough, but no rate of their own.</summary>
    private static bool HasOneDate(CaseInputs inputs) => inputs.Text("kind") == "periodic" ? inputs.Numbers("amounts").Count < 2 : inputs.Objects("flows").Select(f => f.Date("date")).Distinct().Count() < 2;

    private static JsonObject Unique(IrrResult irr, bool deannualise)
    {
        var result = new JsonObject { ["status"] = "ok", ["rate"] = CaseNumbers.RateOrNull(irr.Rate) };
        if (deannualise)
            result["period_return"] = CaseNumbers.RateOrNull(irr.PeriodReturn);
        return result;
    }
}

/// <summary>Group <c>metrics</c>: multiples of what was paid in, and what is left of the commitment.</summary>
internal static class MetricsCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var (contributions, distributions) = (inputs.Objects("contributions"), inputs.ObjectsOrNone("distributions"));
        var (paidIn, distributed, nav) = (Sum(contributions), Sum(distributions), inputs.Number("nav", 0));
        var result = new JsonObject { ["paid_in"] = currency.Format(paidIn), ["distributed"] = currency.Format(distributed), ["nav"] = currency.Format(nav) };
        if (paidIn != 0)
        {
            result["dpi"] = CaseNumbers.Rate(distributed / paidIn);
            result["rvpi"] = CaseNumbers.Rate(nav / paidIn);
            result["tvpi"] = CaseNumbers.Rate((distributed + nav) / paidIn);
        }
        if (inputs.NumberOrNull("commitment") is { } commitment)
        {
            if (commitment != 0)
                result["called_pct"] = CaseNumbers.Rate(paidIn / commitment);
            result["unfunded"] = currency.Format(commitment - paidIn);
        }
        if (inputs.DateOrNull("valuation_date") is { } valued)
        {
            var flows = contributions.Select(c => new DatedFlow(c.Date("date"), -c.Number("amount")))
                .Concat(distributions.Select(d => new DatedFlow(d.Date("date"), d.Number("amount")))).Append(new DatedFlow(valued, nav));
            result["irr"] = CaseNumbers.RateOrNull(Irr.Of(flows) is { Status: IrrStatus.Unique } irr ? irr.Rate : null);
        }
        return result;
    }

    private static decimal Sum(IEnumerable<CaseInputs> rows) => rows.Sum(r => r.Number("amount"));
}

/// <summary>Group <c>pme</c>.</summary>
internal static class PmeCase
{
    private const string Value = "F6";

    internal static JsonObject Run(CaseInputs inputs)
    {
        var dated = inputs.Text("timing") switch { "periodic" => false, "dated" => true, _ => throw inputs.Refuse("timing", "periodic or dated") };
        var rows = inputs.Objects("rows").Select(r => new IndexedFlow(
            dated ? r.Date("date") : null, r.Number("contribution", 0), r.Number("distribution", 0), r.Number("index"), r.NumberOrNull("nav"))).ToList();
        var pme = PublicMarketEquivalent.Of(rows, inputs.NumberOrNull("nav") ?? rows.LastOrDefault()?.Nav ?? throw new FundRuleException("case.field_missing", "inputs.nav is missing: add it."));
        var result = new JsonObject
        {
            ["fund_irr"] = CaseNumbers.RateOrNull(pme.FundIrr),
            ["ks_pme"] = CaseNumbers.RateOrNull(pme.KsPme),
            ["ln_pme_nav"] = Text(pme.LnPmeNav),
            ["ln_pme_irr"] = CaseNumbers.RateOrNull(pme.LnPmeIrr),
            ["pme_plus_lambda"] = CaseNumbers.RateOrNull(pme.PmePlusLambda),
            ["pme_plus_irr"] = CaseNumbers.RateOrNull(pme.PmePlusIrr),
            ["direct_alpha"] = CaseNumbers.RateOrNull(pme.DirectAlpha),
            ["direct_alpha_log"] = CaseNumbers.RateOrNull(pme.DirectAlphaLog),
        };
        if (pme.MpmeNav is { } mpme)
        {
            result["mpme_nav"] = Text(mpme);
            result["mpme_irr"] = CaseNumbers.RateOrNull(pme.MpmeIrr);
        }
        return result;
    }

    private static string Text(decimal value) => Math.Round(value, 6, MidpointRounding.AwayFromZero).ToString(Value, System.Globalization.CultureInfo.InvariantCulture);
}

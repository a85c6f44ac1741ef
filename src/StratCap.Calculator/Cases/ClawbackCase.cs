using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculator.Cases;

/// <summary>Group <c>clawback</c>.</summary>
internal static class ClawbackCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var given = Inputs(inputs, currency);
        var clawback = Clawback.Of(given, currency);
        var result = new JsonObject
        {
            ["fund_profit"] = currency.Format(clawback.FundProfit),
            ["carry_paid"] = currency.Format(clawback.CarryPaid),
            ["carry_entitled"] = currency.Format(clawback.CarryEntitled),
            ["excess_over_entitlement"] = currency.Format(clawback.ExcessOverEntitlement),
            ["preferred_return_shortfall"] = currency.Format(clawback.PreferredReturnShortfall),
            ["gross_clawback"] = currency.Format(clawback.GrossClawback),
            ["limit"] = currency.Format(clawback.Limit),
            ["clawback_due"] = currency.Format(clawback.Due),
            ["from_escrow"] = currency.Format(clawback.FromEscrow),
            ["from_gp"] = currency.Format(clawback.FromGeneralPartner),
        };
        if (inputs.Has("partners"))
            result["to_partners"] = ToPartners(clawback, inputs.Objects("partners"), currency);
        if (inputs.Flag("report_irr"))
        {
            result["lp_irr_before"] = Rate(Clawback.IrrOf(given, 0));
            result["lp_irr_after"] = Rate(Clawback.IrrOf(given, clawback.Due));
        }
        return result;
    }

    private static ClawbackInputs Inputs(CaseInputs inputs, Currency currency)
    {
        var (contributions, distributions, carry) = (Flows(inputs, "contributions"), Flows(inputs, "lp_distributions"), Flows(inputs, "carry_paid"));
        AccountHurdle? hurdle = inputs.Has("hurdle") ? WaterfallTerms.Account(inputs.Object("hurdle")) : null;
        var tested = inputs.DateOrNull("test_date") ?? (inputs.Has("hurdle") ? inputs.Object("hurdle").DateOrNull("test_date") : null);
        var (method, rate, tax) = Tax(inputs);
        var total = carry.Sum(c => c.Amount);
        return new ClawbackInputs(
            new ClawbackTerms(inputs.Number("carry"), method, rate, 0), [.. contributions.Select(c => new ClawbackContribution(c.Date, c.Amount))], distributions, carry,
            tested ?? contributions.Concat(distributions).Concat(carry).Select(f => f.Date).DefaultIfEmpty().Max(), hurdle, Escrow(inputs, total, currency), tax);
    }

    private static List<DatedFlow> Flows(CaseInputs inputs, string name) => [.. inputs.ObjectsOrNone(name).Select(f => new DatedFlow(f.Date("date"), f.NotNegative("amount")))];

    /// <summary>The method, and the tax as a rate or as amounts.</summary>
    private static (ClawbackTax Method, decimal Rate, decimal? Tax) Tax(CaseInputs inputs)
    {
        if (!inputs.Has("tax"))
            return (ClawbackTax.None, 0, null);
        var tax = inputs.Object("tax");
        var method = tax.TextOrNull("method") switch
        {
            null or "none" => ClawbackTax.None,
            "cap_after_tax_carry" => ClawbackTax.CapAfterTaxCarry,
            "net_of_tax" => ClawbackTax.NetOfTax,
            _ => throw tax.Refuse("method", "none, cap_after_tax_carry or net_of_tax"),
        };
        var paid = tax.NumberOrNull("tax_paid") ?? tax.NumberOrNull("paid") ?? tax.NumberOrNull("amount");
        var benefit = tax.NumberOrNull("tax_benefit") ?? tax.NumberOrNull("benefit") ?? 0;
        return method == ClawbackTax.None ? (method, 0, null) : (method, paid is null ? tax.NumberOrNull("tax_rate") ?? tax.Number("rate") : 0, paid - benefit);
    }

    /// <summary>A balance, or a part of the carry paid.</summary>
    private static decimal Escrow(CaseInputs inputs, decimal carry, Currency currency)
    {
        if (!inputs.Has("escrow"))
            return 0;
        if (inputs.Element.GetProperty("escrow").ValueKind != JsonValueKind.Object)
            return inputs.Number("escrow");
        var escrow = inputs.Object("escrow");
        return escrow.NumberOrNull("balance") ?? escrow.NumberOrNull("amount") ?? currency.Round(carry * (escrow.NumberOrNull("pct") ?? escrow.Number("rate")));
    }

    private static JsonObject ToPartners(ClawbackResult clawback, IReadOnlyList<CaseInputs> partners, Currency currency)
    {
        CaseNumbers.RefuseRepeated(partners.Select(p => p.Text("id")), "partners");
        var parts = clawback.ToPartners([.. partners.Select(p => p.Number("weight"))], currency);
        return new JsonObject(partners.Select((p, i) => KeyValuePair.Create(p.Text("id"), (JsonNode?)currency.Format(parts[i]))));
    }

    private static JsonNode? Rate(IrrResult irr) => CaseNumbers.RateOrNull(irr.Status == IrrStatus.Unique ? irr.Rate : null);
}

using System.Text.Json.Nodes;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;

namespace StratCap.Calculator.Cases;

/// <summary>Group <c>capital_call</c>.</summary>
internal static class CapitalCallCase
{
    internal static JsonObject Run(CaseInputs inputs)
    {
        var currency = inputs.Currency();
        var (partners, components) = (inputs.Objects("partners"), inputs.Objects("components"));
        CaseNumbers.RefuseRepeated(CaseParties.Names(partners), "partners");
        CaseNumbers.RefuseRepeated(components.Select(c => c.Text("purpose")), "components");
        var call = new DrawdownRequest(
            currency,
            [.. partners.Select(p => new DrawdownParty(p.Text("id"), p.Number("commitment"), p.Number("unfunded", p.Number("commitment"))))],
            inputs.TextOrNull("basis") switch
            {
                null or "commitment" => false,
                "unfunded" => true,
                _ => throw inputs.Refuse("basis", "commitment or unfunded"),
            },
            [.. components.Select(c => new DrawdownComponent(c.Text("purpose"), c.Number("amount"), c.TextsOrNone("excluded"), c.Flag("outside_commitment")))],
            inputs.TextsOrNone("defaulted"),
            inputs.NumberOrNull("overcall_limit"));
        var result = Drawdown.Run(call);
        var byPartner = new JsonObject();
        foreach (var line in result.Lines)
            byPartner[line.Name] = Line(call, line);
        return new JsonObject
        {
            ["partners"] = byPartner,
            ["total"] = currency.Format(result.Total),
            ["shortfall"] = currency.Format(result.Shortfall),
            ["received"] = currency.Format(result.Received),
        };
    }

    private static JsonObject Line(DrawdownRequest call, DrawdownLine line)
    {
        var result = CaseParties.Amounts([.. call.Components.Select(c => c.Purpose)], line.Components, call.Currency);
        result["total"] = call.Currency.Format(line.Notice);
        result["unfunded_after"] = call.Currency.Format(line.UnfundedAfter);
        if (call.Defaulted.Count > 0)
        {
            result["notice"] = call.Currency.Format(line.Notice);
            result["additional"] = call.Currency.Format(line.Additional);
            result["received"] = call.Currency.Format(line.Received);
        }
        return result;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.FundMath;

namespace StratCap.Calculator.Cases;

/// <summary>Works out one case: its group names the calculation.</summary>
internal static class CaseRun
{
    private static readonly Dictionary<string, Func<CaseInputs, JsonObject>> Groups = new(StringComparer.Ordinal)
    {
        ["irr"] = IrrCase.Run,
        ["metrics"] = MetricsCase.Run,
        ["pme"] = PmeCase.Run,
        ["management_fee"] = ManagementFeeCase.Run,
        ["capital_call"] = CapitalCallCase.Run,
        ["equalisation"] = EqualisationCase.Run,
        ["pcap"] = CapitalAccountCase.Run,
        ["waterfall_european"] = WholeFundCase.Run,
        ["catch_up"] = WholeFundCase.Run,
        ["multi_hurdle"] = WholeFundCase.Run,
        ["scenario"] = ScenarioCase.Run,
        ["waterfall_american"] = DealByDealCase.Run,
        ["clawback"] = ClawbackCase.Run,
    };

    /// <summary>Works out a case.</summary>
    /// <returns>Its id, and results in the shape of the case form's <c>expected</c>.</returns>
    /// <exception cref="FundRuleException"><c>case.*</c>, or what the kernel refuses.</exception>
    internal static (string Id, JsonObject Result) Of(JsonElement file)
    {
        var envelope = new CaseInputs(file, "");
        var group = envelope.Text("group");
        if (!Groups.TryGetValue(group, out var run))
            throw new FundRuleException("case.group_unknown", $"'{group}' is no group of cases: give one of {string.Join(", ", Groups.Keys)}.");
        try
        {
            return (envelope.Text("id"), run(envelope.Object("inputs")));
        }
        catch (OverflowException)
        {
            throw new FundRuleException("case.number_too_large", "A number of the case leaves the 28 digits that amounts may have.");
        }
    }
}

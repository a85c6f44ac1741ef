using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Calculator.Cases;
using StratCap.FundMath;

namespace StratCap.Calculator.Tests.Cases;

/// <summary>What the case form allows and no worked case of the folder uses.</summary>
public sealed class CaseOptionTests
{
    private const string Tiers = """
        "terms": {"hurdles": {"pref": {"type": "account", "rate": "0.08", "compounding": "effective", "day_count": "act/365"}},
         "tiers": [{"kind": "return_of_capital"}, {"kind": "preferred_return"}, {"kind": "catch_up", "gp_share": "1", "target": "0.2"}, {"kind": "split", "gp_share": "0.2"}]}
        """;

    [Fact]
    public void Pcap_WithAHypotheticalLiquidation_AccruesCarryOnTheBalances()
    {
        var result = Run("pcap", $$"""
            {"currency": {"code": "USD", "minor_units": 2},
             "partners": [{"id": "A", "kind": "LP", "share": "0.6"}, {"id": "B", "kind": "LP", "share": "0.3"}, {"id": "GP", "kind": "GP", "share": "0.1"}],
             "opening": {"A": "600", "B": "300", "GP": "100"}, "opening_accrued_carry": {"A": "-30", "GP": "30"},
             "items": [{"line": "gain", "total": "500"}, {"line": "carry", "hypothetical_liquidation": {"date": "2024-01-01",
               "contributions": [{"date": "2023-01-01", "amounts": {"A": "600", "B": "300", "GP": "100"} }], {{Tiers}} } }]}
            """);
        // A: 900 and 30 taken before make 930 on 600, profit 330, a fifth is 66; B: 450 on 300, 30.
        Partners(result, 2).ShouldBe("""{"A":"-36.00","B":"-30.00","GP":"66.00"}""");
        result["ending"]!.ToJsonString().ShouldBe("""{"A":"864.00","B":"420.00","GP":"216.00"}""");
        result["ending_total"]!.GetValue<string>().ShouldBe("1500.00");
    }

    [Theory]
    [InlineData("""{"line": "move", "transfer": {"from": "A", "to": "B", "fraction": "0.25"}}""", "-150.00")]
    [InlineData("""{"line": "move", "transfer": {"from": "A", "to": "B", "amount": "10"}}""", "-10.00")]
    [InlineData("""{"transfer": {"from": "A", "to": "B"}}""", "-600.00")]
    public void Pcap_WithATransfer_MovesThePartOrTheAmount(string item, string moved) => Run("pcap", $$"""
        {"currency": {"code": "USD"}, "partners": [{"id": "A", "share": "1"}, {"id": "B"}], "opening": {"A": "600"}, "items": [{{item}}]}
        """)["lines"]![1]!["partners"]!["A"]!.GetValue<string>().ShouldBe(moved);

    [Theory]
    [InlineData("""{"rate": "0.02"}""", "2.00", "0.16")]
    [InlineData("""{"rate": "0.02", "frequency": "quarterly", "interest": false}""", "2.00", "0.00")]
    [InlineData("""{"rate": "0.02", "frequency": "semi_annual", "interest": {"rate": "0.04", "margin": "0.04"}}""", "2.00", "0.12")]
    public void Equalisation_WithAFeeTrueUp_PaysTheManager(string trueUp, string fee, string interest)
    {
        var close = Run("equalisation", $$"""
            {"currency": {"code": "EUR"}, "interest": {"rate": "0.08", "method": "simple", "day_count": "act/365"}, "fee_true_up": {{trueUp}},
             "closes": [{"date": "2023-01-01", "partners": [{"id": "A", "commitment": "100"}]}, {"date": "2024-01-01", "partners": [{"id": "B", "commitment": "100"}]}]}
            """)["closes"]![0]!;
        var newcomer = close["partners"]!["B"]!;
        (newcomer["management_fee"]!.GetValue<string>(), newcomer["fee_interest"]!.GetValue<string>()).ShouldBe((fee, interest));
        decimal.Parse(close["to_manager"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(decimal.Parse(newcomer["net_due"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void CapitalCall_AfterADefault_PrintsNoticeAdditionalAndReceived()
    {
        var result = Run("capital_call", """
            {"currency": {"code": "USD"}, "partners": [{"id": "A", "commitment": "60"}, {"id": "B", "commitment": "40"}], "components": [{"purpose": "call", "amount": "10"}],
             "defaulted": ["B"], "overcall_limit": "0.5"}
            """);
        result["partners"]!["A"]!.ToJsonString().ShouldBe("""{"call":"6.00","total":"6.00","unfunded_after":"51.00","notice":"6.00","additional":"3.00","received":"9.00"}""");
        result["partners"]!["B"]!.ToJsonString().ShouldBe("""{"call":"4.00","total":"4.00","unfunded_after":"40.00","notice":"4.00","additional":"0.00","received":"0.00"}""");
        (result["total"]!.GetValue<string>(), result["shortfall"]!.GetValue<string>(), result["received"]!.GetValue<string>()).ShouldBe(("10.00", "1.00", "9.00"));
    }

    [Theory]
    [InlineData("management_fee", """{"currency": {"code": "USD"}, "partners": [{"id": "A", "commitment": "1"}], "billing": {"frequency": "weekly", "from": "2024-01-01", "to": "2025-01-01"}, "schedule": []}""", "case.value_unknown")]
    [InlineData("capital_call", """{"currency": {"code": "USD"}, "partners": [{"id": "A", "commitment": "1"}, {"id": "A", "commitment": "1"}], "components": []}""", "case.name_repeated")]
    [InlineData("pcap", """{"currency": {"code": "USD", "minor_units": 9}, "partners": []}""", "case.minor_units_out_of_range")]
    [InlineData("pcap", """{"currency": {"code": "USD"}, "partners": [{"id": "A"}], "opening": {"B": "1"}}""", "case.partner_unknown")]
    [InlineData("equalisation", """{"currency": {"code": "USD"}, "closes": []}""", "closing.none")]
    public void Case_ThatCannotBeWorkedOut_IsRefusedByName(string group, string inputs, string code) =>
        Should.Throw<FundRuleException>(() => Run(group, inputs)).Code.ShouldBe(code);

    private static JsonObject Run(string group, string inputs)
    {
        using var document = JsonDocument.Parse($$"""{"id": "x", "group": "{{group}}", "inputs": {{inputs}} }""");
        return CaseRun.Of(document.RootElement.Clone()).Result;
    }

    private static string Partners(JsonObject result, int line) => result["lines"]![line]!["partners"]!.ToJsonString();
}

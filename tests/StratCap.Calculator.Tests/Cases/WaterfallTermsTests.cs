using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Calculator.Cases;
using StratCap.FundMath;

namespace StratCap.Calculator.Tests.Cases;

/// <summary>What a case's terms may say beyond the worked files: one fund, 100 in on 2021-01-01 and 200 out three years later.</summary>
public sealed class WaterfallTermsTests
{
    [Theory]
    [InlineData("effective", "act/365", "25971200.00")]
    [InlineData("simple", "act/365", "24000000.00")]
    [InlineData("annual", "act/365", "25971200.00")]
    [InlineData("anniversary", "act/365", "25971200.00")]
    [InlineData("quarterly", "act/365", "26824179.46")]
    [InlineData("monthly", "act/365", "27023705.16")]
    [InlineData("daily", "act/365", "27121572.01")]
    [InlineData("simple", "30/360", "24000000.00")]
    [InlineData("simple", "act/360", "24333333.33")]
    public void Compounding_ByItsUsualName_GivesItsReturn(string compounding, string dayCount, string expected)
    {
        var inputs = Inputs();
        inputs["terms"]!["hurdles"]!["pref"]!["compounding"] = compounding;
        inputs["terms"]!["hurdles"]!["pref"]!["day_count"] = dayCount;
        Partner(inputs)["preferred_return"]!.GetValue<string>().ShouldBe(expected);
    }

    [Fact]
    public void Until_AsAList_EndsWithTheLastOfItsHurdles()
    {
        var inputs = Inputs();
        inputs["terms"]!["hurdles"]!["twice"] = new JsonObject { ["type"] = "moic", ["multiple"] = "1.60" };
        inputs["terms"]!["tiers"]![3]!["until"] = new JsonArray("second", "twice");
        var partner = Partner(inputs);
        var toPartner = new[] { "return_of_capital", "preferred_return", "catch_up", "split_80_20" }.Sum(t => decimal.Parse(partner[t]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        toPartner.ShouldBe(160_000_000m);
    }

    [Fact]
    public void PreferredReturn_ByRateOfReturn_RunsUntilThePartnerHasIt()
    {
        var inputs = Inputs();
        inputs["terms"]!["hurdles"]!["pref"] = new JsonObject { ["type"] = "irr", ["rate"] = "0.08" };
        Partner(inputs)["preferred_return"]!.GetValue<string>().ShouldBe("25971200.00");
    }

    [Theory]
    [InlineData("case.hurdle_unknown")]
    [InlineData("case.name_repeated")]
    [InlineData("case.partner_unknown")]
    [InlineData("case.value_unknown")]
    [InlineData("terms.catch_up.share_not_above_target")]
    [InlineData("terms.tiers.hurdle_not_above")]
    [InlineData("terms.tiers.after_final_split")]
    public void ImpossibleCase_IsRefusedByName(string code)
    {
        var inputs = Inputs();
        var tiers = inputs["terms"]!["tiers"]!;
        switch (code)
        {
            case "case.hurdle_unknown": tiers[3]!["until"] = "third"; break;
            case "case.name_repeated": tiers[4]!["name"] = "split_80_20"; break;
            case "case.partner_unknown": inputs["contributions"]![0]!["amounts"]!["Nobody"] = "1"; break;
            case "case.value_unknown": inputs["terms"]!["hurdles"]!["pref"]!["compounding"] = "hourly"; break;
            case "terms.catch_up.share_not_above_target": tiers[2]!["gp_share"] = "0.20"; break;
            case "terms.tiers.hurdle_not_above": inputs["terms"]!["hurdles"]!["second"]!["rate"] = "0.07"; break;
            default: tiers[3]!.AsObject().Remove("until"); break;
        }
        Should.Throw<FundRuleException>(() => Run(inputs)).Code.ShouldBe(code);
    }

    private static JsonNode Partner(JsonNode inputs) => Run(inputs)["distributions"]![0]!["partners"]!["LP"]!;

    private static JsonObject Run(JsonNode inputs) =>
        CaseRun.Of(JsonSerializer.SerializeToElement(new JsonObject { ["id"] = "own", ["group"] = "multi_hurdle", ["inputs"] = inputs.DeepClone() })).Result;

    private static JsonNode Inputs() => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "mh-001.json")))!["inputs"]!;
}

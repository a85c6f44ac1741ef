using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds.Periods;

/// <summary>What the terms say of permanent write-downs is what is charged, and what the quarter's check holds the charge against.</summary>
public sealed class WrittenDownFeeTests(PeriodStage stage) : IClassFixture<PeriodStage>
{
    private const string Quarter = "2021-06-30";
    private static readonly object Period = new { date = "2021-04-01", periodFrom = "2021-04-01", periodTo = "2021-07-01" };
    private Api Accountant => stage.Firm.Accountant;

    /// <summary>By hand: the limited partners have 10 of 11 million of a deal that is worth two fifths of it; 2 % a year for a quarter of 4 million are 20,000, of 10 million 50,000.</summary>
    [Theory]
    [InlineData(true, 20_000)]
    [InlineData(false, 50_000)]
    public async Task Fee_OfADealBelowHalfItsCost_IsWhatTheTermsSay_AndPassesItsCheck(bool hasClause, int amount)
    {
        var fund = await WrittenDown(hasClause);
        var charged = (await Accountant.Post($"{fund}/management-fees", Period)).Ok()["data"]!;
        charged.Money("amount").ShouldBe(amount);
        (await Check(fund)).ShouldSatisfyAllConditions(
            c => c.Text("state").ShouldBe("Passed", c.ToJsonString()), c => c.Money("left").ShouldBe(amount), c => c.Money("right").ShouldBe(amount));
        (await Accountant.Get($"{fund}/terms?on={Quarter}")).Ok()["data"]!["inPlainEnglish"]!.AsArray().Select(l => l!.Text("sentence")).ShouldContain(s =>
            s.Contains(hasClause ? "worth less than 50 % of its cost counts only with what it is worth" : "whatever it is worth"));
    }

    [Fact]
    public async Task Fee_OnWhatIsWrittenDown_FailsItsCheck()
    {
        var fund = await WrittenDown(hasClause: true);
        (await Accountant.Post($"{fund}/management-fees", new { date = "2021-04-01", periodFrom = "2021-04-01", periodTo = "2021-07-01", amount = 50_000m })).Ok();
        (await Check(fund)).ShouldSatisfyAllConditions(
            c => c.Text("state").ShouldBe("Failed"), c => c.Text("sentence").ShouldContain("permanently written down"), c => c.Money("left").ShouldBe(50_000m), c => c.Money("right").ShouldBe(20_000m));
    }

    /// <summary>The figure opens down to the write-down, its clause and the facts of the deal.</summary>
    [Fact]
    public async Task Fee_ThatIsWorkedOut_OpensToTheWriteDown()
    {
        var fund = await WrittenDown(hasClause: true);
        var run = (await Accountant.Post("/api/v1/calculations/fees", new { fundId = fund.Split('/')[^1], periodFrom = "2021-04-01", periodTo = "2021-07-01" })).Ok()["data"]!;
        run["result"]!.Money("amount").ShouldBe(20_000m);
        var tree = (await Accountant.Get($"/api/v1/calculations/runs/{run.Text("runId")}/explanation")).Ok()["data"]!.ToJsonString();
        tree.ShouldContain("Permanently written down: Alpha");
        tree.ShouldContain("worth 4400000, less than 50 % of its cost of 11000000");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    public async Task Terms_WithAWriteDownOutOfRange_AreRefused(string below)
    {
        var terms = await Terms(hasClause: true);
        terms["managementFee"]!["value"]!["writeDowns"]!["value"]!["below"] = below;
        (await Accountant.Put($"{await Fund(await Terms(hasClause: true))}/terms", new { effectiveFrom = "2021-01-01", terms })).Refused(System.Net.HttpStatusCode.UnprocessableEntity, "terms.management_fee.write_down_out_of_range");
    }

    private async Task<JsonNode> Check(string fund) => (await Accountant.Get($"{fund}/periods/{Quarter}")).Ok()["data"]!["checks"]!.AsArray().Single(c => c!.Text("name") == "fees")!;

    /// <summary>The model agreement's terms after the investment period, as the templates give them or without the clause.</summary>
    private async Task<JsonNode> Terms(bool hasClause)
    {
        var terms = await FundLife.Terms(stage.Firm);
        var fee = terms["managementFee"]!["value"]!.AsObject();
        fee["basis"] = "InvestedCost";
        if (!hasClause) fee.Remove("writeDowns").ShouldBeTrue();
        return terms;
    }

    private async Task<string> Fund(JsonNode terms) => "/api/v1/funds/" + (await Accountant.Post("/api/v1/funds", new { name = $"Fund {Guid.NewGuid():N}", currency = "USD", establishedOn = "2021-01-01", vintage = 2021, strategy = "Buyout", terms })).Ok()["data"]!.Text("id");

    private async Task<string> WrittenDown(bool hasClause)
    {
        var fund = await Fund(await Terms(hasClause));
        var commitments = new List<object>();
        foreach (var (amount, kind) in new[] { (60_000_000m, "LimitedPartner"), (40_000_000m, "LimitedPartner"), (10_000_000m, "GeneralPartner") })
        {
            var investor = (await Accountant.Post($"{fund}/investors", new { name = $"Investor {commitments.Count} of {fund}", kind, admittedOn = "2021-01-01" })).Ok()["data"]!.Text("investorId");
            commitments.Add(new { investorId = investor, amount });
        }
        (await Accountant.Post($"{fund}/closings", new { name = "First closing", date = "2021-01-05", commitments })).Ok();
        var deal = Guid.CreateVersion7();
        (await Accountant.Post($"{fund}/investments", new { dealId = deal, name = "Alpha", date = "2021-01-10", cost = 11_000_000m })).Ok();
        (await Accountant.Post($"{fund}/valuations", new { dealId = deal, date = "2021-03-31", fairValue = 4_400_000m, methodology = "Market multiple", level = 3 })).Ok();
        return fund;
    }
}

using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>The firm at a glance: what the figures are taken from must say the same.</summary>
public sealed class MetricsTests(House house)
{
    private const string Path = "/api/v1/dashboards/metrics";

    [Fact]
    public async Task AFund_ShowsTotalsOfItsRow_ReturnsOfItsPerformance_AndACurveThatEndsThere()
    {
        var firm = await house.Provision("Metrics");
        var life = await FundLife.Sold(firm);
        await FundLife.Closed(firm);

        var data = (await firm.Viewer.Get(Path)).Ok()["data"]!;

        var fund = data["funds"]!.AsArray().Single(f => f!.Text("fundId") == life.Id)!;
        var row = (await firm.Viewer.Get(life.Api())).Ok()["data"]!;
        foreach (var figure in (string[])["commitment", "called", "distributed", "nav"]) fund.Money(figure).ShouldBe(row.Money(figure), figure);
        var performance = (await firm.Viewer.Get(life.Api("/performance"))).Ok()["data"]!;
        foreach (var figure in (string[])["dpi", "tvpi", "irr"]) fund[figure]!.ToJsonString().ShouldBe(performance[figure]!.ToJsonString(), figure);
        var curve = fund["curve"]!.AsArray();
        curve[0]!.Text("asOf").ShouldBe("2024-06-30");
        curve[0]!.Money("net").ShouldBe(-40_595_001m);
        curve[^1]!.Money("nav").ShouldBe(row.Money("nav"));
        curve.ShouldAllBe(p => p!.Money("paidOut") - p!.Money("paidIn") == p!.Money("net"));
        foreach (var link in (string[])["figuresExplained", "returnsExplained"]) (await firm.Viewer.Get(fund.Text(link))).Ok();
        var total = data["totals"]!.AsArray().ShouldHaveSingleItem()!;
        total["funds"]!.GetValue<int>().ShouldBe(2);
        total.Money("commitment").ShouldBe(2 * FundLife.Commitments.Sum());
        total.Money("called").ShouldBe(40_595_001m);
    }

    [Fact]
    public async Task ACurveOfABook_FollowsItsNextFact()
    {
        var firm = await house.Provision("Metrics");
        var life = await FundLife.Invested(firm);
        async Task<decimal> Nav() => (await firm.Viewer.Get($"{Path}?fundId={life.Id}")).Ok()["data"]!["funds"]![0]!["curve"]!.AsArray()[^1]!.Money("nav");
        var before = await Nav();

        (await firm.Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = "2024-12-31", fairValue = 41_000_000m, methodology = "Market multiple", level = 3 })).Ok();

        (await Nav()).ShouldBe(before + 1_000_000m);
    }

    [Fact]
    public async Task TotalsOfTwoCurrencies_StandApart()
    {
        var firm = await house.Provision("Metrics");
        await FundLife.Closed(firm);
        (await firm.Accountant.Post("/api/v1/funds", new { name = "Euro Fund", currency = "EUR", establishedOn = "2024-01-15" })).Ok();

        var totals = (await firm.Viewer.Get(Path)).Ok()["data"]!["totals"]!.AsArray();

        totals.Select(t => (t!.Text("currency"), t!["funds"]!.GetValue<int>(), t!.Money("commitment"))).ShouldBe([("EUR", 1, 0m), ("USD", 1, FundLife.Commitments.Sum())]);
    }

    [Fact]
    public async Task WhatAnInvestorLeftOut_IsUnknown_OfTheFundAndOfTheSum_AndNotZero_AndNothingElseIs()
    {
        var firm = await house.Provision("Disclosed");
        await Disclosed.Import(firm, "Whole Fund", "80.0", "30.0", "90.0");
        var data = (await firm.Viewer.Get(Path)).Ok()["data"]!;
        foreach (var at in (JsonNode[])[data["funds"]![0]!, data["totals"]![0]!]) (at.Money("called"), at.Money("distributed"), at.Money("nav")).ShouldBe((80_000_000m, 30_000_000m, 90_000_000m));

        await Disclosed.Import(firm, "Part Fund", "80.0", "", "90.0");

        data = (await firm.Viewer.Get(Path)).Ok()["data"]!;
        var part = data["funds"]!.AsArray().Single(f => f!.Text("name") == "Part Fund")!;
        var total = data["totals"]![0]!;
        (part.Money("commitment"), part.Money("called"), part["distributed"], part.Money("nav")).ShouldBe((100_000_000m, 80_000_000m, null, 90_000_000m));
        (total.Money("commitment"), total.Money("called"), total["distributed"], total.Money("nav")).ShouldBe((200_000_000m, 160_000_000m, null, 180_000_000m));
    }

    [Fact]
    public async Task WhatIsDue_AndWhatWaits_AreShown_UntilTheyAreDone()
    {
        var firm = await house.Provision("Metrics");
        var life = await FundLife.Closed(firm);
        var call = await life.DraftCall();
        var workflow = await life.Submit("capital-calls", new { fundId = life.Id, callId = call });
        async Task<JsonNode> Read(Api api) => (await api.Get(Path)).Ok()["data"]!;

        var cfo = await Read(firm.Cfo);
        cfo["waiting"]!.AsArray().ShouldHaveSingleItem()!.Text("workflowId").ShouldBe(workflow);
        cfo["waitingTotal"]!.GetValue<int>().ShouldBe(1);
        cfo["deadlines"]!.AsArray().ShouldHaveSingleItem()!.Text("kind").ShouldBe("Decision");
        (await Read(firm.Accountant))["waiting"]!.AsArray().ShouldBeEmpty("nobody approves what he prepared");

        (await firm.Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve" })).Ok();
        await firm.Cfo.Until(Path, m => m["data"]!["deadlines"]!.AsArray().SingleOrDefault()?.Text("kind") == "CallDue");
        var due = (await Read(firm.Cfo))["deadlines"]![0]!;
        (due.Text("date"), due["overdue"]!.GetValue<bool>(), due.Money("amount"), due.Text("proposalId")).ShouldBe(("2024-06-20", true, 40_595_001m, call));

        (await firm.Accountant.Post(life.Api($"/capital-calls/{call}/receipts"), new { allOutstanding = new { receivedOn = "2024-06-20" } })).Ok();
        (await Read(firm.Cfo))["deadlines"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Funds_ArePagedByName()
    {
        var firm = await house.Provision("Metrics");
        foreach (var name in (string[])["C", "A", "B"]) (await firm.Accountant.Post("/api/v1/funds", new { name, currency = "USD", establishedOn = "2024-01-15" })).Ok();

        var first = (await firm.Viewer.Get($"{Path}?size=2")).Ok();
        var second = (await firm.Viewer.Get($"{Path}?size=2&cursor={Uri.EscapeDataString(first["meta"]!["page"]!.Text("next"))}")).Ok();

        first["data"]!["funds"]!.AsArray().Select(f => f!.Text("name")).ShouldBe(["A", "B"]);
        second["data"]!["funds"]!.AsArray().Select(f => f!.Text("name")).ShouldBe(["C"]);
        second["meta"]!["page"]!["next"].ShouldBeNull();
        (await firm.Viewer.Get($"{Path}?cursor=no")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task AnotherFirmsFund_IsNotThere()
    {
        var (firm, other) = (await house.Provision("Metrics"), await house.Provision("Elsewhere"));
        var life = await FundLife.Closed(firm);

        (await other.Viewer.Get($"{Path}?fundId={life.Id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Viewer.Get(Path)).Ok()["data"]!["funds"]!.AsArray().ShouldBeEmpty();
    }
}

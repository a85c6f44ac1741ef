using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>The bridge of a fund's value and its pacing over HTTP.</summary>
public sealed class DashboardTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Cfo => firms.Firm.Cfo;

    private static string Bridge(FundLife life, string period, string rest = "") => $"/api/v1/dashboards/funds/{life.Id}/bridge?period={Uri.EscapeDataString(period)}{rest}";

    private static string Pacing(FundLife life, string rest = "") => $"/api/v1/dashboards/funds/{life.Id}/pacing?asOf=2026-05-15{rest}";

    [Fact]
    public async Task Bridge_OfAPeriod_AddsUp_TiesToTheStatement_AndOpensByStep()
    {
        var life = await FundLife.Sold(firms.Firm);
        var bridge = (await Cfo.Get(Bridge(life, "2026-Q1", "&explain=true"))).Ok()["data"]!;
        var steps = bridge["steps"]!.AsArray().ToDictionary(s => s!.Text("key"), s => s!.Money("amount"));
        (bridge.Money("opening") + steps.Values.Sum()).ShouldBe(bridge.Money("closing"));
        // Sold for 70,000,000 what cost 40,000,000; a fifth of the limited partners' 99 % of it accrues as carried interest.
        (steps["realisedGain"], steps["carryAccrued"]).ShouldBe((30_000_000m, -5_940_000m));
        bridge["investments"]!.AsArray().ShouldHaveSingleItem()!.ShouldSatisfyAllConditions(i => i!.Text("dealId").ShouldBe(life.Deal), i => i!.Money("total").ShouldBe(30_000_000m));
        bridge.Money("others").ShouldBe(0m);
        var performance = (await Cfo.Get($"/api/v1/reports/performance/{life.Id}?asOf=2026-03-31")).Ok()["data"]!["fund"]!;
        bridge.Money("closing").ShouldBe(performance.Money("residualValue"));
        bridge["explanation"]!["parts"]!.AsArray().Select(p => p!.Text("key")).ShouldBe(["opening", .. steps.Keys]);
        var (before, year) = ((await Cfo.Get(Bridge(life, "2025-Q4"))).Ok()["data"]!, (await Cfo.Get(Bridge(life, "2026"))).Ok()["data"]!);
        (before.Money("closing"), year["explanation"]).ShouldBe((bridge.Money("opening"), null));
    }

    [Fact]
    public async Task Pacing_TellsTheYearsSoFar_AndProjectsFromTheLastQuarter()
    {
        var life = await FundLife.Sold(firms.Firm);
        var pacing = (await Cfo.Get(Pacing(life, "&explain=true"))).Ok()["data"]!;
        (pacing.Text("asOf"), pacing["age"]!.GetValue<int>()).ShouldBe(("2026-03-31", 1));
        var past = pacing["past"]!.AsArray();
        past.Select(y => y!.Text("end")).ShouldBe(["2024-12-31", "2025-12-31", "2026-03-31"]);
        (past[0]!.Money("called"), past[1]!.Money("called")).ShouldBe((40_595_001m, 0m));
        past[2]!.Decimal("calledPart").ShouldBe(Math.Round(40_595_001m / pacing.Money("commitment"), 4));
        var first = pacing["projected"]![0]!;
        // In the second year of life a third of what is unfunded is called.
        (first.Text("end"), first.Money("contributions")).ShouldBe(("2027-03-31", Math.Round(pacing.Money("unfunded") / 3, 2)));
        first["explanation"]!.Decimal("value").ShouldBe(first.Money("nav"));
        pacing["projected"]!.AsArray().Count.ShouldBe(11);
        var other = (await Cfo.Get(Pacing(life, "&growth=0&bow=1&life=3&contributions=0"))).Ok()["data"]!;
        other["projected"]!.AsArray().Select(y => y!.Money("contributions")).ShouldBe([0m, 0m]);
        other["projected"]![1]!.Money("nav").ShouldBe(0m);
    }

    [Fact]
    public async Task Pacing_OfAFundWhoseFirstCallIsDueNextYear_ProjectsFromItsFirstYear()
    {
        var life = await FundLife.Closed(firms.Firm);
        var call = (await firms.Firm.Accountant.Post(life.Api("/capital-calls"), new
        {
            noticeDate = "2024-12-20",
            dueDate = "2025-01-07",
            purposes = new[] { new { kind = "Investment", amount = 1_000_000m, dealId = life.Deal, description = "Acquisition of Birch Works" } },
        })).Ok()["data"]!.Text("id");
        var workflow = await life.Approve("capital-calls", new { fundId = life.Id, callId = call });
        await firms.Firm.Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");
        var pacing = (await Cfo.Get($"/api/v1/dashboards/funds/{life.Id}/pacing?asOf=2024-12-31")).Ok()["data"]!;
        (pacing["age"]!.GetValue<int>(), pacing["past"]!.AsArray().Count).ShouldBe((0, 1));
        foreach (var day in new[] { "0001-01-15", "9999-12-31" }) (await Cfo.Get($"/api/v1/dashboards/funds/{life.Id}/pacing?asOf={day}")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get($"/api/v1/dashboards/funds/{life.Id}/pacing?growth=5")).Refused(HttpStatusCode.UnprocessableEntity, "pacing.growth");
        (await Cfo.Get(Bridge(life, "0001-01-01..2026-06-30"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task WhatIsNotTheirs_OrOutOfRange_IsRefusedByName()
    {
        var life = await FundLife.Sold(firms.Firm);
        foreach (var path in new[] { Bridge(life, "2026"), Pacing(life) }) (await firms.Other.Cfo.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(Bridge(life, "2026-Q9"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Bridge(life, "2023"))).Refused(HttpStatusCode.UnprocessableEntity, "reporting.statement.no_movements");
        (await Cfo.Get(Pacing(life, "&contributions=a,b"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Pacing(life, "&contributions=1.5"))).Refused(HttpStatusCode.UnprocessableEntity, "pacing.contributions");
        (await Cfo.Get(Pacing(life, "&growth=-2"))).Refused(HttpStatusCode.UnprocessableEntity, "pacing.growth");
        (await Cfo.Get(Pacing(life, "&life=100"))).Refused(HttpStatusCode.UnprocessableEntity, "pacing.life");
        (await Cfo.Get($"/api/v1/dashboards/funds/{life.Id}/pacing?asOf=2023-01-01")).Refused(HttpStatusCode.UnprocessableEntity, "performance.no_movements");
    }
}

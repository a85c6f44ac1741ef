using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>The fund borrows in place of a call and repays: cash and debt move together, and no capital account does.</summary>
public sealed class SubscriptionLineTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Line_DrawnAndPartlyRepaid_IsOwedForEachPartner_AndChangesNoCapitalAccount()
    {
        var life = await FundLife.Invested(firms.Firm);
        var (fund, facts) = ((await Accountant.Get(life.Api())).Ok()["data"]!, (await life.Book()).Count);
        var navs = await Navs(life);

        var preview = (await Accountant.Post(life.Api("/subscription-line/draws"), Body(10_000_000.01m, preview: true))).Ok()["data"]!;
        preview["recorded"]!.GetValue<bool>().ShouldBeFalse();
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var drawn = (await Accountant.Post(life.Api("/subscription-line/draws"), Body(10_000_000.01m), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/subscription-line/draws"), Body(10_000_000.01m), key)).Ok()["data"]!.ToJsonString().ShouldBe(drawn.ToJsonString());
        drawn["parts"]!.ToJsonString().ShouldBe(preview["parts"]!.ToJsonString());
        drawn["parts"]!.AsArray().Sum(p => p!.Money("amount")).ShouldBe(10_000_000.01m);
        var repaid = (await Accountant.Post(life.Api("/subscription-line/repayments"), Body(4_000_000m, "2024-09-20"))).Ok()["data"]!;

        (await life.Book()).Count.ShouldBe(facts + 2);
        repaid["line"]!.Money("balance").ShouldBe(6_000_000.01m);
        repaid.Money("cash").ShouldBe(fund.Money("cash") + 6_000_000.01m);
        var line = (await Accountant.Get(life.Api("/subscription-line"))).Ok()["data"]!;
        line.ToJsonString().ShouldBe(repaid["line"]!.ToJsonString());
        line.Money("available").ShouldBe(line.Money("unfunded") - 6_000_000.01m);
        (await Accountant.Get(life.Api("/subscription-line?asOf=2024-09-19"))).Ok()["data"]!.Money("balance").ShouldBe(10_000_000.01m);
        var partners = await Accountant.All(life.Api("/subscription-line/partners?size=3"));
        partners.Select(p => p.Text("investorId")).ShouldBe(life.Investors);
        partners.Sum(p => p.Money("balance")).ShouldBe(6_000_000.01m);
        (await Navs(life)).ShouldBe(navs);
        await firms.Ties(life, life.Investors[1], "2024-Q3");

        (await Accountant.Post(life.Api("/subscription-line/repayments"), Body(6_000_000.01m, "2024-09-25"))).Ok()["data"]!["line"]!.Money("balance").ShouldBe(0m);
    }

    [Fact]
    public async Task Line_BeyondWhatSecuresItOrIsOwed_IsRefusedByName_AndLeavesNothingBehind()
    {
        var life = await FundLife.Invested(firms.Firm);
        (await Accountant.Post(life.Api("/subscription-line/draws"), Body(1_000_000m))).Ok();
        var facts = (await life.Book()).Count;
        foreach (var path in (string[])["/subscription-line/draws", "/subscription-line/repayments"])
        {
            foreach (var amount in (decimal[])[0, -1m, decimal.MaxValue])
                (await Accountant.Post(life.Api(path), Body(amount))).Refused(HttpStatusCode.BadRequest, "request.invalid");
            (await Accountant.Post(life.Api(path), Body(0.001m, "2024-09-12"))).Refused(HttpStatusCode.UnprocessableEntity, "allocation.not_payable");
            (await firms.Other.Accountant.Post(life.Api(path), Body(1m))).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await firms.Firm.Viewer.Post(life.Api(path), Body(1m))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        }
        (await Accountant.Post(life.Api("/subscription-line/draws"), Body(60_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "book.line.exceeds_unfunded");
        (await Accountant.Post(life.Api("/subscription-line/repayments"), Body(1_000_000.01m))).Refused(HttpStatusCode.UnprocessableEntity, "book.line.exceeds_borrowed");
        (await Accountant.Post(life.Api("/subscription-line/repayments"), Body(1m, "2024-09-01"))).Refused(HttpStatusCode.UnprocessableEntity, "book.line.exceeds_borrowed");
        (await firms.Other.Accountant.Get(life.Api("/subscription-line"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await life.Book()).Count.ShouldBe(facts);
    }

    /// <summary>The call repays the draw of three months before: the preferred return runs from it, and both views of performance are served side by side.</summary>
    [Fact]
    public async Task Line_RepaidFromACall_EarnsFromTheDraw_AndPerformanceIsServedWithAndWithoutIt()
    {
        var life = await FundLife.Closed(firms.Firm);
        var terms = await FundLife.Terms(firms.Firm);
        terms["lineReturn"] = new System.Text.Json.Nodes.JsonObject { ["value"] = "FromDraw", ["clause"] = "ILPA Principles 3.0" };
        (await Accountant.Put(life.Api("/terms"), new { effectiveFrom = "2024-02-02", terms })).Ok()["data"]!["inPlainEnglish"]!.AsArray()
            .ShouldContain(t => t!.Text("sentence").Contains("from the day the line was drawn"));
        (await Accountant.Post(life.Api("/subscription-line/draws"), Body(40_000_000m, "2024-03-20"))).Ok();
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-06-20", category = "Subscription facility interest", amount = 500_000m })).Ok();
        await life.Issue();
        await life.ReceiveAll("2024-06-20");
        (await Accountant.Post(life.Api("/subscription-line/repayments"), new { date = "2024-06-20", amount = 1m, callId = Guid.NewGuid() })).Refused(HttpStatusCode.UnprocessableEntity, "book.call.unknown");
        (await Accountant.Post(life.Api("/subscription-line/repayments"), new { date = "2024-06-20", amount = 40_000_000m, callId = life.Call })).Ok();
        (await Accountant.Post(life.Api("/investments"), new { dealId = life.Deal, name = "Birch Works", date = "2024-07-01", cost = 40_000_000m })).Ok();

        var run = (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2025-03-20", amount = 60_000_000m, scenario = true })).Ok()["data"]!["result"]!;
        // 39.6 million of the draw earn 8 % over a year; the fees and expenses of the call, 594,000.99 of the partners, over 273 days.
        run["totals"]!.Money("preferredReturn").ShouldBe((39_600_000m * 0.08m) + (594_000.99m * ((decimal)Math.Pow(1.08, 273 / 365.0) - 1)), 0.05m);
        foreach (var reply in new[]
        {
            (await Accountant.Get($"/api/v1/reports/performance/{life.Id}?asOf=2025-03-31")).Ok()["data"]!,
            (await Accountant.Post("/api/v1/calculations/performance", new { fundId = life.Id, asOf = "2025-03-31" })).Ok()["data"]!["result"]!,
        })
        {
            var (with, without) = (reply["limitedPartners"]!, reply["limitedPartners"]!["withoutLine"]!);
            without.Money("lineCosts").ShouldBe(495_000m);
            without.Money("paidIn").ShouldBe(with.Money("paidIn"));
            without.Money("residualValue").ShouldBe(with.Money("residualValue") + 495_000m);
            without.Decimal("tvpi").ShouldBeGreaterThan(with.Decimal("tvpi"));
        }
        (await Accountant.Get($"/api/v1/reports/performance/{life.Id}?asOf=2025-03-31")).Ok()["data"]!["byQuarter"]!.AsArray().ShouldContain(q => q!["withoutLine"] != null);
        await firms.Ties(life, life.Investors[1], "2024-Q3");
    }

    private static object Body(decimal amount, string date = "2024-09-10", bool preview = false) => new { date, amount, preview };

    private async Task<List<decimal>> Navs(FundLife life) => [.. (await Accountant.All(life.Api("/investors"))).Select(i => i.Money("nav"))];
}

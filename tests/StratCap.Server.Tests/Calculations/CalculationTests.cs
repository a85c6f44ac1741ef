using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Calculations;

/// <summary>Calculations on a fund or on a book in the body: they post nothing, are kept, and can be run again as of then.</summary>
public sealed class CalculationTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Scenario_OnAFund_PostsNothing_AndSharesOutEveryCent()
    {
        var life = await FundLife.Invested(firms.Firm);
        var before = await firms.House.Scalar<long>("select count(*) from funds.facts where fund_id = $1", Guid.Parse(life.Id));

        var run = (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", amount = 90_000_000m, scenario = true })).Ok()["data"]!;

        run["posted"]!.GetValue<bool>().ShouldBeFalse();
        var totals = run["result"]!["totals"]!;
        string[] tiers = ["returnOfCapital", "preferredReturn", "catchUp", "residualSplit", "carriedInterest"];
        tiers.Sum(totals.Money).ShouldBe(90_000_000m);
        foreach (var tier in tiers) run["result"]!["lines"]!.AsArray().Sum(l => l!.Money(tier)).ShouldBe(totals.Money(tier));
        (await firms.House.Scalar<long>("select count(*) from funds.facts where fund_id = $1", Guid.Parse(life.Id))).ShouldBe(before);
        (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", scenario = false })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Calculations_OnTheSameFactsInTheBody_GiveWhatTheFundGives()
    {
        var life = await FundLife.Sold(firms.Firm);
        var facts = (await life.Book()).Select(f => new { effectiveDate = f.Text("effectiveDate"), fact = f["fact"]!.DeepClone() }).ToList();
        (string Kind, object ByFund, object ByFacts)[] runs =
        [
            ("waterfall", new { fundId = life.Id, asOf = "2026-12-31", amount = 80_000_000m }, new { facts, asOf = "2026-12-31", amount = 80_000_000m }),
            ("distributions", new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m }, new { facts, asOf = "2026-04-10", amount = 60_000_000m }),
            ("capital-calls", Call(new { fundId = life.Id }), Call(new { facts })),
            ("fees", new { fundId = life.Id, periodFrom = "2024-07-01", periodTo = "2024-10-01" }, new { facts, periodFrom = "2024-07-01", periodTo = "2024-10-01" }),
            ("performance", new { fundId = life.Id, asOf = "2026-04-10" }, new { facts, asOf = "2026-04-10" }),
        ];
        foreach (var (kind, byFund, byFacts) in runs)
        {
            var one = (await Accountant.Post("/api/v1/calculations/" + kind, byFund)).Ok()["data"]!;
            var other = (await Accountant.Post("/api/v1/calculations/" + kind, byFacts)).Ok()["data"]!;
            one["result"]!.ToJsonString().ShouldBe(other["result"]!.ToJsonString(), kind);
            one.Text("resultHash").ShouldBe(other.Text("resultHash"), kind);
            one["fundId"]!.GetValue<string>().ShouldBe(life.Id);
            other["fundId"].ShouldBeNull();
        }
    }

    [Fact]
    public async Task DealsAlone_InAFundsBook_AskForTheDeal_AndRunThroughItsOwnTiers()
    {
        var life = await FundLife.Sold(firms.Firm);
        var terms = (await Accountant.Get("/api/v1/funds/terms/templates")).Ok()["data"]![1]!["terms"]!.DeepClone();
        terms["dealByDeal"]!["value"]!["pool"] = "EachDeal";
        var set = (await Accountant.Put(life.Api("/terms"), new { effectiveFrom = "2025-01-01", terms })).Ok()["data"]!;
        set["inPlainEnglish"]!.AsArray().ShouldContain(t => t!.Text("sentence").StartsWith("Each deal stands alone"));

        (await Accountant.Post("/api/v1/calculations/distributions", new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m })).Refused(HttpStatusCode.UnprocessableEntity, "distribution.deal_missing");
        var run = (await Accountant.Post("/api/v1/calculations/distributions", new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m, dealId = life.Deal })).Ok()["data"]!["result"]!;
        run["totals"]!.Money("carriedInterest").ShouldBeGreaterThan(0m);
        var distribution = await life.DraftDistribution();
        await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Accountant.Until(life.Api($"/distributions/{distribution}"), d => d["data"]!.Text("state") == "Declared");
        (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", amount = 80_000_000m, scenario = true })).Ok();
        await firms.Ties(life, life.Investors[1], "2026-Q2");
    }

    [Fact]
    public async Task Fees_OfAQuarter_AreHalfAPercentOfTheLimitedPartnersCommitments()
    {
        var life = await FundLife.Closed(firms.Firm);

        var result = (await Accountant.Post("/api/v1/calculations/fees", new { fundId = life.Id, periodFrom = "2024-07-01", periodTo = "2024-10-01" })).Ok()["data"]!["result"]!;

        // 2 % a year of 99 million, a quarter of it; nothing of the general partner's own million.
        result.Money("amount").ShouldBe(495_000.00m);
        result["lines"]!.AsArray().Select(l => l!.Money("amount")).ShouldBe([0m, 300_000m, 150_000m, 45_000m]);
    }

    [Fact]
    public async Task Irr_OfDatedFlows_IsTheRateOrSaysWhyThereIsNone()
    {
        async Task<JsonNode> Irr(params (string Date, decimal Amount)[] flows) =>
            (await Accountant.Post("/api/v1/calculations/performance", new { flows = flows.Select(f => new { date = f.Date, amount = f.Amount }) })).Ok()["data"]!["result"]!;

        var doubled = await Irr(("2020-01-01", -100m), ("2021-12-31", 121m));
        // 730 days: exactly ten per cent a year.
        Math.Abs(doubled.Decimal("irr") - 0.10m).ShouldBeLessThan(0.0000001m);
        var none = await Irr(("2020-01-01", 100m), ("2021-01-01", 50m));
        none["irr"].ShouldBeNull();
        none.Text("status").ShouldNotBe("Unique");
        none["rates"]!.AsArray().ShouldBeEmpty();
        // Nothing ever came back: all of it is lost.
        var lost = await Irr(("2020-01-01", -100m), ("2021-01-01", -50m));
        (lost.Decimal("irr"), lost.Text("status")).ShouldBe((-1m, "TotalLoss"));
        // Two changes of sign, two rates: 10 % and 20 %.
        var several = await Irr(("2021-01-01", -100m), ("2022-01-01", 230m), ("2023-01-01", -132m));
        several["rates"]!.AsArray().Count.ShouldBe(2);
        several.Text("status").ShouldNotBe("Unique");
        (await Accountant.Post("/api/v1/calculations/performance", new { flows = new[] { new { date = "2020-01-01", amount = 1m } } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Performance_BesideAnIndex_GivesThePublicMarketEquivalents()
    {
        // The worked example of the Long-Nickels method: 1.0323 and 5.3 % (the index comparison method's own page), its periods a year apart.
        var flows = new[] { ("2020-12-31", -100m), ("2021-12-31", -50m), ("2022-12-31", 60m), ("2023-12-31", 10m) }.Select(f => new { date = f.Item1, amount = f.Item2 }).ToList();
        var index = new[] { ("2020-12-31", 100m), ("2021-12-31", 105m), ("2022-12-31", 115m), ("2023-12-31", 117m), ("2024-12-30", 120m) }.Select(f => new { date = f.Item1, level = f.Item2 }).ToList();
        var pme = (await Accountant.Post("/api/v1/calculations/performance", new { flows, index, nav = 110m, asOf = "2024-12-30" })).Ok()["data"]!["result"]!["pme"]!;
        Math.Abs(pme.Decimal("ksPme") - 1.032303017226m).ShouldBeLessThan(0.000000001m);
        Math.Abs(pme.Decimal("lnPmeIrr") - 0.053023656550m).ShouldBeLessThan(0.000000001m);

        (await Accountant.Post("/api/v1/calculations/performance", new { flows, index = index.Skip(1), nav = 110m, asOf = "2024-12-30" })).Refused(HttpStatusCode.UnprocessableEntity, "pme.index_missing");
        (await Accountant.Post("/api/v1/calculations/performance", new { flows, index = index.Append(index[0]), nav = 110m })).Refused(HttpStatusCode.UnprocessableEntity, "calculation.index_repeated");

        var life = await FundLife.Sold(firms.Firm);
        var days = (await life.Book()).Select(f => f.Text("effectiveDate")).Append("2026-04-10").Distinct();
        var fund = (await Accountant.Post("/api/v1/calculations/performance", new { fundId = life.Id, asOf = "2026-04-10", index = days.Select(date => new { date, level = 100m }) })).Ok()["data"]!["result"]!;
        // Against an index that stands still the ratio is the multiple, and the alpha the rate of return.
        Math.Abs(fund["pme"]!.Decimal("ksPme") - fund["limitedPartners"]!.Decimal("tvpi")).ShouldBeLessThan(0.0001m);
        Math.Abs(fund["pme"]!.Decimal("directAlpha") - fund["limitedPartners"]!.Decimal("irr")).ShouldBeLessThan(0.000001m);
    }

    [Fact]
    public async Task Waterfall_AtManyValues_GivesForEachWhatItGivesAlone()
    {
        var life = await FundLife.Invested(firms.Firm);
        decimal[] values = [50_000_000m, 90_000_000.01m, 150_000_000m];
        var points = (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", values })).Ok()["data"]!["result"]!["values"]!.AsArray();
        points.Count.ShouldBe(3);
        foreach (var (value, point) in values.Zip(points))
        {
            var alone = (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", amount = value })).Ok()["data"]!["result"]!;
            point!.Money("value").ShouldBe(value);
            point!.Money("carriedInterest").ShouldBe(alone["totals"]!.Money("carriedInterest"));
        }
        (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", values = Enumerable.Repeat(1m, 10_001) })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Clawback_WhereTheFundLostAfterACarry_IsDueInvestorByInvestor()
    {
        var life = await FundLife.Sold(firms.Firm);
        async Task<JsonNode> Test(bool atLiquidation) =>
            (await Accountant.Post("/api/v1/calculations/clawback", new { fundId = life.Id, asOf = "2026-04-10", atLiquidation })).Ok()["data"]!["result"]!;
        var standing = await Test(false);
        // Nothing is distributed yet, so no carried interest can be owed back.
        standing.Money("due").ShouldBe(0m);
        var liquidated = await Test(true);
        liquidated["lines"]!.AsArray().Count.ShouldBe(3);
        liquidated["lines"]!.AsArray().Sum(l => l!.Money("due")).ShouldBe(liquidated.Money("due"));
    }

    [Fact]
    public async Task Amendment_ShowsWhatItChangesInWordsAndInMoney_AndChangesNothing()
    {
        var life = await FundLife.Sold(firms.Firm);
        var terms = (await Accountant.Get("/api/v1/funds/terms/templates")).Ok()["data"]![0]!["terms"]!.DeepClone();
        foreach (var tier in terms["tiers"]!["value"]!.AsArray().Where(t => t!.Text("kind") == "split")) tier!["gpShare"] = "0.30";
        var before = await firms.House.Scalar<long>("select count(*) from funds.facts where fund_id = $1", Guid.Parse(life.Id));

        var result = (await Accountant.Post("/api/v1/calculations/terms-amendment", new { fundId = life.Id, asOf = "2026-04-10", terms })).Ok()["data"]!["result"]!;

        result["newlySaid"]!.AsArray().ShouldContain(s => s!.Text("sentence").Contains("30 %", StringComparison.Ordinal));
        result["noLongerSaid"]!.AsArray().Count.ShouldBe(result["newlySaid"]!.AsArray().Count);
        result.Money("difference").ShouldBeGreaterThan(0);
        result["lines"]!.AsArray().Sum(l => l!.Money("difference")).ShouldBe(-result.Money("difference"));
        (await firms.House.Scalar<long>("select count(*) from funds.facts where fund_id = $1", Guid.Parse(life.Id))).ShouldBe(before);
    }

    [Fact]
    public async Task Run_AskedForAgainOnTheSameBook_IsAnsweredFromBefore_AndAnewOnceTheBookChanged()
    {
        var life = await FundLife.Sold(firms.Firm);
        var request = new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m };
        async Task<JsonNode> Ask() => (await Accountant.Post("/api/v1/calculations/distributions", request)).Ok()["data"]!;
        var first = await Ask();
        // The kept answer is marked, which only the owner of the database can do, so that it shows where the second one comes from.
        (await firms.House.Scalar<bool>($"""
            set session_replication_role = replica;
            update calculations.runs set result = replace(result, '"exceedsCash":false', '"exceedsCash":true') where id = '{first.Text("runId")}';
            reset session_replication_role;
            select true
            """)).ShouldBeTrue();

        var second = await Ask();
        (await Accountant.Post(life.Api("/expenses"), new { date = "2026-04-01", category = "Audit", amount = 1m })).Ok();
        var third = await Ask();

        second.Text("inputsHash").ShouldBe(first.Text("inputsHash"));
        second.Text("runId").ShouldNotBe(first.Text("runId"));
        second["result"]!["exceedsCash"]!.GetValue<bool>().ShouldBeTrue();
        third.Text("inputsHash").ShouldNotBe(first.Text("inputsHash"));
        third["result"]!["exceedsCash"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Run_AfterLaterFacts_GivesTheSameHashAgain_AndANewRunAnother()
    {
        var life = await FundLife.Sold(firms.Firm);
        var request = new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m };
        var run = (await Accountant.Post("/api/v1/calculations/distributions", request)).Ok()["data"]!;
        var stored = (await Accountant.Get($"/api/v1/calculations/runs/{run.Text("runId")}")).Ok()["data"]!;
        stored.ToJsonString().ShouldBe(run.ToJsonString());

        // A distribution is declared on the day, of which the frozen run must know nothing.
        var distribution = await life.DraftDistribution();
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");

        var again = (await Accountant.Get($"/api/v1/calculations/runs/{run.Text("runId")}/rerun")).Ok()["data"]!;
        again["same"]!.GetValue<bool>().ShouldBeTrue();
        again.Text("resultHashNow").ShouldBe(run.Text("resultHash"));
        var fresh = (await Accountant.Post("/api/v1/calculations/distributions", request with { amount = 5_000_000m })).Ok()["data"]!;
        fresh.Text("resultHash").ShouldNotBe(run.Text("resultHash"));
        fresh.Text("inputsHash").ShouldNotBe(run.Text("inputsHash"));
    }

    [Fact]
    public async Task History_ListsRunsNewestFirst_WithTheirTrees_AndNoneToAnotherFirm()
    {
        var life = await FundLife.Closed(firms.Firm);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await Accountant.Post("/api/v1/calculations/fees", new { fundId = life.Id, periodFrom = $"2024-0{i + 4}-01", periodTo = "2024-10-01" })).Ok()["data"]!.Text("runId"));

        (await Accountant.All($"/api/v1/calculations/history/{life.Id}?size=2")).Select(r => r.Text("runId")).ShouldBe(ids.AsEnumerable().Reverse());
        var tree = (await Accountant.Get($"/api/v1/calculations/runs/{ids[0]}/explanation")).Ok()["data"]!;
        tree.Text("label").ShouldBe("Management fee");
        tree["parts"]!.AsArray().ShouldNotBeEmpty();
        foreach (var path in (string[])[$"history/{life.Id}", $"runs/{ids[0]}", $"runs/{ids[0]}/explanation", $"runs/{ids[0]}/rerun"])
            (await firms.Other.Accountant.Get("/api/v1/calculations/" + path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Post("/api/v1/calculations/fees", new { fundId = life.Id, periodFrom = "2024-04-01", periodTo = "2024-10-01" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post("/api/v1/calculations/fees", new { fundId = life.Id, periodFrom = "2024-04-01", periodTo = "2024-10-01" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Book_InTheBody_GoesThroughTheRulesOfAnyBook()
    {
        var life = await FundLife.Closed(firms.Firm);
        var facts = (await life.Book()).ConvertAll(f => new { effectiveDate = f.Text("effectiveDate"), fact = f["fact"]!.DeepClone() });
        Task<Reply> Fees(object given) => Accountant.Post("/api/v1/calculations/fees", given);

        (await Fees(new { facts = facts.Skip(1), periodFrom = "2024-04-01", periodTo = "2024-10-01" })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Fees(new { facts = new[] { new { effectiveDate = "2024-01-01", fact = new { kind = "nonsense" } } }, periodFrom = "2024-04-01", periodTo = "2024-10-01" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "calculation.fact_invalid");
        (await Fees(new { fundId = life.Id, facts, periodFrom = "2024-04-01", periodTo = "2024-10-01" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Fees(new { periodFrom = "2024-04-01", periodTo = "2024-10-01" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Fees(new { fundId = life.Id, periodFrom = "2024-10-01", periodTo = "2024-04-01" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    private static JsonNode Call(object book)
    {
        var request = System.Text.Json.JsonSerializer.SerializeToNode(book, Foundation.Web.ApiJson.Options)!.AsObject();
        request["noticeDate"] = "2024-09-02";
        request["dueDate"] = "2024-09-20";
        request["purposes"] = new JsonArray(new JsonObject { ["kind"] = "Expenses", ["amount"] = "123456.78", ["description"] = "Audit" });
        return request;
    }
}

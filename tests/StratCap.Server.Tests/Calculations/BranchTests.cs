using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Calculations;

/// <summary>Branches of a fund's book: hypothetical steps worked out beside what happened, several at once, never recorded.</summary>
public sealed class BranchTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Branches_SideBySide_DifferFromTheBase_AndLeaveTheBookUntouched()
    {
        var life = await FundLife.Invested(firms.Firm);
        var before = await Head(life);
        var newcomer = Guid.CreateVersion7().ToString();
        var terms = await FundLife.Terms(firms.Firm);
        foreach (var tier in terms["tiers"]!["value"]!.AsArray().Where(t => t!.Text("kind") == "split")) tier!["gpShare"] = "0.30";
        var request = new
        {
            fundId = life.Id,
            asOf = "2026-12-31",
            scenario = true,
            branches = new object[]
            {
                new { name = "Sale", steps = new object[] { new { kind = "exit", date = "2026-06-30", dealId = life.Deal, proceeds = 90_000_000m } } },
                new { name = "Loss", steps = new object[] { new { kind = "valuation", date = "2026-06-30", dealId = life.Deal, fairValue = 10_000_000m } } },
                new
                {
                    name = "Second closing, then a call",
                    steps = new object[]
                    {
                        new { kind = "closing", date = "2024-09-30", commitments = new object[] { new { investorId = newcomer, amount = 20_000_000m, investor = "Hazel Endowment" } }, interest = new { rateAnnual = "0.08" } },
                        new { kind = "capital_call", date = "2024-10-01", dueDate = "2024-10-15", purposes = new object[] { new { kind = "Expenses", amount = 120_000m } } },
                    },
                },
                new
                {
                    name = "Other terms after a sale, and a transfer",
                    steps = new object[]
                    {
                        new { kind = "exit", date = "2026-06-30", dealId = life.Deal, proceeds = 90_000_000m },
                        new { kind = "terms", date = "2026-07-01", terms },
                        new { kind = "transfer", date = "2026-07-02", fromInvestorId = life.Investors[3], toInvestorId = newcomer, fraction = "1", toInvestor = "Hazel Endowment" },
                    },
                },
            },
        };

        var run = (await Accountant.Post("/api/v1/calculations/waterfall", request)).Ok()["data"]!;

        var result = run["result"]!;
        var branches = result["branches"]!.AsArray();
        branches.Select(b => b!.Text("name")).ShouldBe(["Sale", "Loss", "Second closing, then a call", "Other terms after a sale, and a transfer"]);
        foreach (var branch in branches)
        {
            var lines = branch!["lines"]!.AsArray();
            lines.Sum(l => l!.Money("received")).ShouldBe(branch.Money("value") - branch["totals"]!.Money("carriedInterest"));
            lines.Sum(l => l!.Money("receivedDifference")).ShouldBe(branch.Money("value") - result.Money("value") - branch.Money("carriedInterestDifference"));
            foreach (var line in result["lines"]!.AsArray())
            {
                var beside = lines.Single(l => l!.Text("investorId") == line!.Text("investorId"))!;
                (beside.Money("received") - beside.Money("receivedDifference")).ShouldBe(line!.Money("received"));
            }
        }
        // 40 million of cost sold for 90: the net asset value is 50 million more, of it carried interest by the terms in force, and by more with a higher share.
        (branches[0]!.Money("value") - result.Money("value")).ShouldBe(50_000_000m);
        branches[0]!.Money("carriedInterestDifference").ShouldBeGreaterThan(0m);
        branches[3]!["totals"]!.Money("carriedInterest").ShouldBeGreaterThan(branches[0]!["totals"]!.Money("carriedInterest"));
        (branches[1]!.Money("value") - result.Money("value")).ShouldBe(-30_000_000m);
        branches[2]!["lines"]!.AsArray().Single(l => l!.Text("investorId") == newcomer)!.Money("received").ShouldBeGreaterThan(0m);
        branches[3]!["lines"]!.AsArray().Single(l => l!.Text("investorId") == life.Investors[3])!.Money("received").ShouldBe(0m);

        (await Head(life)).ShouldBe(before);
        (await Accountant.Get($"/api/v1/calculations/runs/{run.Text("runId")}/rerun")).Ok()["data"]!["same"]!.GetValue<bool>().ShouldBeTrue();
        var tree = (await Accountant.Get($"/api/v1/calculations/runs/{run.Text("runId")}/explanation")).Ok()["data"]!;
        tree["parts"]!.AsArray().Select(p => p!.Text("label")).ShouldContain(l => l.StartsWith("Branch 'Sale': ", StringComparison.Ordinal));

        // What the book learns later changes the fund, and not the frozen run.
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = "2026-05-31", fairValue = 55_000_000m, methodology = "Market multiple", level = 3 })).Ok();
        (await Accountant.Get($"/api/v1/calculations/runs/{run.Text("runId")}/rerun")).Ok()["data"]!["same"]!.GetValue<bool>().ShouldBeTrue();
        (await firms.Defects()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Branch_OfADistributionAndOfPerformance_IsWhatTheFundGivesOnceItHappened()
    {
        var life = await FundLife.Invested(firms.Firm);
        var branches = new[] { new { name = "Sale", steps = new[] { new { kind = "exit", date = "2026-03-31", dealId = life.Deal, proceeds = 70_000_000m } } } };
        async Task<JsonNode> Run(string kind, object request) => (await Accountant.Post("/api/v1/calculations/" + kind, request)).Ok()["data"]!["result"]!;
        var distribution = (await Run("distributions", new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m, dealId = life.Deal, branches }))["branches"]![0]!;
        var performance = await Run("performance", new { fundId = life.Id, asOf = "2026-04-10", branches });
        var background = (await Accountant.Post("/api/v1/calculations/performance", new { fundId = life.Id, asOf = "2026-04-10", branches, async = true })).Ok()["data"]!;
        background["result"]!["branches"]!.ToJsonString().ShouldBe(performance["branches"]!.ToJsonString(), "the same request is answered from before");

        (await Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2026-03-31", kind = "Realisation", amount = 70_000_000m, cost = 40_000_000m })).Ok();

        var really = await Run("distributions", new { fundId = life.Id, asOf = "2026-04-10", amount = 60_000_000m, dealId = life.Deal });
        distribution["totals"]!.ToJsonString().ShouldBe(really["totals"]!.ToJsonString());
        distribution["notes"]!.AsArray().ShouldBeEmpty();
        var measured = await Run("performance", new { fundId = life.Id, asOf = "2026-04-10" });
        var branch = performance["branches"]![0]!;
        branch["investors"]!.ToJsonString().ShouldBe(measured["investors"]!.ToJsonString());
        branch["differences"]![0]!.Decimal("tvpi").ShouldBe(measured["limitedPartners"]!.Decimal("tvpi") - performance["limitedPartners"]!.Decimal("tvpi"));
    }

    [Fact]
    public async Task Refusals_NameBranchAndStep_AndMalformedBranchesAreRefused()
    {
        var life = await FundLife.Invested(firms.Firm);
        Task<Reply> Post(params object[] branches) => Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", branches });
        object Sale(string date, string deal) => new { kind = "exit", date, dealId = deal, proceeds = 1m };

        var refused = await Post(new { name = "Bad", steps = new[] { Sale("2026-01-01", life.Deal), Sale("2026-02-01", life.Id) } });
        refused.Refused(HttpStatusCode.UnprocessableEntity, "book.deal.unknown").Json.Text("detail").ShouldStartWith("Branch 'Bad', step 2 (exit of 2026-02-01): ");
        (await Post(new { name = "Late", steps = new[] { Sale("2027-01-01", life.Deal) } })).Refused(HttpStatusCode.UnprocessableEntity, "scenario.step_after_day");
        (await Post()).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(new { name = "Empty", steps = Array.Empty<object>() })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var twice = new { name = "Twice", steps = new[] { Sale("2026-01-01", life.Deal) } };
        (await Post(twice, twice)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", scenario = false, branches = new[] { twice } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", branches = new[] { twice } })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", branches = new[] { twice } })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        // Accepted in the background, it ends with the same sentence.
        var path = (await Accountant.Post("/api/v1/calculations/waterfall", new { fundId = life.Id, asOf = "2026-12-31", async = true, branches = new[] { new { name = "Bad", steps = new[] { Sale("2026-02-01", life.Id) } } } }))
            .Headers.Location!.ToString();
        var failed = (await Accountant.Until(path, r => r["data"]!.Text("state") is not ("Ready" or "Running")))["data"]!;
        (failed.Text("state"), failed.Text("failureCode")).ShouldBe(("Failed", "book.deal.unknown"));
        failed.Text("failureReason").ShouldStartWith("Branch 'Bad', step 1 ");
    }

    private async Task<(long Sequence, string Hash, long Facts)> Head(FundLife life) => (
        await life.Sequence(), await firms.House.Scalar<string>("select last_hash from funds.funds where fund_id = $1", Guid.Parse(life.Id)),
        await firms.House.Scalar<long>("select count(*) from funds.facts where fund_id = $1", Guid.Parse(life.Id)));
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>What an approver is shown as new: against what he sent back, or, the first time, against the fund's one before; and what it does to the fund.</summary>
public sealed class ProposalChangesTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;
    private Api Cfo => firms.Firm.Cfo;

    private async Task<JsonNode> Changes(FundLife life, string proposal) => (await Cfo.Get(life.Api($"/{proposal}/changes"))).Ok()["data"]!;

    private static JsonNode Of(JsonNode changes, string field, string? detail = null) => changes["changes"]!.AsArray().Single(c => c!.Text("field") == field && (detail is null || c!["detail"]!.GetValue<string>() == detail))!;

    private static decimal Figure(JsonNode changes, string figure, string when) => changes["fund"]!.AsArray().Single(f => f!.Text("figure") == figure)!.Money(when);

    private async Task SendBack(FundLife life, string workflow, string draft, string reason)
    {
        (await Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "reject", reason })).Ok();
        await Accountant.Until(draft, d => d["data"]!.Text("state") == "Draft" && d["data"]!["returnedBecause"]?.GetValue<string>() == reason);
    }

    [Fact]
    public async Task TheFundsFirstCall_HasNothingToCompareWith_AndSaysWhatItDoesToTheFund()
    {
        var life = await FundLife.Closed(firms.Firm);
        var changes = await Changes(life, "capital-calls/" + await life.DraftCall());

        changes["against"].ShouldBeNull();
        changes["changes"]!.AsArray().ShouldBeEmpty();
        (Figure(changes, "called", "before"), Figure(changes, "called", "after")).ShouldBe((0m, 40_595_001m));
        (Figure(changes, "unfunded", "before") - Figure(changes, "unfunded", "after")).ShouldBe(40_595_001m);
        changes["refused"].ShouldBeNull();
    }

    [Fact]
    public async Task ACallThatWasSentBackAndChanged_IsComparedWithWhatTheApproverSaw()
    {
        var life = await FundLife.Closed(firms.Firm);
        var call = await life.DraftCall();
        var path = life.Api("/capital-calls/" + call);
        await SendBack(life, await life.Submit("capital-calls", new { fundId = life.Id, callId = call }), path, "Too early");
        (await Accountant.Put(path, new
        {
            noticeDate = "2024-06-03",
            dueDate = "2024-07-01",
            purposes = new object[]
            {
                new { kind = "Investment", amount = 30_000_000m, dealId = life.Deal, description = "Acquisition of Birch Works", excusedInvestorIds = new[] { life.Investors[3] } },
                new { kind = "Expenses", amount = 100_001m, description = "Organisation expenses", @base = "RemainingCommitments" },
                new { kind = "Expenses", amount = 5m, description = "Audit" },
            },
        })).Ok();

        foreach (var submitted in (bool[])[false, true])
        {
            if (submitted)
            {
                await life.Submit("capital-calls", new { fundId = life.Id, callId = call });
                await Accountant.Until(path, d => d["data"]!.Text("state") == "Submitted");
            }
            var changes = await Changes(life, "capital-calls/" + call);
            changes["against"]!.Text("what").ShouldBe("SubmittedBefore");
            Of(changes, "dueDate")["before"]!.Text("date").ShouldBe("2024-06-20");
            Of(changes, "dueDate")["after"]!.Text("date").ShouldBe("2024-07-01");
            Of(changes, "amount")["after"]!.Money("amount").ShouldBe(30_100_006m);
            Of(changes, "purpose", "Acquisition of Birch Works")["before"]!.Money("amount").ShouldBe(40_000_000m);
            Of(changes, "purpose", "Management fee, third quarter 2024")["after"].ShouldBeNull();
            Of(changes, "purpose", "Audit")["before"].ShouldBeNull();
            Of(changes, "base", "Organisation expenses")["after"]!.Text("text").ShouldBe("RemainingCommitments");
            changes["changes"]!.AsArray().Where(c => c!.Text("field") == "purpose").Select(c => c!.Text("detail")).ShouldNotContain("Organisation expenses");
            changes["linesChanged"]!.GetValue<int>().ShouldBe(FundLife.Commitments.Length);
        }
    }

    [Fact]
    public async Task TheSameAgain_SaysThatNothingChanged()
    {
        var life = await FundLife.Closed(firms.Firm);
        var call = await life.DraftCall();
        var path = life.Api("/capital-calls/" + call);
        await SendBack(life, await life.Submit("capital-calls", new { fundId = life.Id, callId = call }), path, "Explain the costs");

        await life.Submit("capital-calls", new { fundId = life.Id, callId = call });
        await Accountant.Until(path, d => d["data"]!.Text("state") == "Submitted");

        var changes = await Changes(life, "capital-calls/" + call);
        changes["against"]!.Text("what").ShouldBe("SubmittedBefore");
        changes["changes"]!.AsArray().ShouldBeEmpty();
        changes["linesChanged"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task ADistribution_IsComparedTierByTierAndLineByLine_AndAnIssuedCallKeepsItsBeforeAndAfter()
    {
        var life = await FundLife.Sold(firms.Firm);
        var first = await life.DraftDistribution();
        var path = life.Api("/distributions/" + first);
        await SendBack(life, await life.Submit("distributions", new { fundId = life.Id, distributionId = first }), path, "Withhold for investor 1");
        (await Accountant.Put(path, new { date = "2026-04-10", paymentDate = "2026-04-20", amount = 60_000_000m, dealId = life.Deal, withholding = new Dictionary<string, decimal> { [life.Investors[1]] = 7_000.07m } })).Ok();

        var changes = await Changes(life, "distributions/" + first);

        changes["changes"]!.AsArray().ShouldHaveSingleItem()!.Text("field").ShouldBe("withholding");
        var line = changes["lines"]!.AsArray().ShouldHaveSingleItem()!;
        line.Text("investorId").ShouldBe(life.Investors[1]);
        (line.Money("before") - line.Money("after")).ShouldBe(7_000.07m);
        line["details"]!.AsArray().ShouldHaveSingleItem()!["after"]!.Money("amount").ShouldBe(7_000.07m);
        (Figure(changes, "nav", "before") - Figure(changes, "nav", "after")).ShouldBe(60_000_000m);
        var call = await Changes(life, "capital-calls/" + life.Call);
        (Figure(call, "called", "before"), Figure(call, "called", "after")).ShouldBe((0m, 40_595_001m));
    }

    [Fact]
    public async Task TheSecondCall_IsComparedWithTheFirst()
    {
        var life = await FundLife.Invested(firms.Firm);
        var second = (await Accountant.Post(life.Api("/capital-calls"), new { noticeDate = "2024-09-03", dueDate = "2024-09-20", purposes = new[] { new { kind = "Expenses", amount = 100_001m, description = "Audit" } } })).Ok()["data"]!.Text("id");

        var changes = await Changes(life, "capital-calls/" + second);

        changes["against"]!.Text("what").ShouldBe("Previous");
        changes["against"]!["number"]!.GetValue<int>().ShouldBe(1);
        Of(changes, "amount")["before"]!.Money("amount").ShouldBe(40_595_001m);
        Of(changes, "amount")["after"]!.Money("amount").ShouldBe(100_001m);
    }

    [Fact]
    public async Task FiguresOfTheFund_OpenDownToFacts_AsTheBookStoodThen()
    {
        var life = await FundLife.Sold(firms.Firm);
        async Task<decimal> Told(string query, string key) => decimal.Parse((await Cfo.Get(life.Api("/figures/explanation" + query))).Ok()["data"]!["parts"]!.AsArray().Single(p => p!["key"]!.GetValue<string>() == key)!.Text("value"), CultureInfo.InvariantCulture);
        var call = await Changes(life, "capital-calls/" + life.Call);

        (await Told("", "called")).ShouldBe(40_595_001m);
        (await Told($"?sequence={call["bookSequence"]}", "called")).ShouldBe(0m);
        (await Told("", "cash")).ShouldBe((await Cfo.Get(life.Api("/investments"))).Ok()["data"]![0]!.Money("cash"));
        (await Cfo.Get(life.Api("/figures/explanation?sequence=0"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Changes_OfAnotherFirm_AreNotThere()
    {
        var life = await FundLife.Closed(firms.Firm);
        var call = await life.DraftCall();

        (await firms.Other.Cfo.Get(life.Api($"/capital-calls/{call}/changes"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(life.Api($"/distributions/{call}/changes"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Get(life.Api("/figures/explanation"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }
}

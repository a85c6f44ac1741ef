using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Money that comes back: carried interest that its recipient owes to the limited partners, distributions that partners return to the fund.</summary>
public sealed class ReturnTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Clawback_PreviewedThenPaid_GivesBackAllCarryOfAFundThatLostItsProfit()
    {
        var life = await Lost();
        var (fund, facts) = ((await Accountant.Get(life.Api())).Ok()["data"]!, (await life.Book()).Count);

        var limited = (await Accountant.Post(life.Api("/clawbacks"), Clawback(life, limit: 1_000_000.01m, preview: true))).Ok()["data"]!;
        var preview = (await Accountant.Post(life.Api("/clawbacks"), Clawback(life, preview: true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var paid = (await Accountant.Post(life.Api("/clawbacks"), Clawback(life), key)).Ok()["data"]!;
        var again = (await Accountant.Post(life.Api("/clawbacks"), Clawback(life), key)).Ok()["data"]!;

        again.ToJsonString().ShouldBe(paid.ToJsonString());
        (await life.Book()).Count.ShouldBe(facts + 1);
        limited.Money("amount").ShouldBe(1_000_000.01m);
        limited.Money("due").ShouldBe(preview.Money("due"));
        limited.Money("payerKeeps").ShouldBe(preview.Money("due") - 1_000_000.01m);
        preview["recorded"]!.GetValue<bool>().ShouldBeFalse();
        paid["recorded"]!.GetValue<bool>().ShouldBeTrue();
        paid.Money("amount").ShouldBe(preview.Money("amount"));
        // The contributions were never returned in full, so no carried interest was earned at all.
        paid.Money("payerKeeps").ShouldBe(0m);
        var lines = paid["lines"]!.AsArray();
        lines.Count.ShouldBe(3);
        lines.Sum(l => l!.Money("amount")).ShouldBe(paid.Money("amount"));
        lines.ShouldAllBe(l => l!.Money("amount") == l!.Money("carryPaid") && l!.Money("returnOfCapital") == l!.Money("amount"));
        var listed = (await Accountant.Get(life.Api("/clawbacks"))).Ok()["data"]!.AsArray().Single()!;
        listed.Money("amount").ShouldBe(paid.Money("amount"));
        listed.Text("payerId").ShouldBe(life.Investors[0]);
        (await Accountant.Get(life.Api())).Ok()["data"]!.Money("cash").ShouldBe(fund.Money("cash"));
        (await Accountant.Post(life.Api("/clawbacks"), Clawback(life))).Refused(HttpStatusCode.UnprocessableEntity, "funds.clawback.nothing_due");
        await Ties(life, "2026-Q2", life.Investors[0], life.Investors[1]);
    }

    [Fact]
    public async Task Clawback_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var life = await Lost();
        var facts = (await life.Book()).Count;
        Task<Reply> Post(object body, Api? by = null) => (by ?? Accountant).Post(life.Api("/clawbacks"), body);
        (await Post(Clawback(life, paidOn: "2026-06-29"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Clawback(life, limit: 0))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Clawback(life, asOf: "2026-04-09"))).Refused(HttpStatusCode.UnprocessableEntity, "funds.clawback.nothing_due");
        (await Post(Clawback(life, payer: life.Investors[1]))).Refused(HttpStatusCode.UnprocessableEntity, "book.clawback.exceeds_received");
        (await Post(Clawback(life, payer: Guid.NewGuid().ToString()))).Refused(HttpStatusCode.UnprocessableEntity, "book.investor.unknown");
        (await Post(Clawback(life), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(Clawback(life), firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Other.Accountant.Get(life.Api("/clawbacks"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await life.Book()).Count.ShouldBe(facts);
    }

    [Fact]
    public async Task Giveback_PreviewedThenCalledAndReturned_LeavesWhatIsOutstanding()
    {
        var life = await Distributed();
        var (fund, facts) = ((await Accountant.Get(life.Api())).Ok()["data"]!, (await life.Book()).Count);

        var preview = (await Accountant.Post(life.Api("/givebacks"), GivebackBody(preview: true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var called = (await Accountant.Post(life.Api("/givebacks"), GivebackBody(), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/givebacks"), GivebackBody(), key)).Ok()["data"]!.ToJsonString().ShouldBe(called.ToJsonString());
        (await life.Book()).Count.ShouldBe(facts + 1);
        called["lines"]!.ToJsonString().ShouldBe(preview["lines"]!.ToJsonString());
        var lines = called["lines"]!.AsArray();
        lines.Sum(l => l!.Money("amount")).ShouldBe(5_000_000m);
        lines.ShouldAllBe(l => l!.Money("amount") <= l!.Money("limit"));
        (await Accountant.All(life.Api("/givebacks/outstanding"))).Sum(l => l.Money("outstanding")).ShouldBe(5_000_000m);

        var asked = lines.Single(l => l!.Text("investorId") == life.Investors[1])!.Money("amount");
        var receipt = (await Accountant.Post(life.Api("/givebacks/receipts"), Receipt(called, life.Investors[1], 1_000_000m))).Ok()["data"]!;

        receipt.Money("outstandingOfInvestor").ShouldBe(asked - 1_000_000m);
        receipt.Money("cash").ShouldBe(fund.Money("cash") + 1_000_000m);
        // What was distributed last is undone first: the split of the profit, before anything else.
        receipt.Money("residualSplit").ShouldBe(1_000_000m);
        (await Accountant.Post(life.Api("/givebacks/receipts"), Receipt(called, life.Investors[1], asked - 1_000_000m))).Ok();
        (await Accountant.All(life.Api("/givebacks/outstanding"))).ShouldAllBe(l => l.Text("investorId") != life.Investors[1]);
        var listed = (await Accountant.Get(life.Api("/givebacks"))).Ok()["data"]!.AsArray().Single()!;
        listed.Money("returned").ShouldBe(asked);
        listed.Money("outstanding").ShouldBe(5_000_000m - asked);
        await Ties(life, "2026-Q2", life.Investors[1], life.Investors[2]);
    }

    [Fact]
    public async Task Giveback_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var life = await Distributed();
        Task<Reply> Post(object body, Api? by = null, string to = "/givebacks") => (by ?? Accountant).Post(life.Api(to), body);
        (await Post(GivebackBody(amount: 0.001m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(GivebackBody(reason: " "))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(GivebackBody(dueDate: "2026-05-31"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(GivebackBody(limits: new { ofDistributions = 30m }))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(GivebackBody(amount: 50_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "giveback.exceeds_limits");
        (await Post(GivebackBody(date: "2026-04-09"))).Refused(HttpStatusCode.UnprocessableEntity, "giveback.nothing_distributed");
        (await Post(GivebackBody(), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(GivebackBody(), firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var called = (await Post(GivebackBody())).Ok()["data"]!;
        var facts = (await life.Book()).Count;
        const string receipts = "/givebacks/receipts";
        (await Post(Receipt(called, life.Investors[1], 4_000_000m), to: receipts)).Refused(HttpStatusCode.UnprocessableEntity, "funds.giveback.exceeds_due");
        (await Post(Receipt(called, life.Investors[1], -1m), to: receipts)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(new { givebackId = Guid.NewGuid(), investorId = life.Investors[1], amount = 1m, receivedOn = "2026-06-20" }, to: receipts)).Refused(HttpStatusCode.UnprocessableEntity, "book.giveback.unknown");
        (await Post(Receipt(called, life.Investors[1], 1m), firms.Other.Accountant, receipts)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(Receipt(called, life.Investors[1], 1m), firms.Firm.Viewer, receipts)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Other.Accountant.Get(life.Api("/givebacks/outstanding"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await life.Book()).Count.ShouldBe(facts);
    }

    /// <summary>The proceeds are distributed, carried interest among them.</summary>
    private async Task<FundLife> Distributed()
    {
        var life = await FundLife.Sold(firms.Firm);
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = await life.DraftDistribution() });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");
        return life;
    }

    /// <summary>As <see cref="Distributed"/>; then more is paid in than the profit was, and spent on expenses.</summary>
    private async Task<FundLife> Lost()
    {
        var life = await Distributed();
        var purposes = new[] { new { kind = "Expenses", amount = 30_000_000m, description = "Settlement of a claim" } };
        var call = (await Accountant.Post(life.Api("/capital-calls"), new { noticeDate = "2026-05-04", dueDate = "2026-05-20", purposes })).Ok()["data"]!.Text("id");
        var workflow = await life.Approve("capital-calls", new { fundId = life.Id, callId = call });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");
        var receipts = (await Accountant.All(life.Api($"/capital-calls/{call}/lines"))).Select(l => new { investorId = l.Text("investorId"), amount = l.Money("outstanding"), receivedOn = "2026-05-20" });
        (await Accountant.Post(life.Api($"/capital-calls/{call}/receipts"), new { receipts })).Ok();
        (await Accountant.Post(life.Api("/expenses"), new { date = "2026-05-21", category = "Claims", amount = 30_000_000m })).Ok();
        return life;
    }

    private async Task Ties(FundLife life, string period, params string[] investors)
    {
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        (await firms.Firm.Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}")).Ok()["data"]!["balanced"]!.GetValue<bool>().ShouldBeTrue();
        (await firms.Defects()).ShouldBeEmpty();
        foreach (var investor in investors)
        {
            var statement = (await firms.Firm.Cfo.Get($"/api/v1/reports/investor-statements/{investor}?fundId={life.Id}&period={period}")).Ok()["data"]!;
            statement["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        }
    }

    private static object Clawback(FundLife life, string asOf = "2026-06-30", string paidOn = "2026-06-30", string? payer = null, decimal? limit = null, bool preview = false) =>
        new { asOf, paidOn, payerId = payer ?? life.Investors[0], limit, preview };

    private static object GivebackBody(
        decimal amount = 5_000_000m, string date = "2026-06-01", string dueDate = "2026-06-20", string reason = "Indemnity claimed by the buyer of Birch Works", object? limits = null, bool preview = false) =>
        new { date, dueDate, amount, reason, limits, preview };

    private static object Receipt(JsonNode giveback, string investorId, decimal amount) => new { givebackId = giveback.Text("givebackId"), investorId, amount, receivedOn = "2026-06-20" };
}

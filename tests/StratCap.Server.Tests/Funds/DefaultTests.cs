using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>An investor who does not pay: notice of default, then his part of the call is withdrawn and the call ends without it.</summary>
public sealed class DefaultTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Default_NoticedThenWithdrawn_EndsTheCallWithoutTheDefaulter()
    {
        var life = await UnpaidByOne();
        var due = (await life.Due()).Single(d => d.Investor == life.Investors[3]).Due;
        var key = Guid.NewGuid().ToString();
        var noticed = (await Accountant.Post(life.Api("/defaults"), Notice(life), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/defaults"), Notice(life), key)).Ok()["data"]!.ToJsonString().ShouldBe(noticed.ToJsonString());
        noticed.Money("outstanding").ShouldBe(due);
        (await Accountant.All(life.Api("/defaults"))).Single().Text("investorId").ShouldBe(life.Investors[3]);
        var facts = (await life.Book()).Count;

        var preview = (await Accountant.Post(life.Api("/call-withdrawals"), Withdrawal(life, preview: true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(facts);
        var withdrawn = (await Accountant.Post(life.Api("/call-withdrawals"), Withdrawal(life))).Ok()["data"]!;

        (await life.Book()).Count.ShouldBe(facts + 1);
        withdrawn.Money("withdrawn").ShouldBe(due);
        withdrawn.Money("unfunded").ShouldBe(preview.Money("unfunded"));
        withdrawn.Money("unfunded").ShouldBe(FundLife.Commitments[3]);
        withdrawn.Money("callOutstanding").ShouldBe(0m);
        (await life.Due()).Sum(d => d.Due).ShouldBe(0m);
        (await Accountant.All(life.Api("/defaults"))).ShouldBeEmpty();
        await Accountant.Until($"/api/v1/workflows/status/{life.Workflow}", w => w["data"]!["workflow"]!.Text("state") == "Completed");
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        (await firms.Firm.Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}")).Ok()["data"]!["balanced"]!.GetValue<bool>().ShouldBeTrue();
        (await firms.Defects()).ShouldBeEmpty();
        var statement = (await firms.Firm.Cfo.Get($"/api/v1/reports/investor-statements/{life.Investors[3]}?fundId={life.Id}&period=2024-Q3")).Ok()["data"]!;
        statement["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
    }

    [Fact]
    public async Task CoverCall_DraftedApprovedAndIssued_AsksTheOthersForWhatIsInDefault()
    {
        var life = await UnpaidByOne();
        (await Accountant.Post(life.Api("/capital-calls"), Cover(life))).Refused(HttpStatusCode.UnprocessableEntity, "cover.nothing_in_default");
        (await Accountant.Post(life.Api("/defaults"), Notice(life))).Ok();
        (await Accountant.Post(life.Api("/capital-calls"), Cover(life, purposes: true))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var key = Guid.NewGuid().ToString();
        var draft = (await Accountant.Post(life.Api("/capital-calls"), Cover(life), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/capital-calls"), Cover(life), key)).Ok()["data"]!.ToJsonString().ShouldBe(draft.ToJsonString());
        draft["lines"]!.AsArray().ShouldAllBe(l => l!.Text("investorId") != life.Investors[3]);
        draft["purposes"]!.AsArray().ShouldAllBe(p => p!.Text("description").StartsWith("Cover of call 1: "));
        var id = draft.Text("id");
        (await Accountant.Get(life.Api($"/capital-calls/{id}/explanation"))).Ok()["data"]!["parts"]!.AsArray().Count.ShouldBe(3);
        var submitted = await life.Submit("capital-calls", new { fundId = life.Id, callId = id });
        (await Accountant.Put($"/api/v1/workflows/approve/{submitted}", new { decision = "approve", reason = "my own" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await firms.Firm.Cfo.Put($"/api/v1/workflows/approve/{submitted}", new { decision = "approve", reason = "checked" })).Ok();
        await Accountant.Until($"/api/v1/workflows/status/{submitted}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");
        (await Accountant.Get(life.Api($"/capital-calls/{id}"))).Ok()["data"]!.Money("amount").ShouldBe(draft.Money("amount"));
        await firms.Ties(life, life.Investors[1], "2024-Q3");
    }

    [Fact]
    public async Task Remedies_PreviewedThenRecorded_GoFromTheDefaulterToTheOthers()
    {
        var life = await UnpaidByOne(partly: 500_000m);
        (await Accountant.Post(life.Api("/defaults"), Notice(life))).Ok();
        object Remedy(string remedy, decimal? part = null, bool preview = false, int investor = 3, string date = "2024-09-01") =>
            new { callId = life.Call, investorId = life.Investors[investor], date, remedy, part, preview };
        Task<Reply> Post(object body, Api? by = null) => (by ?? Accountant).Post(life.Api("/default-remedies"), body);
        (await Post(Remedy("Forfeiture"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Remedy("Interest", 0.5m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Remedy("Forfeiture", 1.5m))).Refused(HttpStatusCode.UnprocessableEntity, "default.part_out_of_range");
        (await Post(Remedy("Forfeiture", 0.5m, date: "2024-07-12"))).Refused(HttpStatusCode.UnprocessableEntity, "book.remedy.still_curable");
        (await Post(Remedy("Interest", investor: 1))).Refused(HttpStatusCode.UnprocessableEntity, "default.not_given");
        (await Post(Remedy("Interest"), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(Remedy("Interest"), firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var facts = (await life.Book()).Count;
        var preview = (await Post(Remedy("Interest", preview: true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var interest = (await Accountant.Post(life.Api("/default-remedies"), Remedy("Interest"), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/default-remedies"), Remedy("Interest"), key)).Ok()["data"]!.ToJsonString().ShouldBe(interest.ToJsonString());
        interest.Money("amount").ShouldBe(preview.Money("amount"));
        interest["to"]!.AsArray().Sum(t => t!.Money("amount")).ShouldBe(interest.Money("amount"));
        var forfeited = (await Post(Remedy("Forfeiture", 0.5m))).Ok()["data"]!;
        forfeited.Money("capitalAccount").ShouldBe(forfeited.Money("amount"), 0.01m);
        (await life.Book()).Count.ShouldBe(facts + 2);
        (await Accountant.All(life.Api("/default-remedies"))).Select(r => r.Text("remedy")).ShouldBe(["Interest", "Forfeiture"]);
        // What he lost is what the others are still to get.
        var open = await Accountant.All(life.Api("/advances"));
        open.Single(o => o.Text("investorId") == life.Investors[3]).Money("defaultUnsettled").ShouldBe(interest.Money("amount") + forfeited.Money("amount"));
        open.Sum(o => o.Money("defaultUnsettled")).ShouldBe(0m);
        await firms.Ties(life, life.Investors[3], "2024-Q3");
        await firms.Ties(life, life.Investors[1], "2024-Q3");
    }

    [Fact]
    public async Task Default_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var life = await UnpaidByOne();
        var facts = (await life.Book()).Count;
        Task<Reply> Post(string to, object body, Api? by = null) => (by ?? Accountant).Post(life.Api(to), body);
        (await Post("/defaults", Notice(life, cureBy: "2024-07-01"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post("/defaults", Notice(life, date: "2024-06-20"))).Refused(HttpStatusCode.UnprocessableEntity, "book.default.not_overdue");
        (await Post("/defaults", Notice(life, 1))).Refused(HttpStatusCode.UnprocessableEntity, "book.default.nothing_due");
        (await Post("/defaults", Notice(life), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post("/defaults", Notice(life), firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Post("/call-withdrawals", Withdrawal(life, reason: " "))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post("/call-withdrawals", Withdrawal(life, 1))).Refused(HttpStatusCode.UnprocessableEntity, "funds.withdrawal.nothing_due");
        (await Post("/call-withdrawals", Withdrawal(life), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post("/call-withdrawals", Withdrawal(life), firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await life.Book()).Count.ShouldBe(facts);
    }

    /// <summary>Everybody has paid the call but the last investor.</summary>
    private async Task<FundLife> UnpaidByOne(decimal partly = 0)
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();
        var receipts = (await life.Due()).Where(d => d.Investor != life.Investors[3]).Select(d => new { investorId = d.Investor, amount = d.Due, receivedOn = "2024-06-20" });
        if (partly > 0) receipts = receipts.Append(new { investorId = life.Investors[3], amount = partly, receivedOn = "2024-06-20" });
        (await Accountant.Post(life.Api($"/capital-calls/{life.Call}/receipts"), new { receipts })).Ok();
        return life;
    }

    private static object Cover(FundLife life, bool purposes = false) => new
    {
        noticeDate = "2024-07-15",
        dueDate = "2024-08-15",
        coverOf = life.Call,
        purposes = purposes ? new[] { new { kind = "Expenses", amount = 1m, description = "Something else" } } : null,
    };

    private static object Notice(FundLife life, int investor = 3, string date = "2024-07-02", string cureBy = "2024-07-12") =>
        new { callId = life.Call, investorId = life.Investors[investor], date, cureBy };

    private static object Withdrawal(FundLife life, int investor = 3, string reason = "Default", bool preview = false) =>
        new { callId = life.Call, investorId = life.Investors[investor], date = "2024-07-15", reason, preview };
}

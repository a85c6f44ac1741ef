using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds.Entries;

/// <summary>Manual entries and accruals that one person prepares and another approves: they go into book, ledger, capital accounts and statements, and tie.</summary>
public sealed class ManualEntryTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;
    private Api Cfo => firms.Firm.Cfo;

    private static object Accrual(decimal amount = 1_000.01m, string? reverseOn = "2024-10-01", string date = "2024-09-30") => new
    {
        date,
        memo = "Audit of the third quarter",
        reverseOn,
        lines = new object[] { new { account = "Expenses", debit = amount, category = "Audit" }, new { account = "OtherPayables", credit = amount } },
    };

    private static string Decision(FundLife life, JsonNode entry) => life.Api($"/manual-entries/{entry["entry"]!.Text("entryId")}/decision");

    private static object Approval(JsonNode entry) => new { approve = true, contentHash = entry.Text("contentHash") };

    private async Task<decimal> Nav(FundLife life, string asOf) =>
        (await Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}&asOf={asOf}")).Ok()["data"]!["rows"]!.AsArray()
            .Where(r => r!.Text("account")[0] is '3' or '4' or '5' && r!.Text("account") is not ("3010" or "3110"))
            .Sum(r => (r!["credit"] is null ? 0 : r.Money("credit")) - (r!["debit"] is null ? 0 : r.Money("debit")));

    [Fact]
    public async Task Accrual_PreparedOnce_ApprovedByAnother_CountsUntilItsMirror_AndTies()
    {
        var life = await FundLife.Invested(firms.Firm);
        var key = Guid.NewGuid().ToString();
        var entry = (await Accountant.Post(life.Api("/manual-entries"), Accrual(), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/manual-entries"), Accrual(), key)).Ok()["data"]!.ToJsonString().ShouldBe(entry.ToJsonString());
        (await Accountant.All($"/api/v1/funds/manual-entries?fundId={life.Id}")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Text("state").ShouldBe("Waiting"), e => e["number"]!.GetValue<int>().ShouldBe(1), e => e["own"]!.GetValue<bool>().ShouldBeTrue());
        entry.Money("netAssetValue").ShouldBe(-1_000.01m);
        entry["lines"]![0]!["parts"]!.AsArray().Select(p => p!.Money("amount")).ShouldBe([10.00m, 600.01m, 300.00m, 90.00m]);
        (await life.Book()).ShouldNotContain(f => f.Text("kind") == "manual_entry_recorded");
        var nav = await Nav(life, "2024-09-30");
        const string Unread = "/api/v1/notifications?unread=true";
        bool Waits(JsonNode row) => row.Text("kind") == "EntryWaiting" && row["target"]!.Text("id") == entry["entry"]!.Text("entryId");
        var told = (await Cfo.Until(Unread, n => n.Rows().Exists(Waits))).Rows().Single(Waits);
        told["parameters"]!.Text("amount").ShouldBe("USD 1000.01");
        (await Accountant.Get("/api/v1/notifications")).Ok().Rows().Exists(Waits).ShouldBeFalse("who prepared it may not approve it");

        var approval = Guid.NewGuid().ToString();
        var recorded = (await Cfo.Post(Decision(life, entry), Approval(entry), approval)).Ok()["data"]!;
        (await Cfo.Post(Decision(life, entry), Approval(entry), approval)).Ok()["data"]!.ToJsonString().ShouldBe(recorded.ToJsonString());
        (recorded["entry"]!.Text("state"), recorded["entry"]!.Text("decidedByName")).ShouldBe(("Recorded", "Clara Chief"));
        var facts = (await life.Book()).Where(f => f.Text("kind") == "manual_entry_recorded").ToList();
        facts.Select(f => f.Text("effectiveDate")).ShouldBe(["2024-09-30", "2024-10-01"]);
        facts.Select(f => f.Text("cause")).ShouldBe(["funds.entry.approve", "funds.entry.approve"]);

        await firms.Ties(life, life.Investors[1], "2024-Q3");
        await firms.Ties(life, life.Investors[1], "2024-Q4");
        await Cfo.Until(Unread, n => !n.Rows().Exists(Waits));
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        var checks = (await Cfo.Get(life.Api("/periods/2024-09-30"))).Ok()["data"]!["checks"]!.AsArray();
        // The values of the fund's investments are another's work.
        checks.Where(c => c!.Text("state") == "Failed").Select(c => c!.Text("name")).ShouldBeSubsetOf(["valuations"], "an accrual that stands keeps no quarter from its close");
        (await Nav(life, "2024-09-30") - nav, await Nav(life, "2024-10-01") - nav).ShouldBe((-1_000.01m, 0m));
        var journal = (await Cfo.Get($"/api/v1/accounting/journal?fundId={life.Id}&account=2300")).Ok().Rows();
        journal.Select(j => (j.Text("effectiveDate"), j.Text("text"))).ShouldBe([("2024-09-30", "Audit of the third quarter"), ("2024-10-01", "Taken back: Audit of the third quarter")]);
        var statements = (await Cfo.Get($"/api/v1/reports/financial-statements/{life.Id}?period=2024-Q3")).Ok()["data"]!;
        statements["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>(), statements.ToJsonString());
        statements.ToJsonString().ShouldContain("Accrued expenses and other payables");
        (await Cfo.Get($"/api/v1/audit/funds?size=500")).Ok().Rows().Count(a => a.Text("action") is "funds.entry.prepare" or "funds.entry.approve" && a.Text("subjectId") == entry["entry"]!.Text("entryId")).ShouldBe(2);
    }

    [Fact]
    public async Task NobodyDecidesWhatHePrepared_NorWhatIsNoLongerWhatHeSaw_NorAnotherFirms()
    {
        var life = await FundLife.Invested(firms.Firm);
        var entry = (await Cfo.Post(life.Api("/manual-entries"), Accrual(reverseOn: null))).Ok()["data"]!;
        (await Cfo.Post(Decision(life, entry), Approval(entry))).Refused(HttpStatusCode.UnprocessableEntity, "funds.entry.own");
        (await Accountant.Post(Decision(life, entry), Approval(entry))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Firm.Viewer.Post(life.Api("/manual-entries"), Accrual())).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Other.Cfo.Post(Decision(life, entry), Approval(entry))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Post(life.Api("/manual-entries"), Accrual())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Get(life.Api($"/manual-entries/{entry["entry"]!.Text("entryId")}"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.All($"/api/v1/funds/manual-entries?fundId={life.Id}")).ShouldBeEmpty();
        (await firms.Firm.Admin.Post(Decision(life, entry), new { approve = true, contentHash = new string('0', 64) })).Refused(HttpStatusCode.Conflict, "funds.entry.changed");
        (await firms.Firm.Admin.Post(Decision(life, entry), Approval(entry), key: "")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await life.Book()).ShouldNotContain(f => f.Text("kind") == "manual_entry_recorded");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => firms.House.Scalar<int>(
            "update funds.manual_entries set state = 'Recorded', decided_by = prepared_by where id = $1 returning 1", Guid.Parse(entry["entry"]!.Text("entryId"))));
    }

    [Fact]
    public async Task Returned_ItIsPreparedAnew_AndTheOldApprovalHoldsNoMore()
    {
        var life = await FundLife.Invested(firms.Firm);
        var entry = (await Accountant.Post(life.Api("/manual-entries"), Accrual())).Ok()["data"]!;
        var path = life.Api($"/manual-entries/{entry["entry"]!.Text("entryId")}");
        (await Accountant.Put(path, Accrual(2_000m))).Refused(HttpStatusCode.Conflict, "funds.entry.not_returned");
        (await Cfo.Post(path + "/take-back")).Refused(HttpStatusCode.UnprocessableEntity, "funds.entry.not_own");
        (await Cfo.Post(path + "/decision", new { approve = false, contentHash = entry.Text("contentHash") })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var returned = (await Cfo.Post(path + "/decision", new { approve = false, contentHash = entry.Text("contentHash"), reason = "The invoice says 2,000" })).Ok()["data"]!["entry"]!;
        (returned.Text("state"), returned.Text("decidedBecause")).ShouldBe(("Returned", "The invoice says 2,000"));
        (await Cfo.Post(path + "/decision", Approval(entry))).Refused(HttpStatusCode.Conflict, "funds.entry.decided");
        (await firms.Other.Accountant.Put(path, Accrual(2_000m))).Refused(HttpStatusCode.NotFound, "resource.not_found");

        var again = (await Accountant.Put(path, Accrual(2_000m))).Ok()["data"]!;
        again.Text("contentHash").ShouldNotBe(entry.Text("contentHash"));
        (await Cfo.Post(path + "/decision", Approval(entry))).Refused(HttpStatusCode.Conflict, "funds.entry.changed");
        (await Accountant.Post(path + "/take-back")).Ok()["data"]!["entry"]!.Text("state").ShouldBe("Returned");
        again = (await Accountant.Put(path, Accrual(2_000m))).Ok()["data"]!;
        (await Cfo.Post(path + "/decision", Approval(again))).Ok();
        (await Accountant.Post(path + "/take-back")).Refused(HttpStatusCode.Conflict, "funds.entry.decided");
    }

    [Fact]
    public async Task TwoApprovalsAtOnce_RecordItOnce()
    {
        var life = await FundLife.Invested(firms.Firm);
        var entry = (await Accountant.Post(life.Api("/manual-entries"), Accrual())).Ok()["data"]!;
        var replies = await Task.WhenAll(Cfo.Post(Decision(life, entry), Approval(entry)), firms.Firm.Admin.Post(Decision(life, entry), Approval(entry)));
        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1, string.Join('\n', replies.Select(r => r.Text)));
        replies.Single(r => r.Status != HttpStatusCode.OK).Refused(HttpStatusCode.Conflict, "funds.entry.decided");
        (await life.Book()).Count(f => f.Text("kind") == "manual_entry_recorded").ShouldBe(2);
    }

    [Fact]
    public async Task AnInvoiceOfOnePartner_AndIncomeOfAll_GoWhereTheyBelong_AndAreReversed()
    {
        var life = await FundLife.Invested(firms.Firm);
        var entry = (await Accountant.Post(life.Api("/manual-entries"), new
        {
            date = "2024-08-15",
            memo = "Legal fees of a side letter; interest of the bank",
            lines = new object[]
            {
                new { account = "Expenses", debit = 300m, category = "Legal", investorId = life.Investors[3] }, new { account = "OtherPayables", credit = 300m },
                new { account = "OtherReceivables", debit = 50m }, new { account = "OtherIncome", credit = 50m, income = "Interest" },
            },
        })).Ok()["data"]!;
        entry["lines"]![0]!.ShouldSatisfyAllConditions(l => l!.Text("investorId").ShouldBe(life.Investors[3]), l => l!["byCommitment"]!.GetValue<bool>().ShouldBeFalse());
        (await Cfo.Post(Decision(life, entry), Approval(entry))).Ok();
        await firms.Ties(life, life.Investors[3], "2024-Q3");
        var rows = (await Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}&byPartner=true")).Ok()["data"]!["rows"]!.AsArray();
        rows.Where(r => r!.Text("account") == "5100" && r!["partnerId"]?.GetValue<string>() == life.Investors[3]).Sum(r => r!.Money("debit")).ShouldBe(300m);
        rows.Where(r => r!.Text("account") == "4010").Sum(r => r!.Money("credit")).ShouldBe(50m);

        var fact = (await life.Book()).Single(f => f.Text("kind") == "manual_entry_recorded").Text("factId");
        (await Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Not ours" })).Ok();
        await firms.Ties(life, life.Investors[3], "2024-Q3");
        (await Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}")).Ok()["data"]!["rows"]!.AsArray().ShouldNotContain(r => r!.Text("account") == "4010" || r!.Text("account") == "2300");
    }

    [Fact]
    public async Task WhatTheBookWouldNotTake_IsRefusedWhenItIsPrepared_AndWhenItIsApproved()
    {
        var life = await FundLife.Invested(firms.Firm);
        async Task Refused(object body, string code, HttpStatusCode status = HttpStatusCode.UnprocessableEntity) => (await Accountant.Post(life.Api("/manual-entries"), body)).Refused(status, code);
        object With(params object[] lines) => new { date = "2024-09-30", memo = "Memo", lines };
        var (audit, owed) = (new { account = "Expenses", debit = 10m, category = "Audit" }, new { account = "OtherPayables", credit = 10m });
        await Refused(With(audit), "request.invalid", HttpStatusCode.BadRequest);
        await Refused(With(audit, new { account = "OtherPayables", credit = 10m, debit = 1m }), "request.invalid", HttpStatusCode.BadRequest);
        await Refused(With(audit, new { account = "OtherPayables", credit = -10m }), "request.invalid", HttpStatusCode.BadRequest);
        await Refused(With(audit, new { account = "Cash", credit = 10m }), "request.invalid", HttpStatusCode.BadRequest);
        await Refused(With([.. Enumerable.Repeat<object>(audit, 101)]), "request.invalid", HttpStatusCode.BadRequest);
        await Refused(new { date = "2024-09-30", memo = new string('x', 301), lines = new object[] { audit, owed } }, "request.invalid", HttpStatusCode.BadRequest);
        await Refused(With(audit, new { account = "OtherPayables", credit = 9m }), "book.entry.unbalanced");
        await Refused(With(audit, new { account = "OtherPayables", credit = 10m, investorId = life.Investors[1] }), "book.entry.not_of_partners");
        await Refused(With(audit, new { account = "OtherIncome", credit = 10m }), "book.entry.income_kind");
        await Refused(Accrual(reverseOn: "2024-09-30"), "book.entry.reversed_too_early");
        await Refused(Accrual(amount: 0.001m), "allocation.not_payable");

        var entry = (await Accountant.Post(life.Api("/manual-entries"), Accrual(date: "2024-06-30"))).Ok()["data"]!;
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        // A quarter in which an entry waits stays open; returned, the entry finds it closed.
        (await Accountant.Post(life.Api("/periods/2024-06-30/close"))).Refused(HttpStatusCode.UnprocessableEntity, "funds.period.checks_failed");
        (await Cfo.Post(Decision(life, entry), new { approve = false, contentHash = entry.Text("contentHash"), reason = "Not of this quarter" })).Ok();
        (await Accountant.Post(life.Api("/periods/2024-06-30/close"))).Ok();
        (await Accountant.Put(life.Api($"/manual-entries/{entry["entry"]!.Text("entryId")}"), Accrual(date: "2024-06-30"))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.closed");
        (await Cfo.Get(life.Api($"/manual-entries/{entry["entry"]!.Text("entryId")}"))).Ok()["data"]!["entry"]!.Text("state").ShouldBe("Returned");
    }
}

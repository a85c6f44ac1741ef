using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StratCap.FundMath.Book;
using StratCap.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Reporting;
using static StratCap.Server.Tests.Funds.Periods.PeriodStage;

namespace StratCap.Server.Tests.Funds.Periods;

/// <summary>Quarters that close, lock in the database itself, and are reopened by two people.</summary>
public sealed class PeriodTests(PeriodStage stage) : IClassFixture<PeriodStage>
{
    private static readonly DateOnly June = new(2024, 6, 30);
    private static readonly DateOnly March = new(2024, 3, 31);
    private Api Accountant => stage.Firm.Accountant;
    private Api Cfo => stage.Firm.Cfo;

    private static object Expense(string date, decimal amount = 1_000m) => new { date, category = "Audit", amount };

    [Fact]
    public async Task Close_LocksTheQuarter_OnceForOneKey_AndForNobodyElsesFirm()
    {
        var life = await stage.Life();
        var before = (await Accountant.Get(life.Api())).Ok()["data"]!.ToJsonString();
        var shown = (await Accountant.Get(Path(life))).Ok()["data"]!;
        shown["canClose"]!.GetValue<bool>().ShouldBeTrue(shown.ToJsonString());
        shown["checks"]!.AsArray().Select(c => c!.Text("name")).ShouldBe(["waiting", "book", "ledger", "statements", "capitalAccounts", "ilpa", "financialStatements", "cash", "bankLines", "fees", "unfunded", "valuations", "fx"]);
        shown["changes"]!["facts"]!.AsArray().ShouldContain(f => f!.Text("kind") == "receipt_recorded");

        (await stage.Other.Accountant.Post(Path(life, "/close"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Other.Accountant.Get(Path(life))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Firm.Viewer.Post(Path(life, "/close"))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Accountant.Post(Path(life, "/close"), key: "")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var key = Guid.NewGuid().ToString();
        var closed = (await Accountant.Post(Path(life, "/close"), key: key)).Ok()["data"]!;
        (closed.Text("state"), closed.Text("closedByName"), closed.Text("name")).ShouldBe(("Closed", "Alan Accountant", "2024-Q2"));
        (await Accountant.Post(Path(life, "/close"), key: key)).Ok()["data"]!.ToJsonString().ShouldBe(closed.ToJsonString());
        (await Accountant.Post(Path(life, "/close"))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.not_next");
        (await life.Book()).Count(f => f.Text("kind") == "period_closed").ShouldBe(1);

        var refused = (await Accountant.Post(life.Api("/expenses"), Expense(Quarter))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.closed");
        refused.Text.ShouldContain("closed through 2024-06-30: date it 2024-07-01 or later, or have the quarter 2024-Q2 reopened.");
        var after = (await Accountant.Get(life.Api())).Ok()["data"]!.ToJsonString();
        System.Text.RegularExpressions.Regex.Replace(after, "\"version\":\\d+", "").ShouldBe(System.Text.RegularExpressions.Regex.Replace(before, "\"version\":\\d+", ""), "a close moves no figure");
        (await Accountant.Post(life.Api("/expenses"), Expense("2024-07-01"))).Ok();
        var listed = await Accountant.All(life.Api("/periods?size=3"));
        listed.Single(p => p.Text("name") == "2024-Q2").ShouldSatisfyAllConditions(p => p.Text("state").ShouldBe("Closed"), p => p.Text("closedByName").ShouldBe("Alan Accountant"));
        listed.Single(p => p["isNext"]!.GetValue<bool>()).Text("name").ShouldBe("2024-Q3");
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
    }

    [Fact]
    public async Task Close_OfWhatIsNoQuarterOrNotOver_IsRefused()
    {
        var life = await stage.Life();
        (await Accountant.Post(Path(life, "/close", "2024-06-29"))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.not_a_quarter");
        (await Accountant.Post(Path(life, "/close", "2099-06-30"))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.not_over");
        (await Accountant.Post(Path(life, "/close", "2023-12-31"))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.before_book");
        (await Accountant.Get(Path(life, "", "2024-06-29"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Close_ByTwoAtOnce_HappensOnce()
    {
        var life = await stage.Life();
        var replies = await Task.WhenAll(Accountant.Post(Path(life, "/close")), Cfo.Post(Path(life, "/close")));
        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1, string.Join('\n', replies.Select(r => r.Text)));
        replies.Single(r => r.Status != HttpStatusCode.OK).Refused(HttpStatusCode.UnprocessableEntity, "book.period.not_next");
        (await life.Book()).Count(f => f.Text("kind") == "period_closed").ShouldBe(1);
    }

    [Fact]
    public async Task Reversal_OfAFactInAClosedQuarter_CountsFromTheFirstOpenDay()
    {
        var life = await stage.Life();
        (await Accountant.Post(life.Api("/expenses"), Expense(Quarter))).Ok();
        await stage.Close(life);
        var fact = (await life.Book()).Last(f => f.Text("kind") == "expense_charged").Text("factId");
        (await Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Twice", effectiveDate = Quarter })).Refused(HttpStatusCode.UnprocessableEntity, "book.period.closed");
        (await Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Twice" })).Ok();
        (await life.Book())[^1].ShouldSatisfyAllConditions(f => f.Text("kind").ShouldBe("fact_reversed"), f => f.Text("effectiveDate").ShouldBe("2024-07-01"));
        var close = (await life.Book()).Single(f => f.Text("kind") == "period_closed").Text("factId");
        (await Accountant.Post(life.Api($"/book/{close}/reverse"), new { reason = "No" })).Refused(HttpStatusCode.UnprocessableEntity, "book.reversal.of_period");
    }

    [Fact]
    public async Task Reopening_NeedsAnotherPerson_AndPrintsWhatItChanged()
    {
        var life = await stage.Life();
        (await Accountant.Post(Path(life, "/reopenings"), new { reason = "Late" })).Refused(HttpStatusCode.UnprocessableEntity, "book.period.not_closed");
        (await Accountant.All(Path(life, "/differences"))).ShouldBeEmpty();
        (await stage.Other.Accountant.Get(Path(life, "/differences"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        await stage.Close(life);
        (await Accountant.Post(Path(life, "/reopenings"), new { reason = " " })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.Other.Accountant.Post(Path(life, "/reopenings"), new { reason = "Late" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var key = Guid.NewGuid().ToString();
        var asked = (await Accountant.Post(Path(life, "/reopenings"), new { reason = "An invoice came late" }, key)).Ok()["data"]!;
        (await Accountant.Post(Path(life, "/reopenings"), new { reason = "An invoice came late" }, key)).Ok()["data"]!.ToJsonString().ShouldBe(asked.ToJsonString());
        (await Cfo.Post(Path(life, "/reopenings"), new { reason = "Me too" })).Refused(HttpStatusCode.Conflict, "funds.period.already_asked");
        (await Cfo.Get(Path(life))).Ok()["data"]!["period"]!["waiting"]!.ShouldSatisfyAllConditions(w => w.Text("askedByName").ShouldBe("Alan Accountant"), w => w["own"]!.GetValue<bool>().ShouldBeFalse());

        var decision = life.Api($"/periods/reopenings/{asked.Text("reopeningId")}/decision");
        (await Accountant.Post(decision, new { grant = true })).Refused(HttpStatusCode.UnprocessableEntity, "funds.period.own_question");
        (await stage.Firm.Viewer.Post(decision, new { grant = true })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.Other.Cfo.Post(decision, new { grant = true })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Post(life.Api("/expenses"), Expense(Quarter))).Refused(HttpStatusCode.UnprocessableEntity, "book.period.closed");
        var replies = await Task.WhenAll(Cfo.Post(decision, new { grant = true }), stage.Firm.Admin.Post(decision, new { grant = true }));
        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Single(r => r.Status != HttpStatusCode.OK).Refused(HttpStatusCode.Conflict, "funds.period.decided");

        (await Accountant.Post(life.Api("/expenses"), Expense(Quarter, 99_000m))).Ok();
        var changed = await Accountant.All(Path(life, "/differences"));
        changed.Where(d => d["investorId"] is null).Select(d => (d.Text("measure"), Answers.Amount(d["difference"]))).ShouldBe([("Expenses", 99_000m), ("NetAssetValue", -99_000m), ("Cash", -99_000m)], ignoreOrder: true);
        changed.Where(d => d["investorId"] is not null && d.Text("measure") == "NetAssetValue").Sum(d => Answers.Amount(d["difference"])).ShouldBe(-99_000m);
        System.Text.Encoding.ASCII.GetString((await Accountant.Get(Path(life, "/differences?format=xlsx"))).Bytes, 0, 2).ShouldBe("PK");
        (await Accountant.Get(Path(life, "/differences?format=csv"))).Text.ShouldContain("Net asset value");

        await stage.Close(life);
        (await Accountant.All(Path(life, "/differences"))).Count.ShouldBe(changed.Count, "closed again, it still says what the reopening changed");
        (await life.Book()).Where(f => f.Text("kind").StartsWith("period_", StringComparison.Ordinal)).Select(f => f.Text("kind")).ShouldBe(["period_closed", "period_reopened", "period_closed"]);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
    }

    [Fact]
    public async Task Reopening_IsTakenBackByWhoAsked_AndRefusedByAnother()
    {
        var life = await stage.Life();
        await stage.Close(life);
        async Task<string> Ask() => (await Accountant.Post(Path(life, "/reopenings"), new { reason = "Late" })).Ok()["data"]!.Text("reopeningId");
        string Decision(string id) => life.Api($"/periods/reopenings/{id}/decision");
        var first = await Ask();
        const string Unread = "/api/v1/notifications?unread=true";
        bool Waits(JsonNode row) => row.Text("kind") == "ReopeningWaiting" && row["target"]!.Text("id") == life.Id;
        var told = (await Cfo.Until(Unread, n => n.Rows().Exists(Waits))).Rows().Single(Waits);
        (told["parameters"]!.Text("quarter"), told["parameters"]!.Text("reason")).ShouldBe(("2024-Q2", "Late"));
        (await Accountant.Get("/api/v1/notifications")).Ok().Rows().Exists(Waits).ShouldBeFalse("who asked may not grant it");
        (await Cfo.Post(Decision(first), new { grant = false })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Post(Decision(first), new { grant = false, reason = "It is immaterial" })).Ok()["data"]!.Text("state").ShouldBe("Refused");
        await Cfo.Until(Unread, n => !n.Rows().Exists(Waits));
        var second = await Ask();
        (await Accountant.Post(Decision(second), new { grant = false, reason = "My mistake" })).Ok()["data"]!.Text("state").ShouldBe("Withdrawn");
        (await life.Book()).ShouldNotContain(f => f.Text("kind") == "period_reopened");
    }

    [Fact]
    public async Task Reports_OfAnOpenQuarter_AreRefusedOrSayThatTheyArePreliminary_AndOfAClosedOneAreFinal()
    {
        const string Period = "2024-Q2";
        string[] kinds = ["InvestorStatement", "CapitalAccount", "FinancialStatements"];
        var life = await stage.Life();
        (await Publications.Ask(Cfo, life.Id, Period, null, kinds, preliminary: false)).Refused(HttpStatusCode.UnprocessableEntity, "reporting.quarter_open");
        async Task<List<(JsonNode Row, string Text)>> Published(bool preliminary)
        {
            await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
            await Publications.Publish(stage.Firm, life.Id, Period, null, kinds);
            var current = await Cfo.All($"/api/v1/reports/published?fundId={life.Id}&period={Period}&current=true");
            current.Count.ShouldBe((2 * FundLife.Commitments.Length) + 1);
            var read = new List<(JsonNode, string)>();
            foreach (var row in current)
            {
                (row["isPreliminary"]!.GetValue<bool>(), row.Text("fileName").Contains("-preliminary.", StringComparison.Ordinal)).ShouldBe((preliminary, preliminary));
                var text = Documents.Text(await Cfo.Get($"/api/v1/reports/published/{row.Text("reportId")}/content"));
                read.Add((row, string.Concat(text.Where(c => !char.IsWhiteSpace(c)))));
            }
            return read;
        }
        var first = await Published(preliminary: true);
        first.ShouldAllBe(r => r.Text.Contains("Preliminary:thequarterwasnotclosed", StringComparison.Ordinal));
        await stage.Close(life);
        (await Published(preliminary: false)).ShouldAllBe(r => !r.Text.Contains("Preliminary", StringComparison.Ordinal));
        foreach (var (row, _) in first)
            (await Cfo.Get($"/api/v1/reports/published/{row.Text("reportId")}/rerun")).Ok()["data"]!["sameBytes"]!.GetValue<bool>().ShouldBeTrue("made again as of then it is preliminary again");
    }

    [Fact]
    public async Task Database_RefusesWhatIsDatedInAClosedQuarter_WhateverTheApplicationDoes()
    {
        var life = await stage.Life();
        await stage.Close(life);
        async Task Refused(Fact fact, DateOnly date, Guid? actor = null, string? kind = null) =>
            (await Should.ThrowAsync<PostgresException>(() => stage.Insert(life, fact, date, actor, kind: kind))).ConstraintName.ShouldBe("closed_period");
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var (asker, expense) = (Guid.NewGuid(), new ExpenseCharged(Guid.NewGuid(), "Audit", 1m, [new(Guid.Parse(life.Investors[1]), 1m)]));
        await Refused(expense, June);
        await Refused(expense, March);
        // An earlier close, or a reopening that nobody asked for, does not lift it; nor one under another name.
        await Refused(new PeriodClosed(March), today);
        await Refused(new PeriodReopened(June, null, asker, "Alone"), today);
        await Refused(new PeriodReopened(June, null, asker, "Alone"), today, kind: "period_closed");
        var asked = (await Accountant.Post(Path(life, "/reopenings"), new { reason = "Late" })).Ok()["data"]!;
        var accountant = Guid.Parse((await Accountant.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id"));
        await Refused(new PeriodReopened(June, null, accountant, "Late"), today, actor: accountant);
        await Refused(new PeriodReopened(June, June, accountant, "Late"), today);
        // What is open is open: the next day goes in, and so does a reopening by somebody else.
        await stage.Insert(life, expense, June.AddDays(1));
        await stage.Insert(life, new PeriodReopened(June, null, accountant, "Late"), today);
        asked.Text("state").ShouldBe("Asked");
        await Should.ThrowAsync<PostgresException>(() => stage.House.Scalar<int>("update funds.period_reopenings set state = 'Granted', decided_by = asked_by where id = $1 returning 1", Guid.Parse(asked.Text("reopeningId"))));
    }

    /// <summary>A grant is used up by the close after it: a second reopening needs a question of its own, and an old one is not turned into it.</summary>
    [Fact]
    public async Task Database_RefusesAReopeningByAGrantFromBeforeTheLastClose()
    {
        var life = await stage.Life();
        await stage.Close(life);
        await stage.Reopen(life);
        await stage.Close(life);
        var accountant = Guid.Parse((await Accountant.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id"));
        var again = new PeriodReopened(June, null, accountant, "An invoice came late");
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        (await Should.ThrowAsync<PostgresException>(() => stage.Insert(life, again, today))).ConstraintName.ShouldBe("closed_period");
        foreach (var turned in (string[])["asked_at = now()", "through = through + 1", "state = 'Asked'", "asked_by = gen_random_uuid()"])
            (await Should.ThrowAsync<PostgresException>(() => Sql($"update funds.period_reopenings set {turned} where fund_id = '{life.Id}'"))).ConstraintName.ShouldBe("reopening_stays", turned);
        // Asked anew, it may be granted.
        (await Accountant.Post(Path(life, "/reopenings"), new { reason = "Another invoice" })).Ok();
        (await Should.ThrowAsync<PostgresException>(() => Sql($"update funds.period_reopenings set asked_by = gen_random_uuid() where fund_id = '{life.Id}' and state = 'Asked'"))).ConstraintName.ShouldBe("reopening_stays");
        await stage.Insert(life, again, today);
    }

    /// <summary>Who asked did not know of a quarter that was closed since, which the reopening would take with it.</summary>
    [Fact]
    public async Task Reopening_ThatWasAskedForBeforeTheLastClose_IsAskedForAnew()
    {
        const string third = "2024-09-30";
        var life = await stage.Life();
        await stage.Close(life);
        async Task<string> Ask() => life.Api($"/periods/reopenings/{(await Accountant.Post(Path(life, "/reopenings"), new { reason = "Late" })).Ok()["data"]!.Text("reopeningId")}/decision");
        var first = await Ask();
        await life.Value(42_000_000m, third);
        await stage.Close(life, third);
        (await Cfo.Post(first, new { grant = true })).Refused(HttpStatusCode.UnprocessableEntity, "funds.period.asked_before_close");
        (await Cfo.Post(first, new { grant = false, reason = "Ask anew" })).Ok();
        (await Cfo.Post(await Ask(), new { grant = true })).Ok();
        (await life.Book())[^1].Text("kind").ShouldBe("period_reopened");
    }

    /// <summary>The ledger has a lock of its own: no entry of a closed day, none of a fact that is posted already, and nobody makes room for one.</summary>
    [Fact]
    public async Task Database_RefusesAnEntryOfAClosedQuarter()
    {
        var life = await stage.Life();
        await stage.Close(life);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        var next = (await life.Book()).Count + 1;
        async Task Refused(DateOnly day, long sequence, string constraint, string? before = null) =>
            (await Should.ThrowAsync<PostgresException>(() => stage.InsertEntry(life, day, sequence, before))).ConstraintName.ShouldBe(constraint);
        await Refused(June, next, "closed_period");
        await Refused(March, next + 5, "closed_period");
        // The third fact has no entry: it admits a partner.
        await Refused(June, 3, "posted_once");
        await Refused(June, 3, "posted_once", $"update accounting.fund_ledgers set posted_through = 0 where fund_id = '{life.Id}'");
        await Refused(June, 3, "posted_once", $"delete from accounting.fund_ledgers where fund_id = '{life.Id}'");
        (await Should.ThrowAsync<PostgresException>(() => Sql("update accounting.ledger_periods set closed_through = null"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Should.ThrowAsync<PostgresException>(() => stage.InsertEntry(life, June.AddDays(1), next, lineDay: June))).MessageText.ShouldContain("has lines of another fund or day");

        // A reopened quarter takes its entries, and closed again it is locked again.
        await stage.Reopen(life);
        (await Accountant.Post(life.Api("/expenses"), Expense(Quarter))).Ok();
        await stage.Close(life);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        await Refused(June, next + 10, "closed_period");
        (await stage.Verify(life)).ShouldBeEmpty();
        // What somebody adds to make room is found: the next close is refused.
        await Sql($"insert into accounting.ledger_periods (tenant_id, fund_id, fact_sequence, closed_through) values ('{stage.Firm.Id}', '{life.Id}', {next + 20}, null)");
        (await stage.Verify(life)).ShouldContain(d => d.Contains("does not have the closes and reopenings of the book", StringComparison.Ordinal));
        await stage.Tamper("delete from accounting.ledger_periods where fund_id = $1 and fact_sequence > $2", Guid.Parse(life.Id), (long)next + 19);
    }

    /// <summary>A ledger from before closes were read reads them when it is next posted to.</summary>
    [Fact]
    public async Task Ledger_ThatKnowsOfNoCloses_ReadsThemOnTheNextFact()
    {
        var life = await stage.Life();
        await stage.Close(life);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        await stage.Tamper("with gone as (delete from accounting.ledger_periods where fund_id = $1) update accounting.fund_ledgers set periods_through = 0 where fund_id = $1", Guid.Parse(life.Id));
        (await stage.Verify(life)).ShouldBeEmpty();
        (await Accountant.Post(life.Api("/expenses"), Expense("2024-07-01"))).Ok();
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        (await Should.ThrowAsync<PostgresException>(() => stage.InsertEntry(life, June, 900))).ConstraintName.ShouldBe("closed_period");
        (await stage.Verify(life)).ShouldBeEmpty();
    }

    private Task Sql(string sql) => stage.AsApplication<FundsDbContext>(db => db.Database.ExecuteSqlRawAsync(sql));

    [Fact]
    public async Task Verify_FindsAFactThatWasForgedIntoAClosedQuarter()
    {
        var life = await stage.Life();
        await stage.Close(life);
        await stage.Insert(life, new CommitmentAccepted(Guid.Parse(life.Investors[1]), null, 1_000_000m), June, forge: true);
        (await stage.Check(life, "book")).Text("state").ShouldBe("Failed");
        (await stage.Verify(life)).ShouldContain(d => d.Contains("was recorded in a quarter that was closed", StringComparison.Ordinal));
    }
}

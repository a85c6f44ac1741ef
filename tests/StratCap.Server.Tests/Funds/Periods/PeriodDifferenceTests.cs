using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;
using static StratCap.Server.Tests.Funds.Periods.PeriodStage;

namespace StratCap.Server.Tests.Funds.Periods;

/// <summary>What a reopening changed, in trial balance, capital accounts and statements, as JSON, PDF and workbook.</summary>
public sealed class PeriodDifferenceTests(PeriodStage stage) : IClassFixture<PeriodStage>
{
    private Api Accountant => stage.Firm.Accountant;

    [Fact]
    public async Task Reopened_AndChanged_SaysWhatDiffers_InEachPart_AndStillDoesWhenClosedAgain()
    {
        var life = await stage.Life();
        var path = Of(life);
        (await Accountant.Get(path)).Refused(HttpStatusCode.UnprocessableEntity, "reporting.period.never_closed");
        await stage.Close(life);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        var closed = (await Accountant.Get(path)).Ok()["data"]!;
        closed["parts"]!.AsArray().ShouldAllBe(p => p!["rows"]!.AsArray().Count == 0);
        closed["factCount"]!.GetValue<int>().ShouldBe(0);
        var before = (await Accountant.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}&asOf={Quarter}")).Ok()["data"]!["rows"]!.AsArray().ToDictionary(r => r!.Text("account"), Balance);

        await stage.Reopen(life);
        (await Accountant.Put("/api/v1/accounting/chart/5100", new { from = "2024-01-01", number = "62000", name = "Fund costs", fundId = life.Id })).Ok();
        (await Accountant.Post(life.Api("/expenses"), new { date = Quarter, category = "Audit", amount = 99_000m })).Ok();
        // What is dated later changes nothing of the quarter.
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-07-01", category = "Audit", amount = 1_000m })).Ok();
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);

        var changed = (await Accountant.Get(path)).Ok()["data"]!;
        var balances = Rows(changed, "trialBalance");
        balances.ToDictionary(r => r.Text("key"), r => r.Money("difference")).ShouldBe(new Dictionary<string, decimal> { ["1000"] = -99_000m, ["5100"] = 99_000m }, ignoreOrder: true);
        balances.ForEach(r => r.Money("published").ShouldBe(before.GetValueOrDefault(r.Text("key")), r.Text("key")));
        balances.Single(r => r.Text("key") == "5100").Text("label").ShouldBe("62000 Fund costs");
        var capital = Rows(changed, "capitalAccounts");
        capital.Where(r => r.Text("key").StartsWith("fund/", StringComparison.Ordinal)).Select(r => (r.Text("key"), r.Money("difference")))
            .ShouldBe([("fund/Expenses", 99_000m), ("fund/NetAssetValue", -99_000m), ("fund/Cash", -99_000m)], ignoreOrder: true);
        capital.Where(r => r.Text("key").EndsWith("/NetAssetValue", StringComparison.Ordinal) && !r.Text("key").StartsWith("fund/", StringComparison.Ordinal)).Sum(r => r.Money("difference")).ShouldBe(-99_000m);
        var statements = Rows(changed, "statements").ToDictionary(r => r.Text("key"), r => r.Money("difference"));
        statements["operations/otherExpenses/period"].ShouldBe(99_000m);
        statements["operations/otherExpenses/sinceInception"].ShouldBe(99_000m);
        statements.Where(s => s.Key.StartsWith("assetsAndLiabilities/cash/", StringComparison.Ordinal)).ShouldHaveSingleItem().Value.ShouldBe(-99_000m);
        changed["facts"]!.AsArray().ShouldHaveSingleItem()!.ShouldSatisfyAllConditions(f => f.Text("kind").ShouldBe("ExpenseCharged"), f => f.Text("effectiveDate").ShouldBe(Quarter));
        changed.Text("publishedHash").ShouldBe(closed.Text("publishedHash"));
        changed.Text("bookHash").ShouldNotBe(closed.Text("bookHash"));

        var pdf = Documents.PdfText((await Accountant.Get(path + "?format=pdf")).Bytes);
        foreach (var said in (string[])["Changes since the close", "2024-Q2", "62000 Fund costs", "99,000.00", "ExpenseCharged", changed.Text("publishedHash")[..12]]) pdf.ShouldContain(said);
        var workbook = Documents.XlsxText((await Accountant.Get(path + "?format=xlsx")).Bytes);
        foreach (var said in (string[])["Trial balance", "Capital accounts", "Statement lines", "62000 Fund costs", "99000"]) workbook.ShouldContain(said);

        await stage.Close(life);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        var again = (await Accountant.Get(path)).Ok()["data"]!;
        again["parts"]!.ToJsonString().ShouldBe(changed["parts"]!.ToJsonString(), "closed again, it still says what the reopening changed");
    }

    [Fact]
    public async Task Difference_ByOthers_OrOfNoQuarter_OrBehind_IsRefused()
    {
        var life = await stage.Life();
        await stage.Close(life);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        (await Accountant.Get(Of(life))).Ok();

        (await stage.Other.Accountant.Get(Of(life))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Firm.Viewer.Get(Of(life))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Accountant.Get(Of(life, "2024-06-29"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Get(Of(life) + "?format=doc")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        await stage.Tamper("update accounting.fund_ledgers set posted_through = posted_through - 1 where fund_id = $1", Guid.Parse(life.Id));
        (await Accountant.Get(Of(life))).Refused(HttpStatusCode.Conflict, "reporting.ledger.behind");
    }

    private static string Of(FundLife life, string through = Quarter) => $"/api/v1/reports/funds/{life.Id}/periods/{through}/difference";

    private static List<JsonNode> Rows(JsonNode difference, string part) => [.. difference["parts"]!.AsArray().Single(p => p!.Text("key") == part)!["rows"]!.AsArray().Select(r => r!)];

    private static decimal Balance(JsonNode? row) => (row!["debit"] is null ? 0 : row.Money("debit")) - (row["credit"] is null ? 0 : row.Money("credit"));
}

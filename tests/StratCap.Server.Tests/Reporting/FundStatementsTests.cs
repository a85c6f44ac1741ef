using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>A fund's financial statements over HTTP: from the ledger that the server posted.</summary>
public sealed partial class FundStatementsTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private Api Cfo => firms.Firm.Cfo;

    [Fact]
    public async Task Statements_InEachForm_SayTheSame_AndTieToBookAndTrialBalance()
    {
        var life = await FundLife.Sold(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);

        var data = (await Cfo.Get(Path(life, "2026-Q1"))).Ok()["data"]!;

        data["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        var capital = Figure(data, "assetsAndLiabilities", "capital");
        capital.ShouldBe((await Cfo.All(life.Api("/investors"))).Sum(i => i.Money("nav")));
        Figure(data, "operations", "realised").ShouldBe(30_000_000m, "sold for 70 million, bought for 40");
        (Figure(data, "cashFlows", "sales"), Figure(data, "cashFlows", "purchases", 2), Figure(data, "cashFlows", "purchases")).ShouldBe((70_000_000m, -40_000_000m, 0m));
        var trial = (await Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}&asOf=2026-03-31")).Ok()["data"]!;
        Figure(data, "assetsAndLiabilities", "cash").ShouldBe(trial.Money("cash"));
        data["investments"]!.AsArray().ShouldBeEmpty("nothing is held any more");

        var pdf = Tight(Documents.PdfText((await Ask(Path(life, "2026-Q1", "pdf"), "application/pdf")).Bytes));
        var (cells, formulas) = Sheets((await Ask(Path(life, "2026-Q1", "xlsx"), Workbook)).Bytes);
        foreach (var figure in new[] { capital, 30_000_000m, 70_000_000m })
        {
            pdf.ShouldContain(Tight(figure.ToString("N2", CultureInfo.InvariantCulture)));
            cells.Values.ShouldContain(figure);
        }
        formulas.Count.ShouldBeGreaterThan(30);
        foreach (var (cell, formula) in formulas) Worked(formula, cell.Sheet, cells).ShouldBe(cells[cell], $"{cell}: {formula}");
    }

    [Fact]
    public async Task InvestmentsHeld_StandInTheSchedule_WithTheirPartOfTheCapital()
    {
        var life = await FundLife.Invested(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);

        var data = (await Cfo.Get(Path(life, "2024-Q3"))).Ok()["data"]!;

        var held = data["investments"]!.AsArray().ShouldHaveSingleItem()!;
        (held.Text("name"), held.Money("cost"), held.Money("fairValue")).ShouldBe(("Birch Works", 40_000_000m, 40_000_000m));
        decimal.Parse(held.Text("percentOfCapital"), CultureInfo.InvariantCulture).ShouldBe(40_000_000m / Figure(data, "assetsAndLiabilities", "capital"), 0.000001m);
        data["highlights"]!["expenseRatio"].ShouldNotBeNull();
        (await Ask(Path(life, "2024-Q3", "pdf"), "application/pdf")).Bytes.ShouldNotBeEmpty();
    }

    /// <summary>Three investments of one fund: two above 5 % of net assets, one of them classified, and a small one.</summary>
    [Fact]
    public async Task TheSchedule_GroupsByTypeCountryAndIndustry_AsKnownThen_InEachForm()
    {
        var life = await FundLife.Invested(firms.Firm);
        var accountant = firms.Firm.Accountant;
        string[] others = [Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString()];
        (await accountant.Post(life.Api("/subscription-line/draws"), new { date = "2024-08-01", amount = 9_000_000m })).Ok();
        (await accountant.Post(life.Api("/investments"), new { dealId = others[0], name = "Cedar Mill", date = "2024-08-02", cost = 8_000_000m })).Ok();
        (await accountant.Post(life.Api("/investments"), new { dealId = others[1], name = "Tiny Works", date = "2024-08-02", cost = 500_000m })).Ok();
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        var known = FundLife.Utc(DateTimeOffset.UtcNow);
        var before = (await Cfo.Get(Path(life, "2024-Q3"))).Ok()["data"]!;
        foreach (var (deal, country) in new[] { (life.Deal, "DE"), (others[1], "DE") })
            (await accountant.Put(life.Api($"/investments/{deal}/profile"), new { type = "CommonStock", country, industry = "HealthCare" })).Ok();

        var data = (await Cfo.Get(Path(life, "2024-Q3"))).Ok()["data"]!;
        var then = (await Cfo.Get(Path(life, "2024-Q3") + "&recordedAt=" + known)).Ok()["data"]!;

        then["schedule"]!.ToJsonString().ShouldBe(before["schedule"]!.ToJsonString());
        before["schedule"]!.AsArray().Select(r => r!.Text("label")).ShouldBe(["Not classified", "Not classified", "Not classified", "Birch Works", "Cedar Mill", "Other", "Total"]);
        data["schedule"]!.AsArray().Select(r => (r!.Text("kind"), r!.Text("label"), r!["count"]!.GetValue<int>(), r!.Money("fairValue"))).ShouldBe(
        [
            ("Type", "Common stock", 2, 40_500_000m), ("Country", "Germany", 2, 40_500_000m), ("Industry", "Health care", 2, 40_500_000m),
            ("Investment", "Birch Works", 1, 40_000_000m), ("Others", "Other", 1, 500_000m),
            ("Type", "Not classified", 1, 8_000_000m), ("Country", "Not classified", 1, 8_000_000m), ("Industry", "Not classified", 1, 8_000_000m), ("Investment", "Cedar Mill", 1, 8_000_000m),
            ("Total", "Total", 3, 48_500_000m),
        ]);
        var capital = Figure(data, "assetsAndLiabilities", "capital");
        data["schedule"]!.AsArray().ShouldAllBe(r => Math.Abs(decimal.Parse(r!.Text("percentOfNetAssets"), CultureInfo.InvariantCulture) - (r!.Money("fairValue") / capital)) < 0.000001m);
        data["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        data["investments"]!.AsArray().Single(i => i!.Text("name") == "Tiny Works")!.Text("industry").ShouldBe("HealthCare");

        var pdf = Tight(Documents.PdfText((await Ask(Path(life, "2024-Q3", "pdf"), "application/pdf")).Bytes));
        foreach (var text in new[] { "Common stock", "Germany", "Health care", "Not classified", "Cedar Mill", "Other (1)" }) pdf.ShouldContain(Tight(text));
        var (cells, formulas) = Sheets((await Ask(Path(life, "2024-Q3", "xlsx"), Workbook)).Bytes);
        foreach (var (cell, formula) in formulas) Worked(formula, cell.Sheet, cells).ShouldBe(cells[cell], $"{cell}: {formula}");
        cells.Values.ShouldContain(40_500_000m);
    }

    /// <summary>Bought in the third quarter, valued in the fourth by two people: from no level into level 3.</summary>
    [Fact]
    public async Task FairValues_ByLevel_RollThroughTheQuarters_AndStandInTheStatements()
    {
        var life = await FundLife.Invested(firms.Firm);
        await life.Value(52_000_000m);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        string At(string period, string format = "json") => $"/api/v1/reports/fair-values/{life.Id}?period={period}&format={format}";
        static decimal Of(JsonNode data, string table, string row, string column)
        {
            var found = data["tables"]!.AsArray().Single(t => t!.Text("key") == table)!;
            var at = found["columns"]!.AsArray().Select(c => c!.Text("key")).ToList().IndexOf(column);
            return decimal.Parse(found["rows"]!.AsArray().Single(r => r!.Text("key") == row)!["amounts"]![at]!.Text("amount"), CultureInfo.InvariantCulture);
        }

        var third = (await Cfo.Get(At("2024-Q3"))).Ok()["data"]!;
        (Of(third, "fairValueRoll", "purchases", "notValued"), Of(third, "fairValueRoll", "closing", "notValued"), Of(third, "fairValueRoll", "closing", "total")).ShouldBe((40_000_000m, 40_000_000m, 40_000_000m));
        var fourth = (await Cfo.Get(At("2024-Q4"))).Ok()["data"]!;
        (Of(fourth, "fairValueRoll", "opening", "notValued"), Of(fourth, "fairValueRoll", "unrealised", "notValued"), Of(fourth, "fairValueRoll", "transfersOut", "notValued")).ShouldBe((40_000_000m, 12_000_000m, -52_000_000m));
        (Of(fourth, "fairValueRoll", "transfersIn", "level3"), Of(fourth, "fairValueRoll", "unrealisedHeld", "level3"), Of(fourth, "fairValueHierarchy", "fairValue", "level3")).ShouldBe((52_000_000m, 12_000_000m, 52_000_000m));
        var year = (await Cfo.Get(At("2024"))).Ok()["data"]!;
        (Of(year, "fairValueRoll", "purchases", "level3"), Of(year, "fairValueRoll", "closing", "level3"), Of(year, "fairValueInvestments", life.Deal, "closing")).ShouldBe((40_000_000m, 52_000_000m, 52_000_000m));
        foreach (var data in new[] { third, fourth, year }) data["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());

        var (cells, formulas) = Sheets((await Ask(At("2024-Q4", "xlsx"), Workbook)).Bytes);
        formulas.Count.ShouldBeGreaterThan(15);
        foreach (var (cell, formula) in formulas) Worked(formula, cell.Sheet, cells).ShouldBe(cells[cell], $"{cell}: {formula}");
        cells.Values.ShouldContain(-52_000_000m);

        // Each figure of an investment opens to the entries that made it.
        string Entries(string account) => $"/api/v1/accounting/journal?fundId={life.Id}&dealId={life.Deal}&account={account}&from=2024-10-01&to=2024-12-31";
        (await Cfo.All(Entries("4200"))).ShouldHaveSingleItem()["lines"]!.AsArray().Where(l => l!.Text("account") == "4200").Sum(l => l!.Money("credit")).ShouldBe(12_000_000m);
        (await Cfo.All(Entries("1200"))).ShouldBeEmpty("it was bought in the third quarter");
        (await Cfo.All($"/api/v1/accounting/journal?fundId={life.Id}&dealId={life.Deal}")).Count.ShouldBe(2);
        (await Cfo.All($"/api/v1/accounting/journal?fundId={life.Id}&dealId={Guid.CreateVersion7()}")).ShouldBeEmpty();

        var statements = (await Cfo.Get(Path(life, "2024-Q4"))).Ok()["data"]!;
        statements["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        Figure(statements, "fairValueRoll", "transfersIn", 2).ShouldBe(52_000_000m);
        Tight(Documents.PdfText((await Ask(Path(life, "2024-Q4", "pdf"), "application/pdf")).Bytes)).ShouldContain(Tight("Roll-forward of fair values by level"));
        (await firms.Other.Cfo.Get(At("2024-Q4"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(At("2024-Q9"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(At("2024-Q4", "pdf"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task AsKnownThen_StaysTheSame_WhateverIsRecordedLater()
    {
        var life = await FundLife.Invested(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        var known = FundLife.Utc(await life.LastRecordedAt());
        var before = (await Cfo.Get(Path(life, "2024-Q3"))).Ok()["data"]!["statements"]!.ToJsonString();
        (await firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-08-01", amount = 12_345m, category = "Audit" })).Ok();
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);

        var then = (await Cfo.Get(Path(life, "2024-Q3") + "&recordedAt=" + known)).Ok()["data"]!;
        var now = (await Cfo.Get(Path(life, "2024-Q3"))).Ok()["data"]!;

        then["statements"]!.ToJsonString().ShouldBe(before);
        (Figure(now, "operations", "otherExpenses") - Figure(then, "operations", "otherExpenses")).ShouldBe(12_345m);
        foreach (var data in new[] { then, now }) data["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
    }

    /// <summary>In euro at rates that move: statements and trial balance say the same, tie, and the difference is a figure that opens.</summary>
    [Fact]
    public async Task Translated_StatementsAndTrialBalance_SayTheSame_WithTheDifferenceOfTheRates()
    {
        var life = await FundLife.Sold(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        var trial = $"/api/v1/accounting/trial-balance/translated?fundId={life.Id}&asOf=2026-03-31&currency=CHF";
        foreach (var path in new[] { trial, Path(life, "2026-Q1") + "&currency=CHF" }) (await Cfo.Get(path)).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing").Text.ShouldContain("USD/CHF for ");
        await EachDay("USD", "CHF", new(2023, 1, 1), new(2026, 3, 31));

        var balance = (await Cfo.Get(trial)).Ok()["data"]!;
        var data = (await Cfo.Get(Path(life, "2026-Q1") + "&currency=CHF")).Ok()["data"]!;

        (data.Text("currency"), data.Text("fundCurrency"), data["highlights"]!["averageCapital"]!.Text("currency")).ShouldBe(("CHF", "USD", "CHF"));
        data["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        var rows = balance["rows"]!.AsArray();
        decimal Signed(JsonNode row) => row["debit"] is null ? -row.Money("credit") : row.Money("debit");
        (rows.Sum(r => Signed(r!)) - balance.Money("difference"), balance.Money("totalDebit")).ShouldBe((0m, balance.Money("totalCredit")));
        Signed(rows.Single(r => r!.Text("account") == "1000")!).ShouldBe(Figure(data, "assetsAndLiabilities", "cash"));
        (-Signed(rows.Single(r => r!.Text("account") == "4100")!)).ShouldBe(Figure(data, "operations", "realised", 2));
        balance.Money("difference").ShouldBe(Figure(data, "assetsAndLiabilities", "translationDifference"));
        balance.Money("difference").ShouldNotBe(0m);
        Figure(data, "changes", "translation", 2).ShouldNotBe(0m);
        balance["differenceExplained"]!["parts"]!.AsArray().Count.ShouldBe(rows.Count);
        rows.Single(r => r!.Text("account") == "1000")!["explanation"]!.Text("formula").ShouldContain("(USD/CHF) of 2026-03-31");
        Tight(Documents.PdfText((await Ask(Path(life, "2026-Q1", "pdf") + "&currency=CHF", "application/pdf")).Bytes)).ShouldContain(Tight("Translated from USD by the current-rate method"));
        var (cells, formulas) = Sheets((await Ask(Path(life, "2026-Q1", "xlsx") + "&currency=CHF", Workbook)).Bytes);
        foreach (var (cell, formula) in formulas) Worked(formula, cell.Sheet, cells).ShouldBe(cells[cell], $"{cell}: {formula}");
        (await Cfo.Get(Path(life, "2026-Q1") + "&currency=USD")).Ok()["data"]!["statements"]!.ToJsonString().ShouldBe((await Cfo.Get(Path(life, "2026-Q1"))).Ok()["data"]!["statements"]!.ToJsonString());
        (await firms.Other.Cfo.Get(trial)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        foreach (var path in new[] { trial, Path(life, "2026-Q1") + "&currency=CHF" }) (await Cfo.Get(path.Replace("CHF", "francs", StringComparison.Ordinal))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    /// <summary>In francs: fair values roll from one translated balance to the next in the report and in the statements alike, by level, with what the rates did; ratios are of translated amounts.</summary>
    [Fact]
    public async Task Translated_FairValuesAndHighlights_SayWhatTheTranslatedStatementsSay()
    {
        var life = await FundLife.Invested(firms.Firm);
        await life.Value(52_000_000m);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        string At(string period, string format = "json", string currency = "&currency=SEK") => $"/api/v1/reports/fair-values/{life.Id}?period={period}&format={format}{currency}";
        (await Cfo.Get(At("2024-Q4"))).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing").Text.ShouldContain("USD/SEK for 2024-");
        // The dollar's rates are to the pound alone: the way to the krona goes through it.
        await EachDay("USD", "GBP", new(2023, 1, 1), new(2024, 12, 31));
        await EachDay("SEK", "GBP", new(2023, 1, 1), new(2024, 12, 31), of: 7);
        (await Cfo.Get(At("2024-Q4"))).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");

        var report = (await Cfo.Get(At("2024-Q4") + "&via=GBP")).Ok()["data"]!;
        var data = (await Cfo.Get(Path(life, "2024-Q4") + "&currency=SEK&via=GBP")).Ok()["data"]!;
        var own = (await Cfo.Get(Path(life, "2024-Q4"))).Ok()["data"]!;

        (report.Text("currency"), report.Text("fundCurrency"), data.Text("currency")).ShouldBe(("SEK", "USD", "SEK"));
        foreach (var each in new[] { report, data }) each["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        data["ties"]!.AsArray().Count.ShouldBe(11);
        static JsonArray Tables(JsonNode of, string key) => of[key]!.AsArray();
        foreach (var table in new[] { "fairValueHierarchy", "fairValueRoll" })
            Tables(report, "tables").Single(t => t!.Text("key") == table)!.ToJsonString().ShouldBe(Tables(data, "statements").Single(t => t!.Text("key") == table)!.ToJsonString());
        (Figure(data, "fairValueRoll", "closing", 4), Figure(data, "fairValueRoll", "opening", 4)).ShouldBe((Figure(data, "assetsAndLiabilities", "fairValue"), Figure(data, "assetsAndLiabilities", "fairValue", 1)));
        Figure(data, "fairValueRoll", "currencyEffect", 4).ShouldNotBe(0m);
        Figure(data, "fairValueRoll", "unrealised", 4).ShouldBe(Figure(data, "operations", "unrealised"));
        var moves = Tables(report, "tables").Single(t => t!.Text("key") == "fairValueInvestments")!;
        moves["columns"]!.AsArray().Select(c => c!.Text("key")).ShouldContain("currencyEffect");
        // A ratio stays near the fund's own, for rates differ by a tenth at most; a return is of other flows.
        var (highlights, inDollars) = (data["highlights"]!, own["highlights"]!);
        highlights["averageCapital"]!.Text("currency").ShouldBe("SEK");
        highlights.Decimal("expenseRatio").ShouldBe(inDollars.Decimal("expenseRatio"), Math.Abs(inDollars.Decimal("expenseRatio")) * 0.25m);
        highlights.Decimal("irrAtEnd").ShouldNotBe(inDollars.Decimal("irrAtEnd"));

        var pdf = Tight(Documents.PdfText((await Ask(Path(life, "2024-Q4", "pdf") + "&currency=SEK&via=GBP", "application/pdf")).Bytes));
        foreach (var text in new[] { "Effect of exchange rates", "Average capital, weighted by days SEK", "The highlights are ratios of translated amounts", "Roll-forward of fair values by level" }) pdf.ShouldContain(Tight(text));
        foreach (var path in new[] { At("2024-Q4", "xlsx") + "&via=GBP", Path(life, "2024-Q4", "xlsx") + "&currency=SEK&via=GBP" })
        {
            var (cells, formulas) = Sheets((await Ask(path, Workbook)).Bytes);
            foreach (var (cell, formula) in formulas) Worked(formula, cell.Sheet, cells).ShouldBe(cells[cell], $"{cell}: {formula}");
            cells.Values.ShouldContain(Figure(data, "fairValueRoll", "currencyEffect", 4));
        }
        (await Cfo.Get(At("2024-Q4", currency: "&currency=USD"))).Ok()["data"]!["tables"]!.ToJsonString().ShouldBe((await Cfo.Get(At("2024-Q4", currency: ""))).Ok()["data"]!["tables"]!.ToJsonString());
        (await Cfo.Get(At("2024-Q4", currency: "&currency=krona"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Cfo.Get(At("2024-Q4") + "&via=GBP")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    /// <summary>An expense that is taken back leaves nothing in any currency: both are converted at the day on which it came. The classes' capital stands at the closing rate.</summary>
    [Fact]
    public async Task Translated_WhatWasTakenBack_IsGone_AndEachClassStandsAtTheClosingRate()
    {
        var life = await FundLife.Invested(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        await EachDay("USD", "NOK", new(2023, 1, 1), new(2024, 9, 30));
        var before = (await Cfo.Get(Path(life, "2024-Q3") + "&currency=NOK")).Ok()["data"]!;
        async Task<List<string>> Expenses() => [.. (await life.Book("?kind=expense_charged")).Select(f => f.Text("factId"))];
        var others = await Expenses();
        (await firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-08-01", amount = 12_345m, category = "Audit" })).Ok();
        var fact = (await Expenses()).Except(others).Single();
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        var known = await life.LastRecordedAt();
        (await firms.Firm.Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Of another fund" })).Ok();
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);

        var after = (await Cfo.Get(Path(life, "2024-Q3") + "&currency=NOK")).Ok()["data"]!;
        var own = (await Cfo.Get(Path(life, "2024-Q3"))).Ok()["data"]!;
        // With a zone of its own, as it was known before the reversal.
        var then = (await Cfo.Get(Path(life, "2024-Q3") + "&currency=NOK&recordedAt=" + Uri.EscapeDataString(known.ToOffset(TimeSpan.FromHours(2)).ToString("O", CultureInfo.InvariantCulture)))).Ok()["data"]!;

        static IEnumerable<string> Amounts(JsonNode data) => data["statements"]!.AsArray().SelectMany(t => t!["rows"]!.AsArray().Select(r => $"{t!.Text("key")} {r!.Text("key")} {r!["amounts"]!.ToJsonString()}"));
        Amounts(after).ShouldBe(Amounts(before));
        Figure(then, "operations", "otherExpenses").ShouldBeGreaterThan(10_000m);
        var rate = 0.9m + (new DateOnly(2024, 9, 30).DayNumber % 89 / 1000m);
        foreach (var column in new[] { 0, 1 })
            Figure(after, "changes", "closing", column).ShouldBe(Math.Round(Figure(own, "changes", "closing", column) * rate, 2, MidpointRounding.AwayFromZero), 0.1m, "but for one rounding of each account");
    }

    private async Task EachDay(string from, string to, DateOnly first, DateOnly last, int of = 89)
    {
        var days = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays);
        object[] rates = [.. days.Select(day => new { from, to, date = day.ToString("O", CultureInfo.InvariantCulture), value = 0.9m + (day.DayNumber % of / 1000m), source = "test" })];
        (await firms.Firm.Accountant.Post("/api/v1/fx-rates", new { rates })).Ok();
    }

    [Fact]
    public async Task WhatIsNotTheirs_NotThere_OrNotAllowed_IsRefused()
    {
        var life = await FundLife.Sold(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);

        (await firms.Other.Cfo.Get(Path(life, "2026"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get($"/api/v1/reports/financial-statements/{Guid.CreateVersion7()}?period=2026")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(Path(life, "2026-Q9"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Path(life, "2026", "docx"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Path(life, "2020"))).Refused(HttpStatusCode.UnprocessableEntity, "reporting.statement.no_movements");
    }

    private static string Path(FundLife life, string period, string format = "json") => $"/api/v1/reports/financial-statements/{life.Id}?period={period}&format={format}";

    private static JsonNode Row(JsonNode data, string table, string row) =>
        data["statements"]!.AsArray().Single(t => t!.Text("key") == table)!["rows"]!.AsArray().Single(r => r!.Text("key") == row)!;

    private static decimal Figure(JsonNode data, string table, string row, int column = 0) => decimal.Parse(Row(data, table, row)["amounts"]![column]!.Text("amount"), CultureInfo.InvariantCulture);

    private async Task<Reply> Ask(string path, string type)
    {
        var reply = await Cfo.Get(path);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.ContentHeaders.ContentType!.MediaType.ShouldBe(type);
        return reply;
    }

    private static (Dictionary<(string Sheet, string Cell), decimal> Cells, Dictionary<(string Sheet, string Cell), string> Formulas) Sheets(byte[] xlsx)
    {
        using var zip = new ZipArchive(new MemoryStream(xlsx));
        var (cells, formulas) = (new Dictionary<(string, string), decimal>(), new Dictionary<(string, string), string>());
        foreach (var sheet in zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)))
        {
            using var stream = sheet.Open();
            var xml = System.Xml.Linq.XDocument.Load(stream);
            var row = 0;
            foreach (var each in xml.Descendants().Where(e => e.Name.LocalName == "row"))
            {
                row++;
                var column = 'A';
                foreach (var cell in each.Elements().Where(e => e.Name.LocalName == "c"))
                {
                    var place = (sheet.FullName, string.Create(CultureInfo.InvariantCulture, $"{column++}{row}"));
                    if (cell.Elements().FirstOrDefault(e => e.Name.LocalName == "v") is { } v && decimal.TryParse(v.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) cells[place] = number;
                    if (cell.Elements().FirstOrDefault(e => e.Name.LocalName == "f") is { } f) formulas[place] = f.Value;
                }
            }
        }
        return (cells, formulas);
    }

    /// <summary>Works a formula of cells and sums of columns, added and taken off, out as a spreadsheet does.</summary>
    private static decimal Worked(string formula, string sheet, Dictionary<(string Sheet, string Cell), decimal> cells)
    {
        decimal At(string column, int row) => cells.GetValueOrDefault((sheet, string.Create(CultureInfo.InvariantCulture, $"{column}{row}")));
        return Term().Matches(formula).Sum(t =>
        {
            var (column, first) = (t.Groups[2].Value, int.Parse(t.Groups[3].Value, CultureInfo.InvariantCulture));
            var last = t.Groups[4].Success ? int.Parse(t.Groups[4].Value, CultureInfo.InvariantCulture) : first;
            var value = Enumerable.Range(first, last - first + 1).Sum(row => At(column, row));
            return t.Groups[1].Value == "-" ? -value : value;
        });
    }

    private static string Tight(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    [GeneratedRegex(@"([+-]?)(?:SUM\()?([A-Z])(\d+)(?::[A-Z](\d+)\))?")]
    private static partial Regex Term();
}

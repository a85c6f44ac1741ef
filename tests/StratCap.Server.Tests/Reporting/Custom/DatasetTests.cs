using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Datasets over HTTP: how investments are classified, single valuations, what investors disclosed; reports by what is computed, and in another currency.</summary>
public sealed class DatasetTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Path = "/api/v1/reports/custom";

    private Api Accountant => firms.Firm.Accountant;

    private static object Column(string column, string? aggregate = null, string? name = null) => new { column, aggregate = aggregate ?? "None", name };

    private static object[] Columns(params string[] columns) => [.. columns.Select(c => Column(c))];

    private static object Only(string fundId) => new { column = "fundId", @operator = "Equals", values = new[] { fundId } };

    private static object OfReport(string column, string how, params string[] values) => new { column, of = "Report", @operator = how, values };

    private static decimal Number(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);

    private static async Task<JsonNode> Made(Api api, object definition, string query = "") => (await api.Post(Path + query, definition, key: "")).Ok()["data"]!;

    private static List<string?[]> Rows(JsonNode report, string of = "rows") => [.. report[of]!.AsArray().Select(r => r!.AsArray().Select(v => v?.GetValue<string>()).ToArray())];

    private async Task<List<string?[]>> Rows(object definition, string query = "") => Rows(await Made(Accountant, definition, query));

    private async Task Rate(string from, string to, string date, decimal value) =>
        (await Accountant.Post("/api/v1/fx-rates", new { correct = true, rates = new[] { new { from, to, date, value, source = "test" } } })).Ok();

    [Fact]
    public async Task Filters_KeepByWhatIsComputedAndSummed_AndTotalsAreOfWhatIsKept()
    {
        var life = await FundLife.Sold(firms.Firm);
        var shares = await Made(Accountant, new
        {
            dataset = "positions",
            columns = Columns("investorName", "commitment", "called", "distributed"),
            computed = new object[] { new { name = "part", expression = "commitment / 100000000", decimals = 2 }, new { name = "back", expression = "called / distributed" } },
            filters = new[] { Only(life.Id), OfReport("part", "Between", "0.09", "0.30"), OfReport("back", "IsMissing") },
            sort = new[] { new { column = "commitment" } },
            totals = true,
        });
        Rows(shares).Select(r => (r[1], r[5])).ShouldBe([("9000000.00", "0.09"), ("30000000.00", "0.3")]);
        Rows(shares, "totals").ShouldHaveSingleItem()[1].ShouldBe("39000000.00");

        object Summed(params object[] filters) => new
        {
            dataset = "cash-flows",
            columns = new[] { Column("investorName"), Column("amount", "Sum", "called"), Column("amount", "Count", "lines"), Column("dueDate", "Max", "last") },
            filters = filters.Prepend(Only(life.Id)),
            totals = true,
        };
        var all = await Rows(Summed());
        var most = Number(all.MaxBy(r => Number(r[1]))![1]);
        var kept = await Made(Accountant, Summed(OfReport("called", "AtLeast", most.ToString(CultureInfo.InvariantCulture)), OfReport("lines", "Equals", "1"), OfReport("last", "Equals", "2024-06-20")));
        Rows(kept).ShouldHaveSingleItem()[1].ShouldBe(all.MaxBy(r => Number(r[1]))![1]);
        Number(Rows(kept, "totals").ShouldHaveSingleItem()[1]).ShouldBe(most);
        (await Rows(Summed(OfReport("last", "GreaterThan", "2024-06-20")))).ShouldBeEmpty();

        // A file holds the same rows, and its totals are of them alone.
        var csv = (await Accountant.Post(Path + "?format=csv", Summed(OfReport("called", "AtLeast", most.ToString(CultureInfo.InvariantCulture))), key: "")).Text;
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        var preview = await Made(Accountant, Summed(OfReport("lines", "AtLeast", "1")), "?rows=2");
        (Rows(preview).Count, preview["truncated"]!.GetValue<bool>(), Rows(preview, "totals").Count).ShouldBe((2, true, 0));
    }

    [Fact]
    public async Task Investments_AreClassified_AsOfTheirDay_AndAsKnownThen()
    {
        var life = await FundLife.Invested(firms.Firm);
        object Asked(string? asOf = null, DateTimeOffset? recordedAt = null, params object[] filters) =>
            new { dataset = "investments", columns = new[] { Column("type"), Column("country"), Column("industry"), Column("cost", "Sum") }, filters = filters.Prepend(Only(life.Id)), asOf, recordedAt };
        string?[] none = [null, null, null, "40000000.00", "USD"];
        (await Rows(Asked())).ShouldHaveSingleItem().ShouldBe(none);
        var before = await life.LastRecordedAt();
        (await Accountant.Put(InvestmentProfileTests.Path(life), InvestmentProfileTests.Body("PreferredStock", "DE", "HealthCare"))).Ok();
        (await Accountant.Put(InvestmentProfileTests.Path(life), InvestmentProfileTests.Body("CommonStock", "FR", null, "2025-01-01"))).Ok();

        (await Rows(Asked())).ShouldHaveSingleItem().ShouldBe(["CommonStock", "FR", null, "40000000.00", "USD"]);
        (await Rows(Asked("2030-01-01"))).ShouldHaveSingleItem().ShouldBe(["CommonStock", "FR", null, "40000000.00", "USD"], "out of the book as out of the table");
        (await Rows(Asked("2024-12-31"))).ShouldHaveSingleItem().ShouldBe(["PreferredStock", "DE", "HealthCare", "40000000.00", "USD"]);
        (await Rows(Asked(null, before))).ShouldHaveSingleItem().ShouldBe(none);
        (await Rows(Asked("2024-12-31"), "?language=de")).ShouldHaveSingleItem()[..3].ShouldBe(["Vorzugsaktien", "DE", "Gesundheit"]);
        foreach (var day in (string?[])[null, "2030-01-01"])
        {
            (await Rows(Asked(day, null, new { column = "type", @operator = "In", values = new[] { "CommonStock", "Debt" } }, new { column = "industry", @operator = "IsMissing" }))).Count.ShouldBe(1);
            (await Rows(Asked(day, null, new { column = "type", @operator = "StartsWith", values = new[] { "common" } }))).Count.ShouldBe(1);
            (await Rows(Asked(day, null, new { column = "type", @operator = "NotEquals", values = new[] { "CommonStock" } }))).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Valuations_AreEachRecordedValue_WithRoundAndPeople_AndAsKnownThen()
    {
        var life = await FundLife.Invested(firms.Firm);
        var round = await life.Value();
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = "2025-03-31", fairValue = 41_000_000m, methodology = "Market multiple", level = 2 })).Ok();
        object Asked(string? asOf = null, DateTimeOffset? recordedAt = null) => new
        {
            dataset = "valuations",
            columns = Columns("date", "investment", "fairValue", "fairValueChange", "level", "technique", "methodology", "roundId", "roundNumber", "preparedByName", "recordedByName", "ownCurrency", "ownFairValue"),
            filters = new[] { Only(life.Id) },
            sort = new[] { new { column = "date" } },
            asOf,
            recordedAt,
        };

        var rows = await Rows(Asked());

        rows.Count.ShouldBe(2);
        rows[0][..9].ShouldBe(["2024-12-31", "Birch Works", "52000000.00", "12000000.00", "3", "MarketMultiples", "Market multiples", round, "1"]);
        var (accountant, cfo) = (await Name(Accountant), await Name(firms.Firm.Cfo));
        rows[0][9..].ShouldBe([accountant, cfo, "USD", "52000000", "USD"]);
        rows[1].ShouldBe(["2025-03-31", "Birch Works", "41000000.00", "-11000000.00", "2", null, "Market multiple", null, null, null, accountant, "USD", "41000000", "USD"]);
        (await Rows(Asked("2024-12-31"))).ShouldHaveSingleItem().ShouldBe(rows[0]);
        (await Rows(Asked(), "?language=de"))[0][5].ShouldBe("Marktmultiplikatoren");

        var known = await life.LastRecordedAt();
        var wrong = (await life.Book()).Single(f => f.Text("kind") == "valuation_recorded" && f.Text("effectiveDate") == "2025-03-31").Text("factId");
        (await Accountant.Post(life.Api($"/book/{wrong}/reverse"), new { reason = "Typed wrongly" })).Ok();
        (await Rows(Asked())).ShouldHaveSingleItem().ShouldBe(rows[0]);
        (await Rows(Asked(null, known))).Count.ShouldBe(2, "as it was known before");

        var latest = await Rows(new { dataset = "valuations", columns = new[] { Column("level"), Column("fairValue", "Sum"), Column("date", "Max", "last") }, filters = new[] { Only(life.Id) } });
        latest.ShouldHaveSingleItem().ShouldBe(["3", "52000000.00", "2024-12-31", "USD"]);
        Rows(await Made(firms.Other.Accountant, Asked())).ShouldBeEmpty("another firm's fund");
    }

    [Fact]
    public async Task Disclosures_AreWhatInvestorsPublished_BesideWhatFollowsFromIt()
    {
        var fund = $"Disclosed {Guid.NewGuid():N}";
        await Disclosed.Import(firms.Firm, fund, "90.0", "60.0", "75.0");
        object Asked(params object[] filters) => new
        {
            dataset = "disclosures",
            columns = Columns("fundName", "asOf", "commitment", "called", "distributed", "remainingValue", "reportedMultiple", "reportedNetIrr", "source"),
            computed = new[] { new { name = "difference", expression = "(distributed + remainingValue) / called - reportedMultiple", decimals = 4 } },
            filters = filters.Prepend(new { column = "fundName", @operator = "Equals", values = new[] { fund } }),
        };
        (await Rows(Asked())).ShouldHaveSingleItem().ShouldBe([fund, "2024-12-31", "100000000.00", "90000000.00", "60000000.00", "75000000.00", "1.49", null, "Annual report", "USD", "0.01"]);
        (await Rows(Asked(OfReport("difference", "GreaterThan", "0.01")))).ShouldBeEmpty();
        (await Rows(Asked(OfReport("difference", "AtLeast", "0.01")))).Count.ShouldBe(1);
        Rows(await Made(firms.Other.Accountant, Asked())).ShouldBeEmpty("another firm's");
    }

    [Fact]
    public async Task AnotherCurrency_IsConvertedRowByRowAtTheRatesOfItsDays_AndAMissingRateIsNamed()
    {
        var life = await FundLife.Sold(firms.Firm);
        object Flows(string? currency, string? via = null, object? filters = null) => new
        {
            dataset = "cash-flows",
            columns = Columns("investorName", "amount", "settled"),
            computed = new[] { new { name = "open", expression = "amount - settled", decimals = 2 } },
            filters = filters ?? new[] { Only(life.Id) },
            totals = true,
            currency,
            via,
        };
        var own = await Rows(Flows(null));
        var missing = await Accountant.Post(Path, Flows("SEK"), key: "");
        missing.Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing").Text.ShouldContain("USD/SEK");
        missing.Text.ShouldContain("2024-06-03");

        await Rate("USD", "SEK", "2024-06-03", 10.123456789m);
        var krona = await Made(Accountant, Flows("SEK"));
        krona.Text("currency").ShouldBe("SEK");
        Rows(krona).Select(r => r[1]).ShouldBe(own.Select(r => Math.Round(Number(r[1]) * 10.123456789m, 2, MidpointRounding.AwayFromZero).ToString("F2", CultureInfo.InvariantCulture)));
        Rows(krona).ShouldAllBe(r => r[3] == "SEK" && Number(r[4]) == 0);
        Rows(krona, "totals").ShouldHaveSingleItem()[1].ShouldBe(Rows(krona).Sum(r => Number(r[1])).ToString("F2", CultureInfo.InvariantCulture));
        (await Rows(Flows("USD"))).ShouldBe(own, "at no rate");

        // A condition on an amount asks for it as it is shown; on the currency, for the row's own.
        var large = new object[] { Only(life.Id), new { column = "amount", @operator = "GreaterThan", values = new[] { "200000000" } }, new { column = "currency", @operator = "Equals", values = new[] { "USD" } } };
        (await Rows(Flows("SEK", null, large))).ShouldHaveSingleItem()[1].ShouldBe(Rows(krona).MaxBy(r => Number(r[1]))![1]);

        (await Accountant.Post(Path, Flows("NOK"), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        await Rate("NOK", "SEK", "2024-06-03", 0.5m);
        (await Rows(Flows("NOK", "SEK"))).Select(r => r[1]).ShouldBe(own.Select(r => Math.Round(Number(r[1]) * 10.123456789m / 0.5m, 2, MidpointRounding.AwayFromZero).ToString("F2", CultureInfo.InvariantCulture)));

        var xlsx = Documents.XlsxText((await Accountant.Post(Path + "?format=xlsx", Flows("SEK"), key: "")).Bytes);
        xlsx.ShouldContain("SUMIF(");
        xlsx.ShouldContain("SEK");
    }

    [Fact]
    public async Task EachDataset_TakesTheRatesOfItsOwnDays()
    {
        var life = await FundLife.Invested(firms.Firm);
        await life.Value();
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        const string Day = "2024-12-31";
        await Rate("USD", "CZK", Day, 20m);
        object Asked(string dataset, string? asOf, string currency, params object[] columns) => new { dataset, columns, filters = new[] { Only(life.Id) }, asOf, currency };

        (await Rows(Asked("valuations", null, "CZK", Columns("fairValue", "ownFairValue")))).ShouldHaveSingleItem().ShouldBe(["1040000000.00", "52000000", "CZK"]);
        (await Rows(Asked("investments", Day, "CZK", Columns("cost", "fairValue", "unrealised")))).ShouldHaveSingleItem().ShouldBe(["800000000.00", "1040000000.00", "240000000.00", "CZK"]);
        (await Rows(Asked("positions", Day, "CZK", Column("commitment", "Sum"), Column("tvpi", "Max")))).ShouldHaveSingleItem()[0].ShouldBe("2000000000.00");
        var today = await Accountant.Post(Path, Asked("investments", null, "CZK", Columns("cost")), key: "");
        today.Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing").Text.ShouldContain(DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        (await Accountant.Post(Path, Asked("ledger-lines", null, "CZK", Columns("amount")), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        var lines = await Rows(new { dataset = "ledger-lines", columns = Columns("investorName", "effectiveDate", "amount"), filters = new[] { Only(life.Id) } });
        foreach (var (index, day) in lines.Select(l => l[1]!).Distinct().Where(d => d != Day).Order().Index()) await Rate("USD", "CZK", day, 20.333333m + index);
        var rates = (await Accountant.All("/api/v1/fx-rates?from=USD&to=CZK")).ToDictionary(r => r.Text("date"), r => Number(r.Text("value")));
        (await Rows(Asked("ledger-lines", null, "CZK", Column("investorName"), Column("amount", "Sum")))).ShouldBe(
            lines.GroupBy(l => l[0]).Select(g => new[] { g.Key, g.Sum(l => Math.Round(Number(l[2]) * rates[l[1]!], 2, MidpointRounding.AwayFromZero)).ToString("F2", CultureInfo.InvariantCulture), "CZK" }), new RowsAlike(), ignoreOrder: true);
    }

    private sealed class RowsAlike : IEqualityComparer<string?[]>
    {
        public bool Equals(string?[]? x, string?[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(string?[] row) => string.Join('|', row).GetHashCode(StringComparison.Ordinal);
    }

    private static async Task<string> Name(Api api) => (await api.Get("/api/v1/users/profile")).Ok()["data"]!.Text("name");
}

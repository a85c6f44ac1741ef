using StratCap.Contracts.Funds;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.FundMath.Fx;
using StratCap.Reporting.Custom;

namespace StratCap.Modules.Tests.Reporting;

/// <summary>Reports in another currency over a dataset of made-up rows: what needs a rate, what is compared, and what is refused.</summary>
public sealed class ConvertedReportTests
{
    private static readonly Guid One = new("00000000-0000-0000-0000-000000000001"), Two = new("00000000-0000-0000-0000-000000000002");
    private static readonly DateOnly First = new(2026, 3, 31), Second = new(2026, 4, 1), Today = new(2026, 5, 14);

    private static object?[] Row(Guid id, string currency, DateOnly date, decimal? amount) => [id, id, currency, date, amount, 7, DateTimeOffset.UnixEpoch];

    private static async Task<CustomReport> Made(ReportDefinition definition, IReadOnlyList<object?[]> rows, params FxRate[] rates)
    {
        var made = await Make(definition, rows, rates);
        made.Refused.ShouldBeNull();
        return made.Data;
    }

    private static Task<StratCap.Foundation.Web.Answer<CustomReport>> Make(ReportDefinition definition, IReadOnlyList<object?[]> rows, FxRate[] rates, int sourceRows = 100) =>
        new CustomReports([new Given(rows)], new ConvertedRows(new Stored(rates)), new Everything(), new CustomReportOptions { MaxSourceRows = sourceRows })
            .Make(definition, Guid.Empty, Today, null, TestContext.Current.CancellationToken);

    private static FxRate Rate(string from, string to, DateOnly date, decimal rate) => new(Guid.NewGuid(), from, to, date, 1, rate, "test", DateTimeOffset.UnixEpoch);

    private static ReportDefinition In(string currency, params ReportColumn[] columns) => new("given", columns, Currency: currency);

    [Fact]
    public async Task EachAmount_IsRoundedOnceAtItsOwnDay_BeforeItIsAddedUp()
    {
        var made = await Made(
            In("EUR", new ReportColumn("amount", Aggregate.Sum)),
            [Row(One, "USD", First, 0.05m), Row(Two, "USD", First, 0.05m), Row(Two, "USD", Second, 1m), Row(One, "EUR", Second, 2m)],
            Rate("USD", "EUR", First, 0.9m), Rate("EUR", "USD", Second, 3m));
        // 0.045 twice is 0.05 twice; 1 / 3 is 0.33; what is in euro needs no rate.
        made.Rows.ShouldHaveSingleItem().ShouldBe([2.43m, "EUR"]);
    }

    [Fact]
    public async Task WhatIsNothing_OrNotKnown_NeedsNoRate_AndStaysSo()
    {
        var rows = (List<object?[]>)[Row(One, "USD", First, 0m), Row(Two, "USD", Second, null)];
        (await Made(In("EUR", new ReportColumn("amount")), rows)).Rows.Select(r => r[0]).ShouldBe([0m, null]);
        (await Made(In("EUR", new ReportColumn("amount", Aggregate.Sum)), [.. rows.Select(r => (object?[])r.Clone())])).Rows.ShouldHaveSingleItem()[0].ShouldBeNull("a part is not the whole");
        (await Make(In("EUR", new ReportColumn("amount")), [Row(One, "USD", First, 1m)], [Rate("USD", "EUR", Second, 1m)])).Refused!.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("fx.rate_missing"), r => r.Detail.ShouldContain("USD/EUR"), r => r.Detail.ShouldContain("2026-03-31"));
    }

    [Fact]
    public async Task TwoOfOneName_StayTwo()
    {
        var made = await Made(In("EUR", new ReportColumn("name"), new ReportColumn("amount", Aggregate.Sum)), [Row(One, "EUR", First, 1m), Row(Two, "EUR", First, 2m), Row(One, "EUR", Second, 4m)]);
        made.Rows.Select(r => (r[0], r[1])).ShouldBe([("Ann", 5m), ("Ann", 2m)]);
    }

    [Fact]
    public async Task Conditions_OnAmountsAreOfWhatIsShown_AndOnTheCurrencyOfTheRowsOwn()
    {
        var definition = In("EUR", new ReportColumn("amount"), new ReportColumn("level"), new ReportColumn("at")) with
        {
            Filters = [new("amount", FilterOperator.AtLeast, ["10"]), new("currency", FilterOperator.Equals, ["USD"])],
            Sort = [new("amount", Descending: true)],
        };
        var made = await Made(
            definition, [Row(One, "USD", First, 9m), Row(One, "USD", First, 4m), Row(Two, "USD", Second, 6m), Row(Two, "EUR", First, 100m)], Rate("USD", "EUR", First, 2m), Rate("USD", "EUR", Second, 2.5m));
        made.Rows.Select(r => r[0]).ShouldBe([18m, 15m]);
        made.Rows[0][1..].ShouldBe([7, DateTimeOffset.UnixEpoch, "EUR"]);
    }

    [Fact]
    public async Task WhatIsTooMuch_OrTooLarge_IsRefused()
    {
        var rows = (List<object?[]>)[Row(One, "USD", First, decimal.MaxValue / 2), Row(Two, "USD", First, 1m), Row(Two, "USD", Second, 0m)];
        (await Make(In("EUR", new ReportColumn("amount")), rows, [Rate("USD", "EUR", First, 1m)], sourceRows: 2)).Refused!.Code.ShouldBe("reporting.custom.too_many_rows");
        (await Make(In("EUR", new ReportColumn("amount")), rows, [Rate("USD", "EUR", First, 4m)])).Refused!.Code.ShouldBe("reporting.custom.too_large");
    }

    /// <summary>Rows as they are given, by a shape of their own.</summary>
    private sealed class Given(IReadOnlyList<object?[]> rows) : IDataset
    {
        private static readonly DatasetShape<object?[]> Shape = new DatasetShape<object?[]>()
            .Column("id", ColumnType.Id, r => (Guid?)r[0], "The id.")
            .Named("name", "id", r => (Guid?)r[1], "The name.")
            .Column("currency", ColumnType.Text, r => (string?)r[2], "The currency.")
            .Column("date", ColumnType.Date, r => (DateOnly?)r[3], "The day.")
            .Column("amount", ColumnType.Money, r => (decimal?)r[4], "The amount.")
            .Column("level", ColumnType.Integer, r => (int?)r[5], "A number.")
            .Column("at", ColumnType.Instant, r => (DateTimeOffset?)r[6], "A moment.")
            .Unique(r => (Guid?)r[0]).Unique(r => (DateOnly?)r[3]);

        public DatasetInfo Info { get; } = new("given", "Rows.", Permissions.FundRead, KnowsAsOf: false, KnowsRecordedAt: false, Shape.Columns, RateDay: "date");

        public async Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct)
        {
            var answered = Shape.InMemory(rows, question);
            await NamedCells.Fill(answered, question, "name", _ => Task.FromResult<IReadOnlyDictionary<Guid, string>>(new Dictionary<Guid, string> { [One] = "Ann", [Two] = "Ann" }));
            return answered;
        }
    }

    private sealed class Stored(FxRate[] rates) : IFxRates
    {
        public Task<IReadOnlyList<FxRate>> Between(IReadOnlyCollection<string> currencies, DateOnly from, DateOnly to, DateTimeOffset? knownAt, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<FxRate>>([.. rates.Where(r => currencies.Contains(r.From) && currencies.Contains(r.To) && r.Date >= from && r.Date <= to)]);
    }

    private sealed class Everything : IPermissionSource
    {
        public Task<IReadOnlySet<string>> Of(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlySet<string>>(Permissions.All.ToHashSet());
    }
}

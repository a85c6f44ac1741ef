using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Reporting.Custom;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Random valid definitions give in the database what a plain evaluation row by row gives.</summary>
public sealed class SqlAsInMemoryTests(House house)
{
    private const int Reports = 400;

    [Fact]
    public async Task RandomReports_GiveInTheDatabaseWhatTheyGiveRowByRow_AndNothingOfAnotherFirm()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var (own, other) = (Guid.NewGuid(), Guid.NewGuid());
        await PlantedFlows.Plant(house, own, seed);
        await PlantedFlows.Plant(house, other, seed + 1);
        var rows = await PlantedFlows.All(house, own);
        rows.Count.ShouldBe(5 * 3 * 4 * 2);
        var rates = await PlantedFlows.Rates(house, own, rows, seed);
        await PlantedFlows.Rates(house, other, rows, seed + 1);
        var random = new RandomReports(new Random(seed), rows, ["USD", "EUR", "JPY", "CHF"], (from, to, day) => rates[(from, to, day)]);
        var reports = new CustomReports(house.Services.GetServices<IDataset>(), house.Services.GetRequiredService<ConvertedRows>(), new Everything(), new CustomReportOptions());
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(own);
        var (notEmpty, converted, kept) = (0, 0, 0);
        for (var i = 0; i < Reports; i++)
        {
            var (definition, expected) = random.Next();
            var made = await reports.Make(definition, Guid.Empty, new DateOnly(2026, 1, 1), null, TestContext.Current.CancellationToken);
            var said = System.Text.Json.JsonSerializer.Serialize(definition, ApiJson.Options);
            made.Refused.ShouldBeNull($"seed {seed}: {said}");
            Written(made.Data.Rows).ShouldBe(Written(expected), $"seed {seed}: {said}");
            if (expected.Count == 0) continue;
            notEmpty++;
            if (definition.Currency is not null) converted++;
            if (definition.Filters!.Any(f => f.Of == FilterOf.Report)) kept++;
        }
        notEmpty.ShouldBeGreaterThan(Reports / 4);
        converted.ShouldBeGreaterThan(Reports / 20);
        kept.ShouldBeGreaterThan(Reports / 20);
    }

    private static string Written(IEnumerable<object?[]> rows) => string.Join('\n', rows.Select(r => string.Join('|', r.Select(v => v switch
    {
        null => "-",
        decimal d => (d / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => v.ToString(),
    }))));

    private sealed class Everything : IPermissionSource
    {
        public Task<IReadOnlySet<string>> Of(Guid userId, CancellationToken ct) => Task.FromResult<IReadOnlySet<string>>(Permissions.All.ToHashSet());
    }
}

using StratCap.Contracts.Funds;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FundStatements;

namespace StratCap.Modules.Tests.Reporting;

public sealed class GroupedScheduleTests
{
    /// <summary>Whatever is held and however it is classified: each group is the sum of what follows it, and nothing is missing or stands twice.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void OfRandomInvestments_EachGroupIsTheSumOfItsParts_AndAllOfThemTheTotal(int seed)
    {
        var random = new Random(seed);
        var netAssets = random.Next(5) == 0 ? 0 : 1_000_000m;
        List<ScheduledInvestment> held = [.. Enumerable.Range(1, random.Next(1, 40)).Select(i => Investment(random, i, netAssets))];

        var rows = GroupedSchedule.Of(held, netAssets);

        var total = rows[^1];
        (total.Kind, total.Count, total.Cost, total.FairValue).ShouldBe((ScheduleRowKind.Total, held.Count, held.Sum(i => i.Cost), held.Sum(i => i.FairValue)));
        rows.Select(r => r.Key).ShouldBeUnique();
        foreach (var kinds in new ScheduleRowKind[][] { [ScheduleRowKind.Type], [ScheduleRowKind.Country], [ScheduleRowKind.Industry], [ScheduleRowKind.Investment, ScheduleRowKind.Others] })
        {
            var of = rows.Where(r => kinds.Contains(r.Kind)).ToList();
            (of.Sum(r => r.Count), of.Sum(r => r.Cost), of.Sum(r => r.FairValue)).ShouldBe((total.Count, total.Cost, total.FairValue));
        }
        foreach (var group in rows.Where(r => r.Kind is ScheduleRowKind.Type or ScheduleRowKind.Country or ScheduleRowKind.Industry))
        {
            var parts = rows.Where(r => (r.Kind is ScheduleRowKind.Investment or ScheduleRowKind.Others) && r.Key.StartsWith(group.Key + "/", StringComparison.Ordinal)).ToList();
            (parts.Sum(r => r.Count), parts.Sum(r => r.FairValue)).ShouldBe((group.Count, group.FairValue));
        }
        rows.Where(r => r.Kind == ScheduleRowKind.Investment).ShouldAllBe(r => netAssets == 0 || Math.Abs(r.FairValue) > netAssets * 0.05m);
        rows.Where(r => r.Kind == ScheduleRowKind.Investment).Select(r => r.Investment!.DealId).Order().ShouldBe(held.Where(i => netAssets == 0 || Math.Abs(i.FairValue) > netAssets * 0.05m).Select(i => i.DealId).Order());
        rows.ShouldAllBe(r => r.PercentOfNetAssets == (netAssets > 0 ? r.FairValue / netAssets : null));
    }

    [Fact]
    public void ExactlyFivePercent_IsNotAboveIt_AndOfNothingThereIsNoSchedule()
    {
        GroupedSchedule.Of([One(50_000m, 1_000_000m), One(50_000.01m, 1_000_000m)], 1_000_000m).Count(r => r.Kind == ScheduleRowKind.Investment).ShouldBe(1);
        GroupedSchedule.Of([], 1_000_000m).ShouldBeEmpty();
    }

    [Fact]
    public void Countries_AreThe249OfTheStandard_EachWithAName()
    {
        Countries.Codes.Count.ShouldBe(249);
        Countries.Codes.ShouldAllBe(c => c.Length == 2 && c.All(char.IsAsciiLetterUpper) && Countries.NameOf(c).Length > 2);
        (Countries.NameOf("DE"), Countries.NameOf("CI"), Countries.IsCode("EU"), Countries.IsCode("UK"), Countries.IsCode("de")).ShouldBe(("Germany", "Côte d'Ivoire", false, false, false));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    private static ScheduledInvestment One(decimal fairValue, decimal netAssets) => new(Guid.CreateVersion7(), "One", 1m, fairValue, fairValue / netAssets, null, null, null);

    private static ScheduledInvestment Investment(Random random, int number, decimal netAssets)
    {
        var value = random.Next(-20_000, 200_000) + 0.01m;
        return One(value, 1_000_000m) with
        {
            Name = $"Investment {number}",
            Cost = random.Next(0, 100_000),
            PercentOfCapital = netAssets > 0 ? value / netAssets : null,
            Type = random.Next(4) == 0 ? null : (InvestmentType)random.Next(Enum.GetValues<InvestmentType>().Length),
            Country = random.Next(4) switch { 0 => null, 1 => "DE", 2 => "US", _ => "JP" },
            Industry = random.Next(4) == 0 ? null : (IndustrySector)random.Next(11),
        };
    }
}

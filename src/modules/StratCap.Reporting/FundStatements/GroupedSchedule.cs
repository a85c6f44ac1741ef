using StratCap.Contracts.Funds;
using StratCap.Foundation.Web;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.FundStatements;

/// <summary>
/// The schedule of investments as ASC 946-210-50-6 asks for it: by type, country and industry, each group with its part of net assets; what is above 5 % of them by name, the rest of each group together.
/// What nobody classified stands under "Not classified". Groups go by fair value, the greatest first.
/// </summary>
internal static class GroupedSchedule
{
    /// <summary>The part of net assets above which an investment stands by name.</summary>
    public const decimal Named = 0.05m;

    private const string NotClassified = "Not classified";

    /// <summary>Groups the investments of a schedule; none gives no rows.</summary>
    /// <param name="netAssets">At the same day.</param>
    public static IReadOnlyList<ScheduleRow> Of(IReadOnlyList<ScheduledInvestment> investments, decimal netAssets)
    {
        if (investments.Count == 0) return [];
        var rows = new List<ScheduleRow>();
        foreach (var (type, ofType) in Groups(investments, i => i.Type?.ToString(), i => Words(i.Type)))
        {
            rows.Add(Row(ScheduleRowKind.Type, type.Key, type.Label, ofType, netAssets));
            foreach (var (country, ofCountry) in Groups(ofType, i => i.Country, i => i.Country is { } code ? Countries.NameOf(code) : NotClassified))
            {
                var key = $"{type.Key}/{country.Key}";
                rows.Add(Row(ScheduleRowKind.Country, key, country.Label, ofCountry, netAssets));
                foreach (var (industry, ofIndustry) in Groups(ofCountry, i => i.Industry?.ToString(), i => Words(i.Industry)))
                    rows.AddRange(Industry($"{key}/{industry.Key}", industry.Label, ofIndustry, netAssets));
            }
        }
        rows.Add(Row(ScheduleRowKind.Total, "total", "Total", investments, netAssets));
        return rows;
    }

    private static IEnumerable<ScheduleRow> Industry(string key, string label, IReadOnlyList<ScheduledInvestment> investments, decimal netAssets)
    {
        yield return Row(ScheduleRowKind.Industry, key, label, investments, netAssets);
        // Where no part can be told, nothing is too small to be named.
        var named = investments.Where(i => i.PercentOfCapital is not { } part || Math.Abs(part) > Named).ToList();
        foreach (var one in named)
            yield return Row(ScheduleRowKind.Investment, $"{key}/{one.DealId}", one.Name, [one], netAssets) with { Investment = one };
        if (named.Count < investments.Count)
            yield return Row(ScheduleRowKind.Others, $"{key}/others", "Other", [.. investments.Except(named)], netAssets);
    }

    private static IEnumerable<((string Key, string Label) Name, IReadOnlyList<ScheduledInvestment> Of)> Groups(
        IReadOnlyList<ScheduledInvestment> investments, Func<ScheduledInvestment, string?> key, Func<ScheduledInvestment, string> label) => investments
        .GroupBy(key)
        .OrderBy(g => g.Key is null).ThenByDescending(g => g.Sum(i => i.FairValue)).ThenBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => ((g.Key ?? "none", label(g.First())), (IReadOnlyList<ScheduledInvestment>)[.. g]));

    private static ScheduleRow Row(ScheduleRowKind kind, string key, string label, IReadOnlyCollection<ScheduledInvestment> of, decimal netAssets)
    {
        var fairValue = of.Sum(i => i.FairValue);
        return new(kind, key, label, of.Count, of.Sum(i => i.Cost), fairValue, netAssets > 0 ? fairValue / netAssets : null);
    }

    private static string Words(Enum? value) => value is null ? NotClassified : ListWords.Of(value, "en");
}

using StratCap.Foundation.Datasets;

namespace StratCap.Reporting.Custom;

/// <summary>Limits of custom reports, section <c>CustomReports</c> of the configuration.</summary>
internal sealed class CustomReportOptions
{
    /// <summary>The most rows of a report.</summary>
    public int MaxRows { get; init; } = 20_000;

    /// <summary>The most rows of folded books that are looked at together for one report.</summary>
    public int MaxSourceRows { get; init; } = 200_000;

    /// <summary>How long one report may take, in seconds.</summary>
    public int Seconds { get; init; } = 30;

    public DatasetLimits Limits => new(TimeSpan.FromSeconds(Seconds), MaxSourceRows);
}

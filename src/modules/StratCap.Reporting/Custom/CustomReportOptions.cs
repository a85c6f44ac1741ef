using StratCap.Foundation.Datasets;
using StratCap.Foundation.Jobs;

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

    /// <summary>How often the schedule looks for reports that are due.</summary>
    public int ScheduleSeconds { get; init; } = 30;

    /// <summary>How long scheduled reports are kept, in days.</summary>
    public int KeepDays { get; init; } = 90;

    /// <summary>How long a scheduled report belongs to a worker that gives no sign of life.</summary>
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>How often an idle worker looks for one.</summary>
    public int PollMilliseconds { get; init; } = 1000;

    /// <summary>Scheduled reports that one copy of the server makes at a time, each of another firm; 0 leaves them to other copies.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How often one may be taken up before it is given up.</summary>
    public int MaxAttempts { get; init; } = 3;

    public JobPace Pace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), Workers, MaxAttempts);

    public DatasetLimits Limits => new(TimeSpan.FromSeconds(Seconds), MaxSourceRows);
}

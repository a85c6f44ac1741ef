using StratCap.Foundation.Jobs;

namespace StratCap.Reporting.Publishing;

/// <summary>Pace of publications; section <c>Publishing</c> of the configuration.</summary>
internal sealed record PublishingOptions
{
    /// <summary>Reports that are kept and recorded together; what a killed worker does again, at most.</summary>
    public int ChunkReports { get; init; } = 50;

    /// <summary>How long a publication belongs to a worker that gives no sign of life.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>How often an idle worker looks for one.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>Publications that one copy of the server works on at a time, each of another tenant; 0 leaves them to other copies.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How often one may be taken up without getting further before it is given up.</summary>
    public int MaxAttempts { get; init; } = 5;

    internal JobPace Pace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), Workers, MaxAttempts);
}

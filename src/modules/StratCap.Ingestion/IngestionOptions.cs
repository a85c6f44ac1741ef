using StratCap.Foundation.Jobs;

namespace StratCap.Ingestion;

/// <summary>Limits and pace of imports; section <c>Ingestion</c> of the configuration.</summary>
internal sealed record IngestionOptions
{
    /// <summary>Largest file, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 200L << 20;

    /// <summary>Most rows of a file, the header not counted.</summary>
    public int MaxRows { get; init; } = 1_000_000;

    /// <summary>Longest field, in characters; a longer one refuses its row.</summary>
    public int MaxFieldLength { get; init; } = 500;

    /// <summary>Most different fund names in a file: they are held in memory to find one fund under two names.</summary>
    public int MaxFunds { get; init; } = 50_000;

    /// <summary>Rows that are put into the books and recorded together; what a killed worker does again, at most.</summary>
    public int ChunkRows { get; init; } = 1000;

    /// <summary>How long a job belongs to a worker that gives no sign of life.</summary>
    public double LeaseSeconds { get; init; } = 30;

    /// <summary>How often an idle worker looks for a job.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>Jobs that one copy of the server runs at a time, each of another tenant; 0 leaves them to other copies.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>How often a job may be taken up without getting further before it is given up.</summary>
    public int MaxAttempts { get; init; } = 5;

    internal JobPace Pace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), Workers, MaxAttempts);
}

using StratCap.Foundation.Jobs;

namespace StratCap.Exports;

/// <summary>Pace and limits of exports; section <c>Exports</c> of the configuration.</summary>
internal sealed record ExportsOptions
{
    /// <summary>How long an archive can be downloaded, in days.</summary>
    public int KeepDays { get; init; } = 7;

    /// <summary>How long an export waits for a quiet moment, in which no event is on its way and no job runs.</summary>
    public int QuietSeconds { get; init; } = 60;

    /// <summary>How long ago the sign-in of whoever asks may be, in minutes.</summary>
    public int StepUpMinutes { get; init; } = 10;

    /// <summary>How long an export belongs to a worker that gives no sign of life.</summary>
    public double LeaseSeconds { get; init; } = 30;

    /// <summary>How often an idle worker looks for one.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>Exports that one copy of the server writes at a time, each of another firm; 0 leaves them to other copies.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How often one may be begun before it is given up.</summary>
    public int MaxAttempts { get; init; } = 5;

    internal JobPace Pace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), Workers, MaxAttempts);
}

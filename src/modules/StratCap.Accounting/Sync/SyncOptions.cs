using StratCap.Foundation.Jobs;

namespace StratCap.Accounting.Sync;

/// <summary>Pace of syncs; section <c>Accounting:Sync</c> of the configuration.</summary>
internal sealed record SyncOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Accounting:Sync";

    /// <summary>How often the schedule looks for links that are due.</summary>
    public int ScheduleSeconds { get; init; } = 30;

    /// <summary>
    /// How long an entry that did not answer may still arrive, from its sending or, where a call came back without one, from then. Longer than the longest call (a manifest
    /// allows 600 seconds) and what their ledger needs to find what it took: shorter, an entry may be posted twice.
    /// </summary>
    public int SettleSeconds { get; init; } = 900;

    /// <summary>How often an entry is sent that gets no answer and is not there once it can not arrive any more; then it counts as refused (<see cref="SentEntry.NoAnswer"/>).</summary>
    public int MaxSendings { get; init; } = 5;

    /// <summary>How long a run belongs to a worker that gives no sign of life.</summary>
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>How often an idle worker looks for a run.</summary>
    public int PollMilliseconds { get; init; } = 1000;

    /// <summary>Runs that one copy of the server does at a time, each of another firm; 0 leaves them to other copies.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>How often a run may be taken up without getting further before it is given up.</summary>
    public int MaxAttempts { get; init; } = 5;

    internal TimeSpan Settle => TimeSpan.FromSeconds(SettleSeconds);

    internal JobPace Pace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), Workers, MaxAttempts);
}

using StratCap.Foundation.Jobs;

namespace StratCap.Calculations;

/// <summary>Pace of calculations; section <c>Calculations</c> of the configuration.</summary>
internal sealed record CalculationsOptions
{
    /// <summary>A run that is estimated to take longer is accepted and done in the background.</summary>
    public int LongRunMilliseconds { get; init; } = 2000;

    /// <summary>How often a run in the background tells how far it is, and hears whether it is to stop.</summary>
    public int ProgressMilliseconds { get; init; } = 250;

    /// <summary>How long a run belongs to a worker that gives no sign of life.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>How often an idle worker looks for a run.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>Runs that one copy of the server does in the background at a time, each of another tenant; 0 leaves them to other copies.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>How often a run may be taken up before it is given up: one that ends its worker each time must not do so for ever.</summary>
    public int MaxAttempts { get; init; } = 5;

    internal JobPace Pace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), Workers, MaxAttempts);
}

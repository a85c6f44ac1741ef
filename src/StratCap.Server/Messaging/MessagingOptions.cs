namespace StratCap.Server.Messaging;

/// <summary>How events travel; configuration section <c>Messaging</c>. Every value has a default that suits one server on one machine.</summary>
internal sealed class MessagingOptions
{
    public const string Section = "Messaging";

    private static readonly TimeSpan[] UsualRetries = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>How often the outboxes are looked at although nobody told of a new event.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the broker may take to confirm an event before sending it counts as failed.</summary>
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long handlers may take over an event when there is no broker, before it counts as failed and is tried again.</summary>
    public TimeSpan HandleWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Waits before an event is sent again: the first one, doubled each time up to <see cref="LongestBackoff"/>.</summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait before an event is sent again.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits before a failing handler is tried again; after the last it has failed. Null takes two at once, then 0.5 s, then 2 s.</summary>
    public TimeSpan[]? RetryAfter { get; set; }

    /// <summary>Events that a module's queue hands out before it hears of the first one.</summary>
    public ushort Prefetch { get; set; } = 64;

    /// <summary>Handlers that run at once in this process. Each holds a database connection.</summary>
    public int HandlersAtOnce { get; set; } = 16;

    /// <summary>How long a stopping server lets handlers finish before it cancels them; their events are then left for the next one.</summary>
    public TimeSpan FinishWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Dispatching transactions open at once in this process; null takes 2 with a broker and 8 without.</summary>
    public int? TurnsAtOnce { get; set; }

    /// <summary>Aggregates that one dispatching transaction takes; null takes 64 with a broker and 1 without, where each waits for its handlers.</summary>
    public int? AggregatesPerTurn { get; set; }

    /// <summary>Events of one aggregate that one dispatching transaction takes.</summary>
    public int EventsPerAggregate { get; set; } = 100;

    /// <summary>Fills in what depends on whether there is a broker.</summary>
    public MessagingOptions For(bool broker)
    {
        TurnsAtOnce ??= broker ? 2 : 8;
        AggregatesPerTurn ??= broker ? 64 : 1;
        return this;
    }

    /// <summary>The waits of <see cref="RetryAfter"/> in force.</summary>
    public IReadOnlyList<TimeSpan> Retries => RetryAfter ?? UsualRetries;

    /// <summary>The wait after a number of failed attempts to send.</summary>
    public TimeSpan Backoff(int attempts) => TimeSpan.FromTicks((long)Math.Min(LongestBackoff.Ticks, FirstBackoff.Ticks * Math.Pow(2, Math.Min(attempts - 1, 30))));
}

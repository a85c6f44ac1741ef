using System.Security.Cryptography;

namespace StratCap.Notifications.Webhooks;

/// <summary>How webhooks are sent to. Configuration section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Seconds that a receiver may take, from the connection to its status.</summary>
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>Days without a success after which a webhook is stopped.</summary>
    public int StopAfterDays { get; set; } = 5;

    /// <summary>Seconds between two looks for deliveries.</summary>
    public int SendEverySeconds { get; set; } = 5;

    /// <summary>Lets addresses of this machine be entered, also without TLS. For development alone: a server elsewhere does not start with it.</summary>
    public bool AllowLoopback { get; set; }

    internal bool AreInRange() => TimeoutSeconds is >= 1 and <= 60 && StopAfterDays is >= 1 and <= 30 && SendEverySeconds is >= 1 and <= 3600;

    // The schedule of the Standard Webhooks specification, which spans three days.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(24);

    /// <summary>How long to wait after so many failed attempts, up to a fifth longer so that what failed together does not come back together; null gives up.</summary>
    /// <param name="asked">What the receiver asks for; heeded up to a day.</param>
    public static TimeSpan? WaitAfter(int attempts, TimeSpan? asked)
    {
        if (attempts > Waits.Length) return null;
        var wait = Waits[attempts - 1] * (1 + RandomNumberGenerator.GetInt32(0, 201) / 1000.0);
        return asked is { } longer && longer > wait ? TimeSpan.FromTicks(Math.Min(longer.Ticks, LongestAsked.Ticks)) : wait;
    }
}

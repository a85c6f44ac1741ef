using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Sending;

/// <summary>Where mail goes. Configuration section <c>Smtp</c>. Without a host, messages are written as files.</summary>
internal sealed class SmtpOptions
{
    public const string Section = "Smtp";

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender's address; his name is the firm's.</summary>
    public string From { get; set; } = "notices@stratcap.localhost";

    /// <summary>TLS from the first byte on port 465, by STARTTLS (or not at all) on any other.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>Where messages are written as .eml files when there is no host.</summary>
    public string PickupDirectory { get; set; } = Path.Combine(".data", "mail");

    /// <summary>Seconds that the mail server may take for an answer.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Attempts before a message is given up.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Seconds before the second attempt; doubled for each further one, at most an hour.</summary>
    public int RetrySeconds { get; set; } = 60;

    /// <summary>Seconds between two looks for messages to send.</summary>
    public int SendEverySeconds { get; set; } = 5;

    internal bool AreInRange() =>
        Addresses.Plain(From) is not null && Port is > 0 and < 65536 && TimeoutSeconds is >= 1 and <= 600 && MaxAttempts is >= 1 and <= 100
        && RetrySeconds is >= 1 and <= 3600 && SendEverySeconds is >= 1 and <= 3600;

    /// <summary>How long to wait after so many failed attempts.</summary>
    internal TimeSpan WaitAfter(int attempts) => TimeSpan.FromSeconds(Math.Min(3600, RetrySeconds * Math.Pow(2, Math.Min(attempts - 1, 12))));
}

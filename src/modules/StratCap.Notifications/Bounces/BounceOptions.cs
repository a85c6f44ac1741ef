using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Bounces;

/// <summary>Where mails that cannot be delivered are told of. Configuration section <c>Mail</c>; without an address, nothing is asked for and nothing comes.</summary>
internal sealed class BounceOptions
{
    public const string Section = "Mail";

    /// <summary>Characters of an address before the @ that are left beside the token: a local part has 64 at most (RFC 5321 4.5.3.1.1).</summary>
    private const int MaxLocal = 10;

    private const int MinSecret = 32;

    /// <summary>The address below which envelope senders are made, such as <c>bounces@mail.firm.example</c>: what stands before the @ gets a plus sign and a token.</summary>
    public string? BounceAddress { get; set; }

    /// <summary>By which the mail server proves itself when it hands a report on: at least 32 characters.</summary>
    public string? BounceSecret { get; set; }

    /// <summary>Both or none.</summary>
    internal bool AreInRange() => BounceAddress is null && BounceSecret is null
        || BounceSecret is { Length: >= MinSecret } && Addresses.Plain(BounceAddress) is { } address && address.IndexOf('@', StringComparison.Ordinal) <= MaxLocal && !address.Contains('+', StringComparison.Ordinal);
}

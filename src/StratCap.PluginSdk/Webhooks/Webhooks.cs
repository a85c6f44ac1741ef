using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Webhooks;

/// <summary>
/// Capability <c>webhooks</c>. The host has stored the delivery and answered the vendor before a plugin sees it; the plugin verifies and parses, and nothing else. The events say what to read
/// again: the host does not trust a body for money.
/// </summary>
public interface IWebhooks
{
    /// <summary>Whether the delivery is the vendor's, unchanged and of now (five minutes either way, where the vendor signs a time).</summary>
    Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct);

    /// <summary>What it says. Called after <see cref="VerifyWebhook"/> agreed.</summary>
    Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct);
}

/// <summary>A delivery as it came.</summary>
/// <param name="Headers">Names in lower case; several values joined with a comma.</param>
/// <param name="Body">The raw bytes: signatures are over these.</param>
/// <param name="ReceivedAt">When the host got it.</param>
public sealed record WebhookDelivery(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);

/// <summary>Whether a delivery is good.</summary>
/// <param name="IsGood">It is the vendor's, unchanged and of now.</param>
/// <param name="Reason">Why not, for the log.</param>
public sealed record WebhookVerdict(bool IsGood, string? Reason = null)
{
    /// <summary>A good one.</summary>
    public static WebhookVerdict Good { get; } = new(true);

    /// <summary>A bad one.</summary>
    public static WebhookVerdict Bad(string reason) => new(false, reason);
}

/// <summary>One event of a delivery.</summary>
/// <param name="EventId">The vendor's id of the event: the host takes each once.</param>
/// <param name="ExternalAccount">The company, item or account at the vendor whom it concerns (a delivery can carry several); the host drops those of other connections.</param>
/// <param name="Kind">What to do: <c>entries_changed</c>, <c>accounts_changed</c>, <c>transactions_changed</c>, <c>payment_changed</c>, <c>investor_changed</c>, <c>reconnect_needed</c>, <c>other</c>.</param>
/// <param name="ResourceId">The vendor's id of what changed.</param>
/// <param name="OccurredAt">When.</param>
public sealed record ProviderEvent(string EventId, string? ExternalAccount, string Kind, string? ResourceId, DateTimeOffset OccurredAt);

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.QuickBooks;

/// <summary>Webhook deliveries: CloudEvents arrays, and the older <c>eventNotifications</c> of archives that are sent again. Either may carry several companies.</summary>
internal static class Deliveries
{
    internal static async Task<WebhookVerdict> Verify(Connection connection, WebhookDelivery delivery, CancellationToken ct)
    {
        if (!delivery.Headers.TryGetValue("intuit-signature", out var signature)) return WebhookVerdict.Bad("The header intuit-signature is missing.");
        var given = new byte[32];
        if (!Convert.TryFromBase64String(signature, given, out var length) || length != given.Length) return WebhookVerdict.Bad("The signature is no base64 of 32 bytes.");
        var made = await connection.Secrets.HmacSha256("webhook_verifier", delivery.Body, ct);
        return CryptographicOperations.FixedTimeEquals(made, given) ? WebhookVerdict.Good : WebhookVerdict.Bad("The signature is not of this body and key.");
    }

    internal static IReadOnlyList<ProviderEvent> Parse(WebhookDelivery delivery)
    {
        try
        {
            using var document = JsonDocument.Parse(delivery.Body);
            var root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Array => [.. root.EnumerateArray().Select(e => OfCloudEvent(e, delivery.ReceivedAt))],
                JsonValueKind.Object when root.Get("eventNotifications").ValueKind == JsonValueKind.Array => [.. root.Get("eventNotifications").Items().SelectMany(n => OfNotification(n, delivery.ReceivedAt))],
                JsonValueKind.Object when root.TextOf("specversion") is not null => [OfCloudEvent(root, delivery.ReceivedAt)],
                _ => throw Unreadable(null),
            };
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    private static ConnectorException Unreadable(Exception? inner) => new(ErrorClass.Validation, "The delivery is in no form that QuickBooks sends.", inner: inner);

    private static ProviderEvent OfCloudEvent(JsonElement e, DateTimeOffset receivedAt) => new(
        e.TextOf("id") ?? throw Unreadable(null), e.TextOf("intuitaccountid"), Kind(e.TextOf("type")?.Split('.') is ["qbo", var entity, ..] ? entity : null), e.TextOf("intuitentityid"),
        QuickBooksConnector.Instant(e.TextOf("time")) ?? receivedAt);

    private static IEnumerable<ProviderEvent> OfNotification(JsonElement notification, DateTimeOffset receivedAt)
    {
        var realm = notification.TextOf("realmId");
        foreach (var entity in notification.Get("dataChangeEvent").Get("entities").Items())
        {
            // The older form has no event id: the same change told twice must have the same one.
            var facts = string.Join('|', realm, entity.TextOf("name"), entity.TextOf("id"), entity.TextOf("operation"), entity.TextOf("lastUpdated"));
            yield return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..32], realm, Kind(entity.TextOf("name")), entity.TextOf("id"),
                QuickBooksConnector.Instant(entity.TextOf("lastUpdated")) ?? receivedAt);
        }
    }

    private static string Kind(string? entity) => entity?.ToUpperInvariant() switch
    {
        "JOURNALENTRY" => "entries_changed",
        "ACCOUNT" => "accounts_changed",
        _ => "other",
    };
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// Stripe's webhooks: <c>Stripe-Signature: t=…,v1=…</c>, HMAC-SHA256 of time, dot and body (https://docs.stripe.com/webhooks#verify-manually). The rules are those of Stripe.net's EventUtility,
/// whose own code wants the secret at hand; here the host computes the HMAC.
/// </summary>
internal static class StripeWebhook
{
    private const decimal ToleranceSeconds = 300;
    private const int MostSignatures = 16;

    internal static async Task<WebhookVerdict> Verify(Connection connection, WebhookDelivery delivery, CancellationToken ct)
    {
        if (!delivery.Headers.TryGetValue("stripe-signature", out var header)) return WebhookVerdict.Bad("There is no signature.");
        var items = header.Split(',').Select(i => i.Split('=', 2)).Where(i => i.Length == 2).Select(i => (Name: i[0].Trim(), Value: i[1].Trim())).ToList();
        var times = items.Where(i => i.Name == "t").ToList();
        if (times.Count != 1 || !long.TryParse(times[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var time)) return WebhookVerdict.Bad("The signature has no time, or several.");
        // v0 is a test signature that proves nothing.
        var signatures = items.Where(i => i.Name == "v1").Take(MostSignatures).ToList();
        if (signatures.Count == 0) return WebhookVerdict.Bad("There is no signature of version 1.");
        if (Math.Abs((decimal)delivery.ReceivedAt.ToUnixTimeSeconds() - time) > ToleranceSeconds) return WebhookVerdict.Bad("It was signed more than five minutes ago or ahead.");

        var signed = new byte[times[0].Value.Length + 1 + delivery.Body.Length];
        Encoding.ASCII.GetBytes(times[0].Value + ".", signed);
        delivery.Body.CopyTo(signed.AsMemory(times[0].Value.Length + 1));
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(await connection.Secrets.HmacSha256("webhook_secret", signed, ct)));
        // While a secret is being changed Stripe signs with both: one that fits is enough.
        return signatures.Any(s => CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(s.Value))) ? WebhookVerdict.Good : WebhookVerdict.Bad("The signature is wrong.");
    }

    internal static IReadOnlyList<ProviderEvent> Parse(WebhookDelivery delivery)
    {
        try
        {
            using var json = JsonDocument.Parse(delivery.Body);
            var told = json.RootElement;
            if (Text(told, "id") is not { } id || Text(told, "type") is not { } type) throw new ConnectorException(ErrorClass.Validation, "The delivery is none of Stripe's events.");
            return [new(id, Text(told, "account") ?? Text(told, "context"), Kind(type), Resource(told), At(told) ?? delivery.ReceivedAt)];
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "The delivery is no JSON.", inner: e);
        }
    }

    private static string Kind(string type) => type switch
    {
        _ when type.StartsWith("payment_intent.", StringComparison.Ordinal) => "payment_changed",
        _ when type.StartsWith("charge.dispute.", StringComparison.Ordinal) || type == "charge.refunded" => "payment_changed",
        _ when type.StartsWith("v2.money_management.outbound_payment.", StringComparison.Ordinal) => "payment_changed",
        _ when type.StartsWith("payout.", StringComparison.Ordinal) || type == "balance.available" => "transactions_changed",
        _ when type.StartsWith("setup_intent.", StringComparison.Ordinal) || type is "mandate.updated" or "payment_method.updated" or "payment_method.detached" => "accounts_changed",
        "account.application.deauthorized" => "reconnect_needed",
        _ => "other",
    };

    /// <summary>v1 events carry the object (a dispute or charge names its PaymentIntent), v2 events its id alone.</summary>
    private static string? Resource(JsonElement told)
    {
        if (told.TryGetProperty("related_object", out var related)) return Text(related, "id");
        if (!told.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("object", out var changed)) return null;
        return Text(changed, "object") is "dispute" or "charge" ? Text(changed, "payment_intent") : Text(changed, "id");
    }

    private static DateTimeOffset? At(JsonElement told) =>
        !told.TryGetProperty("created", out var created) ? null
        : created.ValueKind == JsonValueKind.Number && created.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : created.ValueKind == JsonValueKind.String && created.TryGetDateTimeOffset(out var time) ? time
        : null;

    private static string? Text(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Sample;

/// <summary>Capability <c>webhooks</c>.</summary>
public sealed partial class SampleConnector
{
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct)
    {
        var parts = delivery.Headers.GetValueOrDefault("x-ledger-signature", "").Split(',');
        if (parts is not [['t', '=', .. var time], ['v', '1', '=', .. var given]] || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
            return WebhookVerdict.Bad("The signature is not in form.");
        if (Math.Abs(delivery.ReceivedAt.ToUnixTimeSeconds() - (decimal)unix) > (decimal)Drift.TotalSeconds) return WebhookVerdict.Bad("The signature is too old.");
        var signed = await connection.Secrets.HmacSha256("webhook_key", (byte[])[.. Encoding.UTF8.GetBytes(time + "."), .. delivery.Body.Span], ct);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signed)), Encoding.ASCII.GetBytes(given)) ? WebhookVerdict.Good : WebhookVerdict.Bad("The signature is wrong.");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct)
    {
        try
        {
            var told = JsonSerializer.Deserialize<Delivery>(delivery.Body.Span, JsonSerializerOptions.Web);
            return Task.FromResult<IReadOnlyList<ProviderEvent>>([.. (told?.Events ?? []).Select(e => new ProviderEvent(e.Id, e.Company, Kind(e), e.Resource, e.At))]);
        }
        catch (JsonException error)
        {
            throw new ConnectorException(ErrorClass.Validation, "The delivery is not JSON.", inner: error);
        }
    }

    private static string Kind(Told told) => told.Type switch
    {
        "entry.changed" => "entries_changed",
        "account.changed" => "accounts_changed",
        "payment.changed" => "payment_changed",
        "access.revoked" => "reconnect_needed",
        _ => "other",
    };

    private sealed record Delivery(IReadOnlyList<Told>? Events);

    private sealed record Told(string Id, string? Company, string Type, string? Resource, DateTimeOffset At);
}

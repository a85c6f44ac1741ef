using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.PortalSync.Webhooks;

/// <summary>
/// Signed webhooks, the same both ways: <c>webhook-id</c>, <c>webhook-timestamp</c> (seconds since 1970) and <c>webhook-signature: v1=HEX[,v1=HEX]</c>, HMAC-SHA256 of id, dot, timestamp, dot, body.
/// While a secret is being changed, the old one (<c>signing_secret_old</c>) counts too.
/// </summary>
internal static partial class Signatures
{
    internal const string IdHeader = "webhook-id";
    internal const string TimeHeader = "webhook-timestamp";
    internal const string SignatureHeader = "webhook-signature";
    private const decimal ToleranceSeconds = 300;
    private const int MostSignatures = 8;

    internal static async Task<WebhookVerdict> Verify(Connection connection, WebhookDelivery delivery, CancellationToken ct)
    {
        if (delivery.Headers.GetValueOrDefault(IdHeader) is not { } id || !Id().IsMatch(id)) return WebhookVerdict.Bad("There is no id of a delivery.");
        if (delivery.Headers.GetValueOrDefault(TimeHeader) is not { } text || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time)) return WebhookVerdict.Bad("There is no time.");
        if (Math.Abs((decimal)delivery.ReceivedAt.ToUnixTimeSeconds() - time) > ToleranceSeconds) return WebhookVerdict.Bad("It was signed more than five minutes ago or ahead.");
        var given = (delivery.Headers.GetValueOrDefault(SignatureHeader) ?? "").Split(',').Select(s => s.Trim()).Where(s => s.StartsWith("v1=", StringComparison.Ordinal)).Take(MostSignatures).ToList();
        if (given.Count == 0) return WebhookVerdict.Bad("There is no signature.");
        var right = await Make(connection, id, text, delivery.Body, ct);
        return given.Any(g => right.Any(r => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(g), Encoding.UTF8.GetBytes(r)))) ? WebhookVerdict.Good : WebhookVerdict.Bad("The signature is wrong.");
    }

    /// <summary>By the secret, and by the old one where there is one.</summary>
    internal static async Task<IReadOnlyList<string>> Make(Connection connection, string id, string time, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body.Span];
        var by = "v1=" + Convert.ToHexStringLower(await connection.Secrets.HmacSha256("signing_secret", signed, ct));
        try
        {
            return [by, "v1=" + Convert.ToHexStringLower(await connection.Secrets.HmacSha256("signing_secret_old", signed, ct))];
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Auth)
        {
            // No secret is being changed.
            return [by];
        }
    }

    internal static bool IsId(string text) => Id().IsMatch(text);

    // No dot: it parts what is signed.
    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Plaid;

/// <summary>
/// Plaid's webhooks: the header <c>Plaid-Verification</c> is a JWT (ES256) whose claims are the time and the body's SHA-256
/// (https://plaid.com/docs/api/webhooks/webhook-verification).
/// </summary>
internal static partial class PlaidWebhook
{
    private const string Header = "plaid-verification";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    internal static async Task<WebhookVerdict> Verify(Connection connection, WebhookDelivery delivery, CancellationToken ct)
    {
        if (delivery.Headers.GetValueOrDefault(Header)?.Split('.') is not { Length: 3 } parts) return WebhookVerdict.Bad("There is no signature.");
        if (Part(parts[0]) is not { } head || Part(parts[1]) is not { } claims || Bytes(parts[2]) is not { } signature) return WebhookVerdict.Bad("The signature is no JWT.");
        // No other algorithm, however the token asks for it: "none" and HMAC under a public key are the classical forgeries.
        if (Text(head, "alg") != "ES256") return WebhookVerdict.Bad("The signature is not by ES256.");
        if (Text(head, "kid") is not { } kid || !KeyId().IsMatch(kid)) return WebhookVerdict.Bad("The signature names no key.");
        // What costs nothing is looked at before Plaid is asked for a key.
        if (!claims.TryGetProperty("iat", out var iat) || iat.ValueKind != JsonValueKind.Number || !iat.TryGetInt64(out var seconds)) return WebhookVerdict.Bad("The signature has no time.");
        if (Math.Abs((decimal)delivery.ReceivedAt.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds) return WebhookVerdict.Bad("It was signed more than five minutes ago or ahead.");
        if (!SameBody(Text(claims, "request_body_sha256"), delivery.Body.Span)) return WebhookVerdict.Bad("The body is not the one that was signed.");

        return await FindKey(connection, kid, delivery.ReceivedAt, ct) is not { } key ? WebhookVerdict.Bad("Plaid knows no such key, or has withdrawn it.")
            : IsSigned(key, parts[0] + "." + parts[1], signature) ? WebhookVerdict.Good
            : WebhookVerdict.Bad("The signature is wrong.");
    }

    internal static IReadOnlyList<ProviderEvent> Parse(WebhookDelivery delivery)
    {
        using var json = ReadBody(delivery.Body);
        var body = json.RootElement;
        var (type, code) = (Text(body, "webhook_type"), Text(body, "webhook_code"));
        if (type is null || code is null) throw new ConnectorException(ErrorClass.Validation, "The delivery is none of Plaid's webhooks.");
        return [new(EventId(delivery), Text(body, "item_id"), Kind(type, code), Text(body, "account_id"), delivery.ReceivedAt)];
    }

    /// <summary>Plaid numbers no webhooks, and two of the same kind have the same body: what was signed, with its time, is the delivery's name.</summary>
    private static string EventId(WebhookDelivery delivery)
    {
        var token = delivery.Headers.GetValueOrDefault(Header) ?? "";
        var signed = token.LastIndexOf('.') is > 0 and var end ? token[..end] : token;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signed)));
    }

    private static string Kind(string type, string code) => (type, code) switch
    {
        ("TRANSFER", "TRANSFER_EVENTS_UPDATE") => "payment_changed",
        ("TRANSACTIONS", _) => "transactions_changed",
        ("ITEM", "ERROR" or "PENDING_EXPIRATION" or "PENDING_DISCONNECT" or "USER_PERMISSION_REVOKED" or "USER_ACCOUNT_REVOKED") => "reconnect_needed",
        ("ITEM", "NEW_ACCOUNTS_AVAILABLE") or ("AUTH", _) or ("IDENTITY", _) => "accounts_changed",
        _ => "other",
    };

    /// <summary>Asked for at each delivery: a plugin keeps nothing between calls, and a withdrawn key is so known at once.</summary>
    private static async Task<KeyData?> FindKey(Connection connection, string kid, DateTimeOffset at, CancellationToken ct)
    {
        try
        {
            var key = (await new PlaidClient(connection).Post<WebhookKeyAnswer>("/webhook_verification_key/get", new { key_id = kid }, ct)).Key;
            return key is { Alg: "ES256", Kty: "EC", Crv: "P-256" } && !(key.ExpiredAt <= at.ToUnixTimeSeconds()) ? key : null;
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Validation or ErrorClass.NotFound)
        {
            return null;
        }
    }

    private static bool IsSigned(KeyData key, string signed, byte[] signature)
    {
        if (Bytes(key.X) is not { Length: 32 } x || Bytes(key.Y) is not { Length: 32 } y || signature.Length != 64) return false;
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        return ecdsa.VerifyData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static bool SameBody(string? hash, ReadOnlySpan<byte> body) =>
        hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))));

    private static JsonElement? Part(string encoded)
    {
        if (Bytes(encoded) is not { } bytes) return null;
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // Not a token of Plaid's: the verdict says so.
            return null;
        }
    }

    private static byte[]? Bytes(string encoded) => Base64Url.IsValid(encoded) ? Base64Url.DecodeFromChars(encoded) : null;

    private static JsonDocument ReadBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "The delivery is no JSON.", inner: e);
        }
    }

    private static string? Text(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();
}

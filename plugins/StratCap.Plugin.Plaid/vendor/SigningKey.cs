using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Plaid.Vendor;

/// <summary>A key that webhooks are signed with: a JWT by ES256 over the time and the body's hash (plaid.com/docs/api/webhooks/webhook-verification).</summary>
internal sealed class SigningKey(string id)
{
    private const string Body = """{"webhook_type":"TRANSFER","webhook_code":"TRANSFER_EVENTS_UPDATE","environment":"sandbox"}""";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal string Id { get; } = id;

    /// <summary>The public half, as <c>/webhook_verification_key/get</c> gives it.</summary>
    internal JsonObject Jwk()
    {
        var point = _key.ExportParameters(false).Q;
        return new()
        {
            ["alg"] = "ES256",
            ["crv"] = "P-256",
            ["kty"] = "EC",
            ["use"] = "sig",
            ["kid"] = Id,
            ["created_at"] = 1_700_000_000,
            ["expired_at"] = null,
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    internal WebhookDelivery Sign(DateTimeOffset at)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var signed = Part(new() { ["alg"] = "ES256", ["kid"] = Id, ["typ"] = "JWT" }) + "." + Part(new() { ["iat"] = at.ToUnixTimeSeconds(), ["request_body_sha256"] = Convert.ToHexStringLower(SHA256.HashData(body)) });
        var signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new(new Dictionary<string, string> { ["plaid-verification"] = signed + "." + Base64Url.EncodeToString(signature) }, body, TimeProvider.System.GetUtcNow());
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}

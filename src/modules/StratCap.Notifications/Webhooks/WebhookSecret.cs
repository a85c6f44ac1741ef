using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StratCap.Foundation.Security;

namespace StratCap.Notifications.Webhooks;

/// <summary>Makes, keeps and uses what deliveries are signed with, as the Standard Webhooks specification 1.0 has it (symmetric, v1).</summary>
internal sealed class WebhookSecret(Seal seal)
{
    private const string Purpose = "notifications.webhook-secret";
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <summary>A new secret, and how it is kept.</summary>
    public (string Shown, byte[] Kept) Make()
    {
        var secret = RandomNumberGenerator.GetBytes(Bytes);
        return (Prefix + Convert.ToBase64String(secret), seal.Close(Purpose, secret));
    }

    /// <summary>The header <c>webhook-signature</c>: one signature for each secret that is good now.</summary>
    public string Header(Webhook webhook, string messageId, DateTimeOffset now, string body)
    {
        var current = Sign(seal.Open(Purpose, webhook.Secret), messageId, now, body);
        return webhook.PreviousSecret is { } previous && webhook.PreviousUntil > now ? $"{current} {Sign(seal.Open(Purpose, previous), messageId, now, body)}" : current;
    }

    /// <summary>A signature over id, time in Unix seconds, and body.</summary>
    public static string Sign(byte[] secret, string messageId, DateTimeOffset at, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}.{at.ToUnixTimeSeconds()}.{body}"))));
}

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace StratCap.Identity.SignIn;

/// <summary>Codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds and six digits, which is what the apps do. One step early or late is good.</summary>
internal static class Totp
{
    private const int StepSeconds = 30;
    private const int Tolerance = 1;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret of 160 bits, as RFC 4226 recommends.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The time step whose code this is, if it is later than the last one used; else null. So each code works once.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        if (code.Length != 6) return null;
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
            if (step > lastStep && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), Encoding.UTF8.GetBytes(code)))
                return step;
        return null;
    }

    /// <summary>The code of a time step.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // The apps know no other hash, and HMAC does not need collision resistance.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The secret as apps read it.</summary>
    public static string ToBase32(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var b in secret)
        {
            (bits, count) = ((bits << 8) | b, count + 8);
            while (count >= 5)
            {
                text.Append(Base32[(bits >> (count - 5)) & 31]);
                count -= 5;
            }
            bits &= (1 << count) - 1;
        }
        return count == 0 ? text.ToString() : text.Append(Base32[(bits << (5 - count)) & 31]).ToString();
    }

    /// <summary>What the app scans.</summary>
    public static string Uri(string firm, string email, string secret) => QueryHelpers.AddQueryString(
        $"otpauth://totp/{System.Uri.EscapeDataString($"{firm}:{email}")}", new Dictionary<string, string?> { ["secret"] = secret, ["issuer"] = firm });
}

using System.Security.Cryptography;
using System.Text.Json;

namespace StratCap.PluginHost.Packages;

/// <summary>The files that seal a package: hashes of all others, and signatures over them.</summary>
internal static class PackageSeal
{
    internal const string Hashes = "MANIFEST.json", Signature = "MANIFEST.sig", CounterSignature = "MANIFEST.countersig";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Hashes by path, lower-case hexadecimal.</summary>
    internal sealed record HashList(SortedDictionary<string, string> Files);

    /// <summary>Whose key (SHA-256 of the public key) and what it says (ECDSA P-256 over SHA-256, fixed length, base64).</summary>
    internal sealed record Stamp(string Key, string Value);

    internal static byte[] Write(HashList hashes) => JsonSerializer.SerializeToUtf8Bytes(hashes, Strict);

    internal static HashList ReadHashes(byte[] json) => Read<HashList>(json, Hashes);

    /// <summary>Signs; what is signed are the hashes, and for the counter-signature the partner's signature too.</summary>
    internal static byte[] Sign(ECDsa key, params byte[][] signed) =>
        JsonSerializer.SerializeToUtf8Bytes(new Stamp(KeyId(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(key.SignData(Joined(signed), HashAlgorithmName.SHA256))), Strict);

    /// <summary>Whose signature it is.</summary>
    /// <exception cref="PackageRefused">Nobody's who is believed (<c>package.untrusted</c>), or not over these bytes (<c>package.changed</c>).</exception>
    internal static TrustedKey Signer(byte[] stampFile, string name, IReadOnlyList<TrustedKey> keys, params byte[][] signed)
    {
        var stamp = Read<Stamp>(stampFile, name);
        var trusted = keys.FirstOrDefault(k => KeyId(k.PublicKey.Span) == stamp.Key) ?? throw new PackageRefused("package.untrusted", $"{name} is by a key that is not believed.", name);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(trusted.PublicKey.Span, out _);
        var value = new byte[128];
        if (!Convert.TryFromBase64String(stamp.Value, value, out var length) || !key.VerifyData(Joined(signed), value.AsSpan(0, length), HashAlgorithmName.SHA256))
            throw new PackageRefused("package.changed", $"{name} does not fit {Hashes}.", Hashes);
        return trusted;
    }

    internal static string KeyId(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    private static byte[] Joined(byte[][] parts) => [.. parts.SelectMany(p => p)];

    private static T Read<T>(byte[] json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Strict) ?? throw new PackageRefused("package.form", $"{name} is empty.", name);
        }
        catch (JsonException)
        {
            throw new PackageRefused("package.form", $"{name} is not in form.", name);
        }
    }
}

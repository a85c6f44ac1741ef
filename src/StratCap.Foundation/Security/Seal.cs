using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Data;

namespace StratCap.Foundation.Security;

/// <summary>
/// Seals what must lie in the database and must not be readable from it: AES-256-GCM under a key that is not in the database. The key comes from
/// <c>Identity:KeySecret</c>; without that, from the owner's connection string, which every copy of the server has and a copy of the database has not.
/// So a stolen dump signs no tokens and opens no second factors. Changing the secret means that nothing sealed before can be opened.
/// </summary>
public sealed class Seal(IConfiguration configuration)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(configuration["Identity:KeySecret"] is { Length: > 0 } secret
        ? secret
        : DatabaseRoles.PasswordOf(DatabaseRoles.For(configuration, "identity").Owner, "stratcap_identity_keys"));

    /// <summary>Seals bytes for a purpose; the same purpose opens them.</summary>
    public byte[] Close(string purpose, ReadOnlySpan<byte> open)
    {
        var sealedBytes = new byte[NonceBytes + open.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyFor(purpose), TagBytes);
        aes.Encrypt(nonce, open, sealedBytes.AsSpan(NonceBytes, open.Length), sealedBytes.AsSpan(NonceBytes + open.Length));
        return sealedBytes;
    }

    /// <summary>Opens what was sealed for a purpose.</summary>
    /// <exception cref="InvalidOperationException">It was sealed under another secret, or changed since.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> sealedBytes)
    {
        var length = sealedBytes.Length - NonceBytes - TagBytes;
        try
        {
            var open = new byte[length];
            using var aes = new AesGcm(KeyFor(purpose), TagBytes);
            aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes.Slice(NonceBytes, length), sealedBytes[(NonceBytes + length)..], open);
            return open;
        }
        catch (Exception e) when (e is CryptographicException or OverflowException)
        {
            throw new InvalidOperationException(
                $"What is sealed for '{purpose}' cannot be opened. Set Identity:KeySecret (or the database owner's password) to what it was when it was sealed; "
                + "or, to start anew and sign everybody out, delete the rows of identity.server_keys and identity.data_protection_keys.", e);
        }
    }

    /// <summary>A code over bytes that nobody without the key can make (HMAC-SHA256).</summary>
    public byte[] Code(string purpose, ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(KeyFor(purpose), bytes);

    private byte[] KeyFor(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, info: Encoding.UTF8.GetBytes("stratcap:seal:" + purpose));
}

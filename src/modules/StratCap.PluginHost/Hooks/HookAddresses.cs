using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using StratCap.Foundation.Security;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.Hooks;

/// <summary>What a webhook's address stands for.</summary>
internal sealed record HookAddress(Guid TenantId, Guid ConnectionId, int Number);

/// <summary>
/// Addresses of webhooks. Firm, connection and the number of the address stand in it with a code over them that nobody can make without the platform's key (128 bits of HMAC-SHA256): it cannot be
/// guessed, and needs no look into any table to be told from a wrong one.
/// </summary>
internal sealed class HookAddresses(Seal seal)
{
    private const string Purpose = "plugin_host.hook";
    private const int CodeBytes = 16;
    private const int FactBytes = 16 + 16 + 4;

    /// <summary>The token of a connection's address.</summary>
    public string Token(HookAddress address)
    {
        var bytes = new byte[FactBytes + CodeBytes];
        address.TenantId.TryWriteBytes(bytes);
        address.ConnectionId.TryWriteBytes(bytes.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(32), address.Number);
        seal.Code(Purpose, bytes.AsSpan(0, FactBytes)).AsSpan(0, CodeBytes).CopyTo(bytes.AsSpan(FactBytes));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a token stands for; null when it is not one of ours.</summary>
    public HookAddress? Read(string token)
    {
        var bytes = new byte[FactBytes + CodeBytes];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != bytes.Length) return null;
        var code = seal.Code(Purpose, bytes.AsSpan(0, FactBytes)).AsSpan(0, CodeBytes);
        return CryptographicOperations.FixedTimeEquals(code, bytes.AsSpan(FactBytes))
            ? new HookAddress(new Guid(bytes.AsSpan(0, 16)), new Guid(bytes.AsSpan(16, 16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(32)))
            : null;
    }

    /// <summary>Makes the address of a connection's webhooks on the domain of a request; null where its plugin has none.</summary>
    public Func<ConnectionFacts, int, string?> UrlOf(HttpContext http) => (facts, number) => facts.Manifest.Webhooks is { } hooks
        ? $"{http.Request.Scheme}://{http.Request.Host}/hooks/{Token(new HookAddress(facts.TenantId, facts.Id, number))}/{hooks.Path.Trim('/')}"
        : null;
}

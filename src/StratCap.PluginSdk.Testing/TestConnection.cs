using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Testing;

/// <summary>A connection for unit tests of a connector: requests to the vendor's hosts go to a stand-in on this machine, with the secrets put in as the host would.</summary>
public static class TestConnection
{
    /// <summary>Makes one.</summary>
    /// <param name="standIn">Where the stand-in listens; the path that the plugin asks for is kept, the vendor's host stands in the header <c>X-Vendor-Host</c>.</param>
    /// <param name="settings">Any object; its JSON are the settings.</param>
    /// <param name="secrets">By name.</param>
    /// <param name="clock">The time; null: the machine's.</param>
    /// <param name="files">Remote files, where the plugin uses them.</param>
    public static Connection To(Uri standIn, object? settings = null, IReadOnlyDictionary<string, string>? secrets = null, TimeProvider? clock = null, IRemoteFiles? files = null)
    {
        secrets ??= new Dictionary<string, string>();
        return new Connection
        {
            Handle = "test",
            Settings = JsonSerializer.SerializeToElement(settings ?? new { }, JsonSerializerOptions.Web),
            Http = new HttpClient(new StandInHandler(standIn, secrets)) { Timeout = TimeSpan.FromSeconds(100) },
            Secrets = new SecretsAtHand(secrets),
            Files = files,
            Clock = clock ?? TimeProvider.System,
            Log = NullLogger.Instance,
        };
    }
}

internal sealed class SecretsAtHand(IReadOnlyDictionary<string, string> secrets) : ISecretWork
{
    public Task<byte[]> HmacSha256(string secret, ReadOnlyMemory<byte> data, CancellationToken ct) => Task.FromResult(HMACSHA256.HashData(Bytes(secret), data.Span));

    public Task<bool> Matches(string secret, string value, CancellationToken ct) => Task.FromResult(CryptographicOperations.FixedTimeEquals(Bytes(secret), Encoding.UTF8.GetBytes(value)));

    private byte[] Bytes(string secret) =>
        secrets.TryGetValue(secret, out var value) ? Encoding.UTF8.GetBytes(value) : throw new ConnectorException(ErrorClass.Auth, $"The secret '{secret}' is not set on this connection.");
}

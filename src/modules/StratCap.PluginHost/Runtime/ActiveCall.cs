using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginHost.Runtime;

/// <summary>A call while it runs: what its handle stands for. When it is disposed of, the handle is void and its requests stop.</summary>
internal sealed class ActiveCall : IDisposable
{
    /// <summary>Shorter values are not looked for in answers and lines: they would be found in amounts and dates.</summary>
    private const int MaskedFrom = 8;

    private const int LinesAtMost = 200;

    private readonly ActiveCalls owner;
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<string, byte[]> shown = new(StringComparer.Ordinal);
    private int writesLeft;
    private readonly Lock gate = new();
    private RemoteFolder? folder;
    private int lines;

    internal ActiveCall(ActiveCalls owner, CallScope scope, PluginPackage package)
    {
        this.owner = owner;
        Scope = scope;
        Package = package;
        Ended = ended.Token;
    }

    internal string Handle { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal CallScope Scope { get; }

    internal PluginPackage Package { get; }

    internal CancellationToken Ended { get; }

    /// <summary>Whether a request that can change something at the vendor may have reached it.</summary>
    internal bool WriteLeft => Volatile.Read(ref writesLeft) > 0;

    internal void Leaving(HttpMethod method) => Interlocked.Add(ref writesLeft, IsWrite(method) ? 1 : 0);

    /// <summary>It never got a connection.</summary>
    internal void NeverLeft(HttpMethod method) => Interlocked.Add(ref writesLeft, IsWrite(method) ? -1 : 0);

    private static bool IsWrite(HttpMethod method) => method != HttpMethod.Get && method != HttpMethod.Head;

    /// <summary>The connection's folder at its file server, for as long as the call runs.</summary>
    /// <exception cref="ConnectorException">The settings do not say which (<see cref="ErrorClass.Validation"/>), or the house carries this plugin's files itself.</exception>
    internal IRemoteFiles Folder(IEgressRoutes routes)
    {
        if (Package.Manifest.HouseCarriesFiles) throw new ConnectorException(ErrorClass.Permanent, "Files of this plugin are carried by the house.", EgressRefusal.Form);
        if (Scope.Files is { } given) return given;
        var seconds = Math.Max(1, Package.Manifest.Limits.CallSeconds * 5 / 6);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(ended.IsCancellationRequested, this);
            return folder ??= new RemoteFolder(FilePlace.Of(Package.Manifest, Scope.Settings), routes, FileSecret, Scope.Journal, Package.Manifest.Limits.AnswerMegabytes << 20, TimeSpan.FromSeconds(seconds))
            {
                Leaving = () => Leaving(HttpMethod.Put),
            };
        }
    }

    private async Task<string?> FileSecret(string name, CancellationToken ct)
    {
        var value = await Scope.Secrets.Get(name, ct);
        if (value is not null) Filled(value);
        return value;
    }

    /// <summary>A secret's value for work that does not show it, remembered for masking. What a link gave leaves in requests alone.</summary>
    /// <exception cref="ConnectorException">It is not in the manifest, not set, or a link gave it.</exception>
    internal Task<string> Secret(string name, CancellationToken ct) => Package.Manifest.Links?.Gives(name) == true
        ? throw new ConnectorException(ErrorClass.Permanent, $"The secret '{name}' came of a link: it stands in requests alone.", EgressRefusal.Secret)
        : Value(name, ct);

    /// <summary>A secret's value for a request, remembered for masking.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="host">Where the request goes.</param>
    /// <param name="places">Where in it the secret stands.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <exception cref="ConnectorException">It is not in the manifest, not for this host or these places, or not set.</exception>
    internal Task<string> Secret(string name, string host, IReadOnlyCollection<SecretPlace> places, CancellationToken ct) =>
        Package.Manifest.Links is { } links && links.Gives(name) && !(links.Hosts.Contains(host) && places.All(p => links.Places.Contains(p.ToString().ToLowerInvariant())))
            ? throw new ConnectorException(ErrorClass.Permanent, $"The secret '{name}' came of a link: the plugin's manifest does not let it go to that host, or stand in that place.", EgressRefusal.Secret)
            : Value(name, ct);

    // A connection has more secrets than its plugin may use: the refresh token is the host's alone.
    private async Task<string> Value(string name, CancellationToken ct)
    {
        var manifest = Package.Manifest;
        if (!manifest.HasSecret(name) && !(name == "access_token" && manifest.OAuth2 is not null))
            throw new ConnectorException(ErrorClass.Permanent, $"The secret '{name}' is not in the plugin's manifest.", EgressRefusal.Secret);
        var value = await Scope.Secrets.Get(name, ct) ?? throw new ConnectorException(ErrorClass.Auth, $"The secret '{name}' is not set on this connection.");
        foreach (var form in (string[])[value, Uri.EscapeDataString(value), Convert.ToBase64String(Encoding.UTF8.GetBytes(value))]) Filled(form);
        return value;
    }

    /// <summary>What a placeholder became, remembered for masking: escaped for where it stood, or a pair in base64.</summary>
    internal void Filled(string text)
    {
        if (text.Length >= MaskedFrom) shown[text] = Encoding.UTF8.GetBytes(text);
    }

    // The longer first: of a text that another one begins, nothing is left.
    private IEnumerable<KeyValuePair<string, byte[]>> Shown => shown.OrderByDescending(s => s.Key.Length);

    /// <summary>A text without the secrets that this call has used, in none of the forms in which they were sent.</summary>
    internal string Masked(string text)
    {
        foreach (var (form, _) in Shown) text = text.Replace(form, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Bytes without them; a vendor that repeats what it was sent does not hand a secret to the plugin.</summary>
    internal byte[] Masked(byte[] bytes)
    {
        foreach (var (_, form) in Shown) bytes = Without(bytes, form);
        return bytes;
    }

    private static byte[] Without(byte[] bytes, byte[] secret)
    {
        if (bytes.AsSpan().IndexOf(secret) < 0) return bytes;
        using var kept = new MemoryStream(bytes.Length);
        var rest = bytes.AsSpan();
        for (int at; (at = rest.IndexOf(secret)) >= 0; rest = rest[(at + secret.Length)..])
        {
            kept.Write(rest[..at]);
            kept.Write("***"u8);
        }
        kept.Write(rest);
        return kept.ToArray();
    }

    internal void Say(LogLevel level, string text)
    {
        if (Interlocked.Increment(ref lines) > LinesAtMost) return;
        // Masked before it is cut, so that no half of a secret is left; one line stays one line.
        var line = string.Concat(Masked(text).Select(c => char.IsControl(c) ? ' ' : c));
        Scope.Journal.Said(level, line.Length <= 1000 ? line : line[..1000]);
    }

    public void Dispose()
    {
        owner.Leave(Handle);
        ended.Cancel();
        lock (gate) folder?.Dispose();
        ended.Dispose();
    }
}

/// <summary>The calls that run in one worker. Another worker's handle is not here.</summary>
internal sealed class ActiveCalls
{
    private readonly ConcurrentDictionary<string, ActiveCall> calls = new(StringComparer.Ordinal);

    internal ActiveCall Enter(CallScope scope, PluginPackage package)
    {
        var call = new ActiveCall(this, scope, package);
        calls[call.Handle] = call;
        return call;
    }

    /// <exception cref="ConnectorException">There is no such call, or it is over.</exception>
    internal ActiveCall Of(string handle) =>
        calls.TryGetValue(handle, out var call) ? call : throw new ConnectorException(ErrorClass.Permanent, "The connection's handle is not that of a running call.", EgressRefusal.Handle);

    /// <summary>Whether none runs.</summary>
    internal bool IsEmpty => calls.IsEmpty;

    internal void Leave(string handle) => calls.TryRemove(handle, out _);
}

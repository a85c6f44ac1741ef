using System.Text.Json;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk.Connections;

namespace StratCap.PluginHost.Runtime;

/// <summary>For whom a call is made. The worker sees the settings and a handle that is good for this call alone; it learns no firm and no secret.</summary>
/// <param name="PackageHash">Which package runs: <see cref="Packages.PluginPackage.Hash"/>.</param>
/// <param name="ConnectionId">The connection: the manifest's rate and concurrency limits are counted per connection. It does not leave the host.</param>
/// <param name="Settings">Valid against the plugin's schema, without secrets.</param>
/// <param name="Secrets">The connection's secrets.</param>
/// <param name="Journal">Where requests and log lines of this call are noted.</param>
/// <param name="Files">In place of the file server that the settings name: the conformance kit's. Null: that server.</param>
/// <param name="AloneFor">Not null: the call runs in a worker of its own for that name (isolation per firm, for plugins that move money).</param>
internal sealed record CallScope(string PackageHash, Guid ConnectionId, JsonElement Settings, ISecretSource Secrets, ICallJournal Journal, string? AloneFor = null, IRemoteFiles? Files = null);

/// <summary>The secrets of one connection. Called by the host while a request leaves; values go nowhere else.</summary>
internal interface ISecretSource
{
    /// <summary>A secret's value by the name in <c>plugin.json</c>, <c>access_token</c> included (refreshed beforehand when it is about to end); null: it is not set.</summary>
    Task<string?> Get(string name, CancellationToken ct);

    /// <summary>Called once when the vendor answered 401 to a request that carried the access token: get a new one, whoever refreshed first wins.</summary>
    /// <param name="refused">The token that was refused; if the stored one is another already, that is enough.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Whether <see cref="Get"/> now gives another <c>access_token</c>; false: the connection is not OAuth, or a person must reconnect.</returns>
    Task<bool> Refresh(string refused, CancellationToken ct);
}

/// <summary>Takes notes of a call. Called from several threads; it returns at once and does not throw.</summary>
internal interface ICallJournal
{
    /// <summary>A request left, or was refused before it left.</summary>
    void Sent(SentRequest request);

    /// <summary>The plugin wrote a line for the firm's administrator: at most 1,000 characters, every secret of the call masked.</summary>
    void Said(LogLevel level, string text);
}

/// <summary>One request of a plugin, for the audit: no query, no header, no body.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Host">The host asked for.</param>
/// <param name="Path">Without the query; at most 300 characters, digits of runs of six or more masked.</param>
/// <param name="Status">The vendor's status; null: no answer.</param>
/// <param name="BytesOut">Of the body sent.</param>
/// <param name="BytesIn">Of the body received.</param>
/// <param name="Elapsed">From the check to the last byte.</param>
/// <param name="Refused">Why it did not leave; null when it did.</param>
internal sealed record SentRequest(string Method, string Host, string Path, int? Status, long BytesOut, long BytesIn, TimeSpan Elapsed, string? Refused);

/// <summary>Where the runtime finds packages and the keys that it believes. Implemented by the database part; registered as a singleton.</summary>
internal interface IPluginSource
{
    /// <summary>The <c>.scplug</c> file of a <see cref="Packages.PluginPackage.Hash"/>; null: there is none, or it has been withdrawn.</summary>
    Task<Stream?> Open(string packageHash, CancellationToken ct);

    /// <summary>The keys believed now.</summary>
    Task<IReadOnlyList<Packages.TrustedKey>> Keys(CancellationToken ct);
}

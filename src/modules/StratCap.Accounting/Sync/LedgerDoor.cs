using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Web;
using StratCap.PluginSdk;

namespace StratCap.Accounting.Sync;

/// <summary>The way to the firm's general ledgers; a server without plugins has none, and says so.</summary>
internal sealed class LedgerDoor(IServiceProvider services)
{
    private static readonly string[] Capabilities = ["pullAccounts", "pullJournal", "pushJournal"];

    private readonly IConnectors? _connectors = services.GetService<IConnectors>();

    /// <summary>Why there is no way at all, or null.</summary>
    public Refusal? Closed => _connectors is null
        ? Refusal.Rule("ledger_sync.no_connectors", "This server runs without plugins, so that it reaches no general ledger: ask its operator to install one.")
        : null;

    /// <summary>The firm's enabled connections to general ledgers.</summary>
    public async Task<IReadOnlyList<ConnectionInfo>> Connections(CancellationToken ct) =>
        _connectors is null ? [] : [.. (await _connectors.Connections(Capabilities, ct)).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The ledger behind a link's connection.</summary>
    /// <exception cref="ConnectorException">The connection is no more, or is off (<see cref="ErrorClass.NotFound"/>).</exception>
    public async Task<ILedgerConnection> Open(SyncLink link, CancellationToken ct) =>
        (await Connections(ct)).Any(c => c.Id == link.ConnectionId)
            ? _connectors!.Ledger(link.ConnectionId)
            : throw new ConnectorException(ErrorClass.NotFound, "The connection is not there, or is off: switch it on or make another link.");

    /// <summary>Why a connection cannot serve a direction, or null.</summary>
    public static Refusal? Lacks(ConnectionInfo connection, SyncDirection direction)
    {
        string[] needed = direction switch
        {
            SyncDirection.Pull => ["pullAccounts", "pullJournal"],
            SyncDirection.Push => ["pullAccounts", "pushJournal"],
            _ => Capabilities,
        };
        var missing = needed.Except(connection.Capabilities, StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null : Refusal.Rule("ledger_sync.connection_cannot", $"The connection '{connection.Name}' lacks for this direction: {string.Join(", ", missing)}.");
    }
}

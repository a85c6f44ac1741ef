using Microsoft.Extensions.Logging;
using StratCap.Plugin.PortalSync;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Portals;

namespace StratCap.Plugins.Tests.Careless;

/// <summary>The same with the connector of portals, where it exchanges files.</summary>
public sealed partial class CarelessConnector : IPortal
{
    private readonly PortalSyncConnector _portal = new();

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(Connection connection, string? cursor, CancellationToken ct) => _portal.StreamInvestors(Over(connection), cursor, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> UpsertInvestor(Connection connection, string key, PortalInvestor investor, CancellationToken ct) => _portal.UpsertInvestor(Over(connection), key, investor, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> PublishDocument(Connection connection, string key, PortalDocument document, CancellationToken ct) => _portal.PublishDocument(Over(connection), key, document, ct);

    /// <inheritdoc/>
    public async Task<WriteOutcome> PublishEvent(Connection connection, string key, PortalCapitalEvent capitalEvent, CancellationToken ct)
    {
        var outcome = await _portal.PublishEvent(Over(connection), Mistake == "writes under a new name each time" ? Guid.NewGuid().ToString("N") : key, capitalEvent, ct);
        return Mistake == "calls a broken line a refusal" && outcome is WriteOutcome.Uncertain ? new WriteOutcome.Rejected("files.broken", "The line broke.") : outcome;
    }

    private static Connection Over(Connection connection) => connection.Files is not { } files ? connection : new Connection
    {
        Handle = connection.Handle,
        Settings = connection.Settings,
        Http = connection.Http,
        Secrets = connection.Secrets,
        Files = new CarelessFiles(files),
        Clock = connection.Clock,
        Log = connection.Log,
    };

    /// <summary>Does one thing wrong with files.</summary>
    private sealed class CarelessFiles(IRemoteFiles files) : IRemoteFiles
    {
        public Task<IReadOnlyList<RemoteFile>> List(string folder, CancellationToken ct) => files.List(folder, ct);

        public Task<byte[]> Read(string path, CancellationToken ct) => files.Read(path, ct);

        public async Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
        {
            try
            {
                await files.Write(path, content, ct);
            }
            catch (ConnectorException) when (Mistake == "takes a broken line for done")
            {
                // Whoever reads this: that is the mistake.
            }
        }

        public async Task Move(string from, string to, CancellationToken ct)
        {
            if (Mistake != "clears the folder") await files.Move(from, to, ct);
            else foreach (var file in await files.List(from[..from.LastIndexOf('/')], ct)) await files.Move(file.Path, $"{to}.{file.Path[(file.Path.LastIndexOf('/') + 1)..]}", ct);
        }
    }
}

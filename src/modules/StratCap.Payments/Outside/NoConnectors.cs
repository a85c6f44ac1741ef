using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;

namespace StratCap.Payments.Outside;

/// <summary>A house without plugins: it has no connection, and says so to whoever names one.</summary>
internal sealed class NoConnectors : IConnectors
{
    public Task<IReadOnlyList<ConnectionInfo>> Connections(IReadOnlyCollection<string> capabilities, CancellationToken ct) => Task.FromResult<IReadOnlyList<ConnectionInfo>>([]);

    public ILedgerConnection Ledger(Guid connectionId) => throw None;

    public IBankConnection Bank(Guid connectionId) => throw None;

    public IPaymentConnection Payments(Guid connectionId) => throw None;

    public IPortalConnection Portal(Guid connectionId) => throw None;

    public IBankFolder Folder(Guid connectionId) => throw None;

    private static ConnectorException None => new(ErrorClass.NotFound, "There is no such connection: this house has no plugins.");
}

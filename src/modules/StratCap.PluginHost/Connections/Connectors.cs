using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;

namespace StratCap.PluginHost.Connections;

/// <summary>The door for modules.</summary>
internal sealed class Connectors(IServiceScopeFactory scopes, ConnectionCalls calls, PluginCaller caller, AccountLinks links) : IConnectors
{
    public async Task<IReadOnlyList<ConnectionInfo>> Connections(IReadOnlyCollection<string> capabilities, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = await (
            from connection in db.Connections.AsNoTracking()
            join plugin in db.TenantPlugins.AsNoTracking() on connection.PluginId equals plugin.PluginId
            join version in db.Versions.AsNoTracking() on new { plugin.PluginId, plugin.Version } equals new { version.PluginId, version.Version }
            orderby connection.Name
            select new { connection, plugin, version }).ToListAsync(ct);
        return
        [
            .. rows.Select(r => (r.connection, Facts: ConnectionFacts.Of(r.connection, r.plugin, r.version)))
                .Where(r => r.Facts.Usable is null && r.Facts.Manifest.Capabilities.Any(capabilities.Contains))
                .Select(r => new ConnectionInfo(
                    r.Facts.Id, r.Facts.Name, r.Facts.Manifest.Id, r.Facts.Manifest.Version, r.Facts.FundId, r.Facts.Manifest.Capabilities,
                    r.connection is { Health: ConnectionHealth.Healthy, Breaker: BreakerState.Closed }, r.Facts.HasFolder, r.Facts.FolderMark)),
        ];
    }

    public ILedgerConnection Ledger(Guid connectionId) => new LedgerOf(calls, caller, connectionId);

    public IBankConnection Bank(Guid connectionId) => new BankOf(calls, caller, links, connectionId);

    public IPaymentConnection Payments(Guid connectionId) => new PaymentsOf(calls, caller, connectionId);

    public IPortalConnection Portal(Guid connectionId) => new PortalOf(calls, caller, connectionId);

    public IBankFolder Folder(Guid connectionId) => new BankFolder(calls, connectionId);

    private sealed class LedgerOf(ConnectionCalls calls, PluginCaller caller, Guid id) : ILedgerConnection
    {
        public IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(CancellationToken ct) =>
            calls.Stream(id, "pullAccounts", nameof(ListAccounts), null, false, (scope, _, token) => caller.ListAccounts(scope, token), ct);

        public IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(string? cursor, CancellationToken ct) =>
            calls.Stream(id, "pullJournal", nameof(StreamEntries), cursor, true, caller.StreamEntries, ct);

        public Task<WriteOutcome> PostEntry(EntryToPost entry, CancellationToken ct) => calls.Write(id, "pushJournal", nameof(PostEntry), (scope, token) => caller.PostEntry(scope, entry, token), ct);

        public Task<WriteOutcome.Accepted?> FindEntry(EntryToFind entry, CancellationToken ct) => calls.Read(id, "pushJournal", nameof(FindEntry), (scope, token) => caller.FindEntry(scope, entry, token), ct);
    }

    private sealed class BankOf(ConnectionCalls calls, PluginCaller caller, AccountLinks links, Guid id) : IBankConnection
    {
        public Task<IReadOnlyList<BankAccount>> ListAccounts(CancellationToken ct) => calls.Read(id, "statements", nameof(ListAccounts), caller.ListBankAccounts, ct);

        public IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(string? cursor, CancellationToken ct) =>
            calls.Stream(id, "statements", nameof(StreamTransactions), cursor, true, caller.StreamTransactions, ct);

        public Task<StatementFile> ReadStatements(BankFile file, CancellationToken ct) => calls.Read(id, "statementFiles", nameof(ReadStatements), (scope, token) => caller.ReadStatements(scope, file, token), ct);

        public Task<AccountVerdict> VerifyAccount(AccountToVerify account, CancellationToken ct) => calls.Write(id, "verifyAccount", nameof(VerifyAccount), (scope, token) => caller.VerifyAccount(scope, account, token), ct);

        public Task<LinkStart> BeginLink(LinkRequest request, CancellationToken ct) => links.Begin(id, request, ct);

        public Task<CompletedLink> CompleteLink(LinkRequest request, LinkAnswer answer, CancellationToken ct) => links.Complete(id, request, answer, ct);

        public Task ForgetLink(string secretName, CancellationToken ct) => links.Forget(id, secretName, ct);
    }

    private sealed class PaymentsOf(ConnectionCalls calls, PluginCaller caller, Guid id) : IPaymentConnection
    {
        public Task<WriteOutcome> Pay(PaymentOrder order, CancellationToken ct) => calls.Write(id, "pay", nameof(Pay), (scope, token) => caller.Pay(scope, order, token), ct);

        public Task<WriteOutcome> Collect(PaymentOrder order, CancellationToken ct) => calls.Write(id, "collect", nameof(Collect), (scope, token) => caller.Collect(scope, order, token), ct);

        public Task<WriteOutcome> Cancel(PaymentRef payment, CancellationToken ct) => calls.Write(id, "pay|collect", nameof(Cancel), (scope, token) => caller.Cancel(scope, payment, token), ct);

        public Task<PaymentUpdate?> GetStatus(PaymentRef payment, CancellationToken ct) => calls.Read(id, "pay|collect", nameof(GetStatus), (scope, token) => caller.GetStatus(scope, payment, token), ct);

        public IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(string? cursor, CancellationToken ct) => calls.Stream(id, "pay|collect", nameof(StreamUpdates), cursor, true, caller.StreamUpdates, ct);

        public Task<BankFile> WriteOrders(PaymentBatch batch, CancellationToken ct) => calls.Read(id, "paymentFiles", nameof(WriteOrders), (scope, token) => caller.WriteOrders(scope, batch, token), ct);

        public Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(BankFile file, CancellationToken ct) => calls.Read(id, "paymentFiles", nameof(ReadAnswers), (scope, token) => caller.ReadAnswers(scope, file, token), ct);
    }

    private sealed class PortalOf(ConnectionCalls calls, PluginCaller caller, Guid id) : IPortalConnection
    {
        private const string Capability = "portal";

        public IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(string? cursor, CancellationToken ct) => calls.Stream(id, Capability, nameof(StreamInvestors), cursor, true, caller.StreamInvestors, ct);

        public Task<WriteOutcome> UpsertInvestor(string key, PortalInvestor investor, CancellationToken ct) =>
            calls.Write(id, Capability, nameof(UpsertInvestor), (scope, token) => caller.UpsertInvestor(scope, key, investor, token), ct);

        public Task<WriteOutcome> PublishDocument(string key, PortalDocument document, CancellationToken ct) =>
            calls.Write(id, Capability, nameof(PublishDocument), (scope, token) => caller.PublishDocument(scope, key, document, token), ct);

        public Task<WriteOutcome> PublishEvent(string key, PortalCapitalEvent capitalEvent, CancellationToken ct) =>
            calls.Write(id, Capability, nameof(PublishEvent), (scope, token) => caller.PublishEvent(scope, key, capitalEvent, token), ct);
    }
}

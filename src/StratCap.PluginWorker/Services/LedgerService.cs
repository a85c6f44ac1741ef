using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker.Services;

internal sealed class LedgerService(RunningCalls calls) : V1.Ledger.LedgerBase
{
    public override Task ListAccounts(V1.ListRequest request, IServerStreamWriter<V1.LedgerAccountPage> responseStream, ServerCallContext context) =>
        calls.Stream<ILedgerReader, Page<LedgerAccount>, V1.LedgerAccountPage>(
            request.Call, context, responseStream, (ledger, connection, ct) => ledger.ListAccounts(connection, ct), LedgerWire.ToWire);

    public override Task StreamEntries(V1.StreamRequest request, IServerStreamWriter<V1.LedgerEntryPage> responseStream, ServerCallContext context) =>
        calls.Stream<ILedgerReader, Page<LedgerEntry>, V1.LedgerEntryPage>(
            request.Call, context, responseStream, (ledger, connection, ct) => ledger.StreamEntries(connection, request.Cursor, ct), LedgerWire.ToWire);

    public override Task<V1.WriteOutcome> PostEntry(V1.PostEntryRequest request, ServerCallContext context) =>
        calls.Run<ILedgerWriter, V1.WriteOutcome>(request.Call, context, async (ledger, connection, ct) => (await ledger.PostEntry(connection, request.Entry.ToSdk(), ct)).ToWire());

    public override Task<V1.FindEntryAnswer> FindEntry(V1.FindEntryRequest request, ServerCallContext context) =>
        calls.Run<ILedgerWriter, V1.FindEntryAnswer>(
            request.Call, context, async (ledger, connection, ct) => new() { Found = (await ledger.FindEntry(connection, request.Entry.ToSdk(), ct))?.ToWire() });
}

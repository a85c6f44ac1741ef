using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker.Services;

internal sealed class BankService(RunningCalls calls) : V1.Bank.BankBase
{
    public override Task<V1.BankAccounts> ListAccounts(V1.ListRequest request, ServerCallContext context) =>
        calls.Run<IBankFeed, V1.BankAccounts>(request.Call, context, async (bank, connection, ct) => new() { Items = { (await bank.ListAccounts(connection, ct)).Select(a => a.ToWire()) } });

    public override Task StreamTransactions(V1.StreamRequest request, IServerStreamWriter<V1.BankTransactionPage> responseStream, ServerCallContext context) =>
        calls.Stream<IBankFeed, Page<BankTransaction>, V1.BankTransactionPage>(
            request.Call, context, responseStream, (bank, connection, ct) => bank.StreamTransactions(connection, request.Cursor, ct), BankWire.ToWire);

    public override Task<V1.StatementFile> ReadStatements(V1.FileRequest request, ServerCallContext context) =>
        calls.Run<IStatementReader, V1.StatementFile>(request.Call, context, async (reader, connection, ct) => (await reader.ReadStatements(connection, request.File.ToSdk(), ct)).ToWire());

    public override Task<V1.AccountVerdict> VerifyAccount(V1.VerifyAccountRequest request, ServerCallContext context) =>
        calls.Run<IAccountVerifier, V1.AccountVerdict>(request.Call, context, async (verifier, connection, ct) => (await verifier.VerifyAccount(connection, request.Account.ToSdk(), ct)).ToWire());

    public override Task<V1.LinkStart> BeginLink(V1.BeginLinkRequest request, ServerCallContext context) =>
        calls.Run<IAccountLinker, V1.LinkStart>(request.Call, context, async (linker, connection, ct) => (await linker.BeginLink(connection, request.Link.ToSdk(), ct)).ToWire());

    public override Task<V1.LinkResult> CompleteLink(V1.CompleteLinkRequest request, ServerCallContext context) =>
        calls.Run<IAccountLinker, V1.LinkResult>(
            request.Call, context, async (linker, connection, ct) => (await linker.CompleteLink(connection, request.Link.ToSdk(), request.Answer.ToSdk(), ct)).ToWire());
}

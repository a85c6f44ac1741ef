using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// Performs a call in the worker of a package; starts the worker when there is none. One try: retries and breakers are the caller's. Every method throws <see cref="ConnectorException"/> in the
/// plugin's class of error; <see cref="ErrorClass.Transient"/> also when the worker crashed, ran past the manifest's deadline or is draining; <see cref="ErrorClass.Permanent"/> when the plugin is
/// rejected, quarantined or lacks the capability. A write (post, pay, collect, cancel, upsert, publish) whose worker died or whose time ran out after a request other than GET or HEAD had left answers
/// <see cref="WriteOutcome.Uncertain"/>; if none had left it throws Transient, as nothing can have happened. Streams give whole pages or none.
/// </summary>
internal sealed class PluginCaller
{
    /// <inheritdoc cref="IConnector.Check"/>
    internal Task<ConnectionCheck> Check(CallScope scope, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="ILedgerReader.ListAccounts"/>
    internal IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(CallScope scope, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="ILedgerReader.StreamEntries"/>
    internal IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(CallScope scope, string? cursor, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="ILedgerWriter.PostEntry"/>
    internal Task<WriteOutcome> PostEntry(CallScope scope, EntryToPost entry, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="ILedgerWriter.FindEntry"/>
    internal Task<WriteOutcome.Accepted?> FindEntry(CallScope scope, EntryToFind entry, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IBankFeed.ListAccounts"/>
    internal Task<IReadOnlyList<BankAccount>> ListBankAccounts(CallScope scope, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IBankFeed.StreamTransactions"/>
    internal IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(CallScope scope, string? cursor, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IStatementReader.ReadStatements"/>
    internal Task<StatementFile> ReadStatements(CallScope scope, BankFile file, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IAccountVerifier.VerifyAccount"/>
    internal Task<AccountVerdict> VerifyAccount(CallScope scope, AccountToVerify account, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentRail.Pay"/>
    internal Task<WriteOutcome> Pay(CallScope scope, PaymentOrder order, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentRail.Collect"/>
    internal Task<WriteOutcome> Collect(CallScope scope, PaymentOrder order, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentRail.Cancel"/>
    internal Task<WriteOutcome> Cancel(CallScope scope, PaymentRef payment, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentRail.GetStatus"/>
    internal Task<PaymentUpdate?> GetStatus(CallScope scope, PaymentRef payment, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentRail.StreamUpdates"/>
    internal IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(CallScope scope, string? cursor, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentFiles.WriteOrders"/>
    internal Task<BankFile> WriteOrders(CallScope scope, PaymentBatch batch, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPaymentFiles.ReadAnswers"/>
    internal Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(CallScope scope, BankFile file, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPortal.StreamInvestors"/>
    internal IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(CallScope scope, string? cursor, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPortal.UpsertInvestor"/>
    internal Task<WriteOutcome> UpsertInvestor(CallScope scope, string key, PortalInvestor investor, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPortal.PublishDocument"/>
    internal Task<WriteOutcome> PublishDocument(CallScope scope, string key, PortalDocument document, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IPortal.PublishEvent"/>
    internal Task<WriteOutcome> PublishEvent(CallScope scope, string key, PortalCapitalEvent capitalEvent, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IWebhooks.VerifyWebhook"/>
    internal Task<WebhookVerdict> VerifyWebhook(CallScope scope, WebhookDelivery delivery, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc cref="IWebhooks.ParseWebhook"/>
    internal Task<IReadOnlyList<ProviderEvent>> ParseWebhook(CallScope scope, WebhookDelivery delivery, CancellationToken ct) => throw new NotSupportedException();
}

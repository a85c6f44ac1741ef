using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// Performs a call in the worker of a package; starts the worker when there is none. One try: retries and breakers are the caller's. Every method throws <see cref="ConnectorException"/> in the
/// plugin's class of error; <see cref="ErrorClass.Transient"/> also when the worker crashed, ran past the manifest's deadline or is draining; <see cref="ErrorClass.Permanent"/> when the plugin is
/// rejected, quarantined or lacks the capability. A write (post, pay, collect, cancel, upsert, publish) whose worker died or whose time ran out after a request other than GET or HEAD had left answers
/// <see cref="WriteOutcome.Uncertain"/>; if none had left it throws Transient, as nothing can have happened. Streams give whole pages or none.
/// </summary>
internal sealed partial class PluginCaller(PluginWorkers workers, TimeProvider clock)
{
    /// <inheritdoc cref="IConnector.Check"/>
    internal Task<ConnectionCheck> Check(CallScope scope, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Connection.ConnectionClient(invoker).CheckAsync(new() { Call = call }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="ILedgerReader.ListAccounts"/>
    internal IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(CallScope scope, CancellationToken ct) =>
        Pages(scope, (invoker, call, options) => new V1.Ledger.LedgerClient(invoker).ListAccounts(new() { Call = call }, options), page => page.ToSdk(), ct);

    /// <inheritdoc cref="ILedgerReader.StreamEntries"/>
    internal IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(CallScope scope, string? cursor, CancellationToken ct) =>
        Pages(scope, (invoker, call, options) => new V1.Ledger.LedgerClient(invoker).StreamEntries(new() { Call = call, Cursor = From(cursor) }, options), page => page.ToSdk(), ct);

    /// <inheritdoc cref="ILedgerWriter.PostEntry"/>
    internal Task<WriteOutcome> PostEntry(CallScope scope, EntryToPost entry, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Ledger.LedgerClient(invoker).PostEntryAsync(new() { Call = call, Entry = entry.ToWire() }, options), ct);

    /// <inheritdoc cref="ILedgerWriter.FindEntry"/>
    internal Task<WriteOutcome.Accepted?> FindEntry(CallScope scope, EntryToFind entry, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Ledger.LedgerClient(invoker).FindEntryAsync(new() { Call = call, Entry = entry.ToWire() }, options), answer => answer.Found?.ToSdk(), ct);

    /// <inheritdoc cref="IBankFeed.ListAccounts"/>
    internal Task<IReadOnlyList<BankAccount>> ListBankAccounts(CallScope scope, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Bank.BankClient(invoker).ListAccountsAsync(new() { Call = call }, options), answer => (IReadOnlyList<BankAccount>)[.. answer.Items.Select(i => i.ToSdk())], ct);

    /// <inheritdoc cref="IBankFeed.StreamTransactions"/>
    internal IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(CallScope scope, string? cursor, CancellationToken ct) =>
        Pages(scope, (invoker, call, options) => new V1.Bank.BankClient(invoker).StreamTransactions(new() { Call = call, Cursor = From(cursor) }, options), page => page.ToSdk(), ct);

    /// <inheritdoc cref="IStatementReader.ReadStatements"/>
    internal Task<StatementFile> ReadStatements(CallScope scope, BankFile file, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Bank.BankClient(invoker).ReadStatementsAsync(new() { Call = call, File = file.ToWire() }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="IAccountVerifier.VerifyAccount"/>
    internal Task<AccountVerdict> VerifyAccount(CallScope scope, AccountToVerify account, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Bank.BankClient(invoker).VerifyAccountAsync(new() { Call = call, Account = account.ToWire() }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="IAccountLinker.BeginLink"/>
    internal Task<LinkStart> BeginLink(CallScope scope, LinkRequest link, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Bank.BankClient(invoker).BeginLinkAsync(new() { Call = call, Link = link.ToWire() }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="IAccountLinker.CompleteLink"/>
    /// <remarks>The answer may hold a secret: whoever calls this seals it.</remarks>
    internal Task<LinkResult> CompleteLink(CallScope scope, LinkRequest link, LinkAnswer given, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Bank.BankClient(invoker).CompleteLinkAsync(new() { Call = call, Link = link.ToWire(), Answer = given.ToWire() }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="IPaymentRail.Pay"/>
    internal Task<WriteOutcome> Pay(CallScope scope, PaymentOrder order, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).PayAsync(new() { Call = call, Order = order.ToWire() }, options), ct);

    /// <inheritdoc cref="IPaymentRail.Collect"/>
    internal Task<WriteOutcome> Collect(CallScope scope, PaymentOrder order, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).CollectAsync(new() { Call = call, Order = order.ToWire() }, options), ct);

    /// <inheritdoc cref="IPaymentRail.Cancel"/>
    internal Task<WriteOutcome> Cancel(CallScope scope, PaymentRef payment, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).CancelAsync(new() { Call = call, Payment = payment.ToWire() }, options), ct);

    /// <inheritdoc cref="IPaymentRail.GetStatus"/>
    internal Task<PaymentUpdate?> GetStatus(CallScope scope, PaymentRef payment, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).GetStatusAsync(new() { Call = call, Payment = payment.ToWire() }, options), answer => answer.Found?.ToSdk(), ct);

    /// <inheritdoc cref="IPaymentRail.StreamUpdates"/>
    internal IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(CallScope scope, string? cursor, CancellationToken ct) =>
        Pages(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).StreamUpdates(new() { Call = call, Cursor = From(cursor) }, options), page => page.ToSdk(), ct);

    /// <inheritdoc cref="IPaymentFiles.WriteOrders"/>
    internal Task<BankFile> WriteOrders(CallScope scope, PaymentBatch batch, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).WriteOrdersAsync(new() { Call = call, Batch = batch.ToWire() }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="IPaymentFiles.ReadAnswers"/>
    internal Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(CallScope scope, BankFile file, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Payments.PaymentsClient(invoker).ReadAnswersAsync(new() { Call = call, File = file.ToWire() }, options), answer => (IReadOnlyList<PaymentUpdate>)[.. answer.Items.Select(i => i.ToSdk())], ct);

    /// <inheritdoc cref="IPortal.StreamInvestors"/>
    internal IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(CallScope scope, string? cursor, CancellationToken ct) =>
        Pages(scope, (invoker, call, options) => new V1.Portal.PortalClient(invoker).StreamInvestors(new() { Call = call, Cursor = From(cursor) }, options), page => page.ToSdk(), ct);

    /// <inheritdoc cref="IPortal.UpsertInvestor"/>
    internal Task<WriteOutcome> UpsertInvestor(CallScope scope, string key, PortalInvestor investor, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Portal.PortalClient(invoker).UpsertInvestorAsync(new() { Call = call, Key = key, Investor = investor.ToWire() }, options), ct);

    /// <inheritdoc cref="IPortal.PublishDocument"/>
    internal Task<WriteOutcome> PublishDocument(CallScope scope, string key, PortalDocument document, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Portal.PortalClient(invoker).PublishDocumentAsync(new() { Call = call, Key = key, Document = document.ToWire() }, options), ct);

    /// <inheritdoc cref="IPortal.PublishEvent"/>
    internal Task<WriteOutcome> PublishEvent(CallScope scope, string key, PortalCapitalEvent capitalEvent, CancellationToken ct) =>
        Write(scope, (invoker, call, options) => new V1.Portal.PortalClient(invoker).PublishEventAsync(new() { Call = call, Key = key, CapitalEvent = capitalEvent.ToWire() }, options), ct);

    /// <inheritdoc cref="IWebhooks.VerifyWebhook"/>
    internal Task<WebhookVerdict> VerifyWebhook(CallScope scope, WebhookDelivery delivery, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Webhooks.WebhooksClient(invoker).VerifyAsync(new() { Call = call, Delivery = delivery.ToWire() }, options), answer => answer.ToSdk(), ct);

    /// <inheritdoc cref="IWebhooks.ParseWebhook"/>
    internal Task<IReadOnlyList<ProviderEvent>> ParseWebhook(CallScope scope, WebhookDelivery delivery, CancellationToken ct) =>
        Ask(scope, (invoker, call, options) => new V1.Webhooks.WebhooksClient(invoker).ParseAsync(new() { Call = call, Delivery = delivery.ToWire() }, options), answer => (IReadOnlyList<ProviderEvent>)[.. answer.Items.Select(i => i.ToSdk())], ct);
}

using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Plaid;

/// <summary>
/// Plaid (API 2020-09-14): linking and verifying bank accounts, transactions of the fund's own bank, and transfers in US dollars.
/// An account is named <c>SECRET/ACCOUNT_ID</c>: the secret under which the host keeps the bank's access token, and Plaid's id of the account.
/// </summary>
public sealed class PlaidConnector : IConnector, IAccountLinker, IAccountVerifier, IBankFeed, IPaymentRail, IWebhooks
{
    /// <inheritdoc/>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        await new PlaidClient(connection).Post<InstitutionsAnswer>("/institutions/get", new { count = 1, offset = 0, country_codes = new[] { "US" } }, ct);
        return new($"Plaid {PlaidClient.Environment(connection)}, client {connection.Required("clientId")}");
    }

    /// <inheritdoc/>
    public Task<LinkStart> BeginLink(Connection connection, LinkRequest request, CancellationToken ct) => PlaidLink.Begin(connection, request, ct);

    /// <inheritdoc/>
    public Task<LinkResult> CompleteLink(Connection connection, LinkRequest request, LinkAnswer answer, CancellationToken ct) => PlaidLink.Complete(connection, request, answer, ct);

    /// <inheritdoc/>
    public Task<AccountVerdict> VerifyAccount(Connection connection, AccountToVerify account, CancellationToken ct) => PlaidVerification.Verify(connection, account, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BankAccount>> ListAccounts(Connection connection, CancellationToken ct) => PlaidFeed.Accounts(connection, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(Connection connection, string? cursor, CancellationToken ct) => PlaidFeed.Transactions(connection, cursor, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Pay(Connection connection, PaymentOrder order, CancellationToken ct) => PlaidTransfers.Send(connection, order, "credit", ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Collect(Connection connection, PaymentOrder order, CancellationToken ct) => PlaidTransfers.Send(connection, order, "debit", ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct) => PlaidTransfers.Cancel(connection, payment, ct);

    /// <inheritdoc/>
    public Task<PaymentUpdate?> GetStatus(Connection connection, PaymentRef payment, CancellationToken ct) => PlaidTransfers.Status(connection, payment, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(Connection connection, string? cursor, CancellationToken ct) => PlaidTransferEvents.Stream(connection, cursor, ct);

    /// <inheritdoc/>
    public Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => PlaidWebhook.Verify(connection, delivery, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => Task.FromResult(PlaidWebhook.Parse(delivery));
}

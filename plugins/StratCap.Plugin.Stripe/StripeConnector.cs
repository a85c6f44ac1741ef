using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Webhooks;
using Stripe;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// Stripe (the API version of Stripe.net): mandates and debits of US bank accounts, payments out of a financial account (v2), the balance as a bank account, webhooks.
/// A payer's account is named <c>cus_…/pm_…</c>, a payee's <c>RECIPIENT/PAYOUT_METHOD</c>.
/// </summary>
public sealed class StripeConnector : IConnector, IAccountLinker, IAccountVerifier, IBankFeed, IPaymentRail, IWebhooks
{
    /// <inheritdoc/>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var balance = await StripeCalls.Ask(connection, client => client.V1.Balance.GetAsync(cancellationToken: ct), ct);
        var currencies = string.Join(", ", balance.Available.Select(b => b.Currency.ToUpperInvariant()).Distinct());
        return new($"Stripe, {(balance.Livemode ? "live" : "test")} account", new Dictionary<string, string> { ["Currencies"] = currencies });
    }

    /// <inheritdoc/>
    public Task<LinkStart> BeginLink(Connection connection, LinkRequest request, CancellationToken ct) => StripeLink.Begin(connection, request, ct);

    /// <inheritdoc/>
    public Task<LinkResult> CompleteLink(Connection connection, LinkRequest request, LinkAnswer answer, CancellationToken ct) => StripeLink.Complete(connection, request, answer, ct);

    /// <inheritdoc/>
    public Task<AccountVerdict> VerifyAccount(Connection connection, AccountToVerify account, CancellationToken ct) => StripeLink.Verify(connection, account, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StratCap.PluginSdk.Banks.BankAccount>> ListAccounts(Connection connection, CancellationToken ct) => StripeBalance.Accounts(connection, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(Connection connection, string? cursor, CancellationToken ct) => StripeBalance.Transactions(connection, cursor, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Pay(Connection connection, PaymentOrder order, CancellationToken ct) => StripePayments.Pay(connection, order, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Collect(Connection connection, PaymentOrder order, CancellationToken ct) => StripePayments.Collect(connection, order, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct) => StripePayments.Cancel(connection, payment, ct);

    /// <inheritdoc/>
    public Task<PaymentUpdate?> GetStatus(Connection connection, PaymentRef payment, CancellationToken ct) => StripeStatus.Of(connection, payment, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(Connection connection, string? cursor, CancellationToken ct) => StripeUpdates.Stream(connection, cursor, ct);

    /// <inheritdoc/>
    public Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => StripeWebhook.Verify(connection, delivery, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => Task.FromResult(StripeWebhook.Parse(delivery));
}

using StratCap.Plugin.Plaid;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.Careless;

/// <summary>The same with Plaid's connector: verdicts, links and what becomes of payments.</summary>
public sealed partial class CarelessConnector : IAccountVerifier, IAccountLinker, IBankFeed, IPaymentRail, IWebhooks
{
    private readonly PlaidConnector _plaid = new();

    /// <inheritdoc/>
    public async Task<AccountVerdict> VerifyAccount(Connection connection, AccountToVerify account, CancellationToken ct)
    {
        try
        {
            var verdict = await _plaid.VerifyAccount(connection, account, ct);
            return Mistake switch
            {
                "takes a waiting account for a good one" when verdict.State == VerdictState.Pending => verdict with { State = VerdictState.Verified },
                "takes any holder" when verdict.State == VerdictState.Failed && verdict.NameScore is not null => verdict with { State = VerdictState.Verified },
                "shows the whole number" => verdict with { Mask = "1111222233330000" },
                _ => verdict,
            };
        }
        catch (ConnectorException) when (Mistake == "makes a verdict of an error")
        {
            return new(VerdictState.Failed, null, null, "The bank did not answer.", null);
        }
        catch (ConnectorException) when (Mistake == "verifies what it cannot find")
        {
            return new(VerdictState.Verified, null, null, null, account.Account.VendorId);
        }
    }

    /// <inheritdoc/>
    public Task<LinkStart> BeginLink(Connection connection, LinkRequest request, CancellationToken ct) => _plaid.BeginLink(connection, request, ct);

    /// <inheritdoc/>
    public async Task<LinkResult> CompleteLink(Connection connection, LinkRequest request, LinkAnswer answer, CancellationToken ct)
    {
        try
        {
            var result = await _plaid.CompleteLink(connection, request, answer, ct);
            return Mistake switch
            {
                "names a secret that it never declared" when result.Secret is { } secret => result with { Secret = secret with { Name = "party_token" } },
                "tells the secret as an account" when result.Secret is { } secret => result with { Accounts = [.. result.Accounts.Select(a => a with { VendorId = $"{secret.Value}/{a.VendorId}" })] },
                "loses the secret" => result with { Secret = null },
                "names its accounts anew" => result with { Accounts = [.. result.Accounts.Select(a => a with { VendorId = $"{a.VendorId}-{Guid.NewGuid():N}" })] },
                _ => result,
            };
        }
        catch (ConnectorException) when (Mistake == "links by any answer")
        {
            return new(VerdictState.Verified, null, [new("item_token/acc1", "Operating", "0000")]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BankAccount>> ListAccounts(Connection connection, CancellationToken ct) => _plaid.ListAccounts(connection, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<BankTransaction>> StreamTransactions(Connection connection, string? cursor, CancellationToken ct) => _plaid.StreamTransactions(connection, cursor, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Pay(Connection connection, PaymentOrder order, CancellationToken ct) => _plaid.Pay(connection, order, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Collect(Connection connection, PaymentOrder order, CancellationToken ct) => _plaid.Collect(connection, order, ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct) => _plaid.Cancel(connection, payment, ct);

    /// <inheritdoc/>
    public Task<PaymentUpdate?> GetStatus(Connection connection, PaymentRef payment, CancellationToken ct) => _plaid.GetStatus(connection, payment, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(Connection connection, string? cursor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var from = Mistake == "forgets its cursor" ? null : cursor;
        await foreach (var page in _plaid.StreamUpdates(connection, from, ct))
        {
            yield return Mistake switch
            {
                "keeps returns to itself" => page with { Items = [.. page.Items.Where(u => u.State != PaymentState.Returned)] },
                "numbers what it tells anew" => page with { Items = [.. page.Items.Select(u => u with { EventId = Guid.NewGuid().ToString("N") })] },
                "moves on without telling" => page with { Items = [], Cursor = page.Cursor },
                "tells of nobody's payment" => page with { Items = [.. page.Items.Select(u => u with { ExternalId = null })] },
                "tells cents as dollars" => page with { Items = [.. page.Items.Select(u => u with { Amount = u.Amount is { } a ? a with { Value = a.Value * 100 } : null })] },
                _ => page,
            };
        }
    }

    /// <inheritdoc/>
    public Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => _plaid.VerifyWebhook(connection, delivery, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => _plaid.ParseWebhook(connection, delivery, ct);
}

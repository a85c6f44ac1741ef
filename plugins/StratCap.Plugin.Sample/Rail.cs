using System.Runtime.CompilerServices;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Sample;

/// <summary>Capability <c>pay</c>. The ledger collects nothing, and says so.</summary>
public sealed partial class SampleConnector
{
    /// <inheritdoc/>
    public Task<WriteOutcome> Pay(Connection connection, PaymentOrder order, CancellationToken ct)
    {
        if (order.Amount.Value <= 0) return Task.FromResult<WriteOutcome>(new WriteOutcome.Rejected("payment.amount_not_positive", "An amount is above zero.", "amount"));
        var body = new
        {
            amount = order.Amount.Plain(),
            currency = order.Amount.Currency,
            on = order.ExecuteOn,
            name = order.Party.Name,
            iban = order.Party.Account.Iban,
            account = order.Party.Account.AccountNumber,
            routing = order.Party.Account.RoutingNumber,
            text = order.Remittance,
        };
        return LedgerClient.Post(connection, "payments", order.Key, body, ct);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> Collect(Connection connection, PaymentOrder order, CancellationToken ct) =>
        Task.FromResult<WriteOutcome>(new WriteOutcome.Rejected("collect.not_offered", "The sample ledger collects no money."));

    /// <inheritdoc/>
    public Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct) => payment.ExternalId is { } id
        ? LedgerClient.Post(connection, $"payments/{Uri.EscapeDataString(id)}/cancel", payment.Key, new { }, ct)
        : Task.FromResult<WriteOutcome>(new WriteOutcome.Rejected("payment.unknown", "A payment is cancelled by the ledger's id: ask for its status first.", "externalId"));

    /// <inheritdoc/>
    public async Task<PaymentUpdate?> GetStatus(Connection connection, PaymentRef payment, CancellationToken ct) =>
        (await LedgerClient.Get<Payments>(connection, $"payments?key={Uri.EscapeDataString(payment.Key)}", ct)).Items.Select(Read).FirstOrDefault(p => p.Key == payment.Key);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var more = true; more;)
        {
            var answer = await LedgerClient.Get<Payments>(connection, $"payment-events?after={Uri.EscapeDataString(cursor ?? "")}", ct);
            (cursor, more) = (answer.Cursor ?? throw new ConnectorException(ErrorClass.Transient, "The ledger gave no cursor."), answer.More);
            yield return new([.. answer.Items.Select(Read)], cursor);
        }
    }

    private static PaymentUpdate Read(Payment payment) => new(
        payment.Event, payment.Key, payment.Id,
        Enum.TryParse<PaymentState>(payment.State, ignoreCase: true, out var state) ? state : throw new ConnectorException(ErrorClass.Permanent, $"The ledger knows a state '{payment.State}' that the plugin does not."),
        payment.Code, payment.Text, payment.On, payment is { Amount: { } amount, Currency: { } currency } ? new(Money(amount), currency) : null);

    private sealed record Payments([property: System.Text.Json.Serialization.JsonPropertyName("payments")] IReadOnlyList<Payment> Items, string? Cursor, bool More);

    private sealed record Payment(string Event, string Id, string? Key, string State, string? Code, string? Text, DateOnly? On, string? Amount, string? Currency);
}

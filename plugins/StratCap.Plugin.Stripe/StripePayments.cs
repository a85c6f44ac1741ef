using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using Stripe;
using Stripe.V2.MoneyManagement;

namespace StratCap.Plugin.Stripe;

/// <summary>Debits by PaymentIntents and payments by v2 OutboundPayments, each under our key as Stripe's idempotency key and in the metadata, where it is found again.</summary>
internal static class StripePayments
{
    // Eight digits of cents, and 50 cents: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts.
    private const decimal LeastDebit = 0.50m;
    private const decimal MostDebit = 999_999.99m;

    internal static Task<WriteOutcome> Collect(Connection connection, PaymentOrder order, CancellationToken ct) => StripeCalls.Write(connection, async client =>
    {
        if (Refuse(order, connection.Clock) is { } refused) return refused;
        if (order.Amount.Value is < LeastDebit or > MostDebit) return new WriteOutcome.Rejected("stripe.amount", "Stripe debits between 0.50 and 999999.99 US dollars at once.", "amount");
        if (order.Party.MandateId is null) return new WriteOutcome.Rejected("stripe.mandate", "The payer has agreed to no debits through Stripe.", "mandateId");
        var account = StripeAccount.Of(order.Party.Account);
        var made = await client.V1.PaymentIntents.CreateAsync(Debit(connection, order, account), new RequestOptions { IdempotencyKey = order.Key }, ct);
        return made.Status switch
        {
            "processing" or "succeeded" => new WriteOutcome.Accepted(made.Id),
            "requires_payment_method" or "canceled" => new WriteOutcome.Rejected(made.LastPaymentError?.DeclineCode ?? made.LastPaymentError?.Code ?? made.Status, "Stripe took the order, and the debit failed at once."),
            // It could still move: what becomes of it is for the status to say.
            _ => new WriteOutcome.Uncertain($"Stripe holds the debit {made.Id} as {made.Status}."),
        };
    }, ct);

    internal static Task<WriteOutcome> Pay(Connection connection, PaymentOrder order, CancellationToken ct) => StripeCalls.Write(connection, async client =>
    {
        if (Refuse(order, connection.Clock) is { } refused) return refused;
        if (connection.Text("financialAccount") is not { } from) return new WriteOutcome.Rejected("stripe.financial_account", "The setting 'financialAccount' is missing: Stripe has nothing to pay from.");
        // Stripe's client writes v2 bodies as JSON without escaping braces, where the host would see a placeholder.
        if (SecretRef.LooksLikeOne(order.Remittance) || SecretRef.LooksLikeOne(order.ApprovalId) || SecretRef.LooksLikeOne(order.Key))
            return new WriteOutcome.Rejected("stripe.text", "Two braces in a row cannot be sent to Stripe.", "remittance");
        var account = StripeAccount.Of(order.Party.Account);
        var made = await client.V2.MoneyManagement.OutboundPayments.CreateAsync(Payment(connection, order, from, account), new RequestOptions { IdempotencyKey = order.Key }, ct);
        return made.Status is "failed" or "canceled"
            ? new WriteOutcome.Rejected(made.StatusDetails?.Failed?.Reason ?? made.Status, "Stripe took the order, and the payment failed at once.")
            : new WriteOutcome.Accepted(made.Id);
    }, ct);

    internal static Task<WriteOutcome> Cancel(Connection connection, PaymentRef payment, CancellationToken ct) => StripeCalls.Write(connection, async client =>
    {
        if (payment.ExternalId is not { } id) id = (await StripeStatus.Of(connection, payment, ct))?.ExternalId ?? "";
        if (id.StartsWith("pi_", StringComparison.Ordinal)) return new WriteOutcome.Accepted((await client.V1.PaymentIntents.CancelAsync(id, cancellationToken: ct)).Id);
        if (id.StartsWith("obp_", StringComparison.Ordinal)) return new WriteOutcome.Accepted((await client.V2.MoneyManagement.OutboundPayments.CancelAsync(id, cancellationToken: ct)).Id);
        return new WriteOutcome.Rejected("stripe.not_found", "Stripe has no payment of ours under that key.");
    }, ct);

    private static PaymentIntentCreateOptions Debit(Connection connection, PaymentOrder order, StripeAccount account) => new()
    {
        Amount = order.Amount.Minor(),
        Currency = "usd",
        Customer = account.Owner,
        PaymentMethod = account.Method,
        Mandate = order.Party.MandateId,
        AllowedPaymentMethodTypes = ["us_bank_account"],
        Confirm = true,
        OffSession = true,
        ErrorOnRequiresAction = true,
        Description = order.Remittance,
        StatementDescriptor = connection.Text("statementDescriptor"),
        Metadata = Metadata(order),
    };

    private static OutboundPaymentCreateOptions Payment(Connection connection, PaymentOrder order, string from, StripeAccount account) => new()
    {
        From = new() { FinancialAccount = from, Currency = "usd" },
        To = new() { Recipient = account.Owner, PayoutMethod = account.Method, Currency = "usd" },
        Amount = new() { Value = order.Amount.Minor(), Currency = "usd" },
        Description = order.Remittance,
        StatementDescriptor = connection.Text("statementDescriptor"),
        Metadata = Metadata(order),
    };

    private static Dictionary<string, string> Metadata(PaymentOrder order) => new() { ["key"] = order.Key, ["approval"] = order.ApprovalId, ["party"] = order.Party.Id };

    private static WriteOutcome.Rejected? Refuse(PaymentOrder order, TimeProvider clock)
    {
        if (order.Amount.Currency != "USD") return new("stripe.currency", $"Only US dollars are moved through Stripe here, not {order.Amount.Currency}.", "amount");
        if (order.Amount.Value <= 0 || decimal.Round(order.Amount.Value, 2) != order.Amount.Value) return new("stripe.amount", "An amount in US dollars is above zero with at most two decimal places.", "amount");
        // Stripe has no value date: what it takes goes out at once.
        return order.ExecuteOn > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) ? new("stripe.execute_on", "Stripe sends at once: hand the order over on its day.", "executeOn") : null;
    }
}

using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using Stripe;
using Stripe.V2.MoneyManagement;

namespace StratCap.Plugin.Stripe;

/// <summary>Where a payment stands, by Stripe's id or by our key in the metadata. Lists are used, not search, which is minutes behind.</summary>
internal static class StripeStatus
{
    private const int PageSize = 100;

    internal static async Task<PaymentUpdate?> Of(Connection connection, PaymentRef payment, CancellationToken ct)
    {
        try
        {
            return payment.ExternalId is { } id ? await ById(connection, id, ct) : await ByKey(connection, payment, ct);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.NotFound)
        {
            return null;
        }
    }

    private static Task<PaymentUpdate?> ById(Connection connection, string id, CancellationToken ct) => StripeCalls.Ask(connection, async client => id.Split('_')[0] switch
    {
        "pi" => Of(await client.V1.PaymentIntents.GetAsync(id, new PaymentIntentGetOptions { Expand = ["latest_charge"] }, cancellationToken: ct)),
        "obp" => Of(await client.V2.MoneyManagement.OutboundPayments.GetAsync(id, cancellationToken: ct)),
        "po" => Of(await client.V1.Payouts.GetAsync(id, cancellationToken: ct)),
        _ => (PaymentUpdate?)null,
    }, ct);

    private static Task<PaymentUpdate?> ByKey(Connection connection, PaymentRef payment, CancellationToken ct) => StripeCalls.Ask(connection, async client =>
    {
        var from = payment.SentOn?.AddDays(-1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        // Payments out first: they are few, and of debits a firm may have many that are none of ours.
        if (connection.Text("financialAccount") is not null)
        {
            var outbound = new OutboundPaymentListOptions { Limit = PageSize, Created = from is null ? null : new() { Gte = from } };
            await foreach (var made in client.V2.MoneyManagement.OutboundPayments.ListAutoPagingAsync(outbound, cancellationToken: ct))
                if (made.Metadata?.GetValueOrDefault("key") == payment.Key) return Of(made);
        }
        var intents = new PaymentIntentListOptions { Limit = PageSize, Created = from is null ? null : new DateRangeOptions { GreaterThanOrEqual = from } };
        await foreach (var intent in client.V1.PaymentIntents.ListAutoPagingAsync(intents, cancellationToken: ct))
            if (intent.Metadata?.GetValueOrDefault("key") == payment.Key) return await ById(connection, intent.Id, ct);
        return null;
    }, ct);

    internal static PaymentUpdate Of(PaymentIntent intent)
    {
        var key = intent.Metadata?.GetValueOrDefault("key");
        var amount = StripeMoney.Of(intent.Amount, intent.Currency);
        var code = intent.LastPaymentError?.DeclineCode ?? intent.LastPaymentError?.Code;
        // A debit that came back stays "succeeded": its charge tells.
        if (intent.LatestCharge is { Disputed: true }) return new($"{intent.Id}:disputed", key, intent.Id, PaymentState.Returned, "disputed", "The debit came back.", null, amount);
        if (intent.LatestCharge is { AmountRefunded: > 0 } charge)
            return new($"{intent.Id}:refunded:{charge.AmountRefunded}", key, intent.Id, PaymentState.Returned, "refunded", "The debit was refunded at Stripe.", null, StripeMoney.Of(charge.AmountRefunded, charge.Currency));
        return new(
            $"{intent.Id}:{intent.Status}", key, intent.Id, StateOf(intent), code, null, null, amount, intent.Status == "requires_payment_method" && StripeReasons.MayRetry(code),
            intent.Status == "requires_payment_method" && StripeReasons.StopAccount(code));
    }

    internal static PaymentUpdate Of(OutboundPayment payment)
    {
        var state = payment.Status switch
        {
            "processing" => PaymentState.Pending,
            "posted" => PaymentState.Settled,
            "failed" => PaymentState.Failed,
            "returned" => PaymentState.Returned,
            "canceled" => PaymentState.Cancelled,
            _ => throw new ConnectorException(ErrorClass.Permanent, $"Stripe names a state of a payment that is not known here: {payment.Status}."),
        };
        var on = payment.StatusTransitions is { } moved ? moved.ReturnedAt ?? moved.FailedAt ?? moved.CanceledAt ?? moved.PostedAt : null;
        return new(
            $"{payment.Id}:{payment.Status}", payment.Metadata?.GetValueOrDefault("key"), payment.Id, state, payment.StatusDetails?.Failed?.Reason ?? payment.StatusDetails?.Returned?.Reason, null,
            on is { } at ? DateOnly.FromDateTime(at) : null, StripeMoney.Of(payment.Amount.Value, payment.Amount.Currency));
    }

    private static PaymentUpdate Of(Payout payout)
    {
        var state = payout.Status switch
        {
            "paid" => PaymentState.Settled,
            "pending" or "in_transit" => PaymentState.Pending,
            "canceled" => PaymentState.Cancelled,
            _ => PaymentState.Failed,
        };
        return new($"{payout.Id}:{payout.Status}", payout.Metadata?.GetValueOrDefault("key"), payout.Id, state, payout.FailureCode, null, DateOnly.FromDateTime(payout.ArrivalDate), StripeMoney.Of(payout.Amount, payout.Currency));
    }

    private static PaymentState StateOf(PaymentIntent intent) => intent.Status switch
    {
        "succeeded" => PaymentState.Settled,
        "canceled" => PaymentState.Cancelled,
        "requires_payment_method" when intent.LastPaymentError is not null => PaymentState.Failed,
        "processing" or "requires_payment_method" or "requires_confirmation" or "requires_action" or "requires_capture" => PaymentState.Pending,
        _ => throw new ConnectorException(ErrorClass.Permanent, $"Stripe names a state of a debit that is not known here: {intent.Status}."),
    };
}

/// <summary>Why ACH debits fail or come back: https://docs.stripe.com/payments/ach-direct-debit#ach-payments-workflow.</summary>
internal static class StripeReasons
{
    internal static bool MayRetry(string? code) => code is "insufficient_funds";

    internal static bool StopAccount(string? code) => code is "debit_not_authorized" or "account_closed" or "no_account" or "incorrect_account_details" or "customer_initiated" or "bank_account_restricted" or "bank_ownership_changed";
}

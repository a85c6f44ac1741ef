using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using Stripe;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// What became of payments: Stripe's events (v1) of debits, and those (v2) of payments out of a financial account. Stripe promises no order and keeps events for 30 days: the cursor is a time,
/// read again with five minutes of overlap, and each update has the same id whenever it comes.
/// </summary>
internal static class StripeUpdates
{
    private const int PageSize = 100;

    /// <summary>Payments read for one page, one by one: the host's patience is for a page.</summary>
    private const int ReadAtOnce = 25;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly string[] Kinds =
    [
        "payment_intent.processing", "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "charge.dispute.created", "charge.dispute.funds_reinstated", "charge.refunded",
    ];

    internal static async IAsyncEnumerable<Page<PaymentUpdate>> Stream(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var now = connection.Clock.GetUtcNow();
        var asked = StripeCursor.Read(cursor) ?? now - Kept;
        if (now - asked > Kept + TimeSpan.FromHours(1))
            connection.Log.LogWarning("Stripe keeps events for 30 days and was last asked on {Day:yyyy-MM-dd}: ask for the state of payments sent before.", asked.UtcDateTime);
        var from = StripeCursor.From(now - asked > Kept ? now - Kept : asked);
        // The cursor is one for both: it moves with the debits, so that the payments are given before.
        var payments = connection.Text("financialAccount") is null ? [] : await Changed(connection, from, ct);
        foreach (var ids in payments.Chunk(ReadAtOnce)) yield return new(await Payments(connection, ids, ct), StripeCursor.Write(asked));
        await foreach (var page in StripeWindows.Pages(Debits(connection, from, now, ct), asked)) yield return page;
    }

    private static IAsyncEnumerable<(List<PaymentUpdate>, DateTimeOffset)> Debits(Connection connection, DateTimeOffset from, DateTimeOffset now, CancellationToken ct)
    {
        IAsyncEnumerable<Event> List(DateTimeOffset since, DateTimeOffset to) => StripeCalls.List(
            connection, client => client.V1.Events.ListAutoPagingAsync(new EventListOptions { Limit = PageSize, Types = [.. Kinds], Created = StripeWindows.Range(since, to) }, cancellationToken: ct), ct);
        return StripeWindows.Read(from, now, List, e => e.Created, ct).Select(w => (w.Items.Select(Dated).OfType<PaymentUpdate>().ToList(), w.Reached));
    }

    private static PaymentUpdate? Dated(Event told) => Of(told) is { } update ? update with { On = DateOnly.FromDateTime(told.Created) } : null;

    private static PaymentUpdate? Of(Event told) => told.Data.Object switch
    {
        PaymentIntent intent => StripeStatus.Of(intent),
        Dispute { PaymentIntentId: { } id } dispute when told.Type == "charge.dispute.funds_reinstated" =>
            new($"{id}:reinstated", null, id, PaymentState.Settled, dispute.Reason, "The returned debit was given back.", null, StripeMoney.Of(dispute.Amount, dispute.Currency)),
        Dispute { PaymentIntentId: { } id } dispute => new(
            $"{id}:disputed", null, id, PaymentState.Returned, dispute.Reason, "The debit came back.", null, StripeMoney.Of(dispute.Amount, dispute.Currency), StripeReasons.MayRetry(dispute.Reason),
            StripeReasons.StopAccount(dispute.Reason)),
        Charge { PaymentIntentId: { } id } charge =>
            new($"{id}:refunded:{charge.AmountRefunded}", charge.Metadata?.GetValueOrDefault("key"), id, PaymentState.Returned, "refunded", "The debit was refunded at Stripe.", null, StripeMoney.Of(charge.AmountRefunded, charge.Currency)),
        _ => null,
    };

    /// <summary>Payments of which something was told, in the order of their latest event.</summary>
    private static Task<List<string>> Changed(Connection connection, DateTimeOffset from, CancellationToken ct) => StripeCalls.Ask(connection, async client =>
    {
        var latest = new Dictionary<string, DateTimeOffset>();
        var options = new global::Stripe.V2.Core.EventListOptions { Limit = PageSize, Created = new() { Gte = from.UtcDateTime } };
        await foreach (var told in client.V2.Core.Events.ListAutoPagingAsync(options, cancellationToken: ct))
            if (PaymentOf(told) is { } id) latest[id] = latest.TryGetValue(id, out var at) && at > StripeWindows.Utc(told.Created) ? at : StripeWindows.Utc(told.Created);
        return latest.OrderBy(l => l.Value).Select(l => l.Key).ToList();
    }, ct);

    // A v2 event names what changed and no more: the payment itself is read.
    private static Task<List<PaymentUpdate>> Payments(Connection connection, string[] ids, CancellationToken ct) => StripeCalls.Ask(connection, async client =>
    {
        var updates = new List<PaymentUpdate>();
        foreach (var id in ids) updates.Add(StripeStatus.Of(await client.V2.MoneyManagement.OutboundPayments.GetAsync(id, cancellationToken: ct)));
        return updates;
    }, ct);

    private static string? PaymentOf(global::Stripe.V2.Core.Event told) =>
        told.Type.StartsWith("v2.money_management.outbound_payment.", StringComparison.Ordinal)
        && told.RawJsonElement is { } json && json.TryGetProperty("related_object", out var related) && related.ValueKind == JsonValueKind.Object
        && related.TryGetProperty("id", out var id) ? id.GetString() : null;
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Stripe;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// What became of payments: Stripe's events (v1) of debits, and those (v2) of payments out of a financial account. Stripe promises no order and keeps events for 30 days: the cursor is a time,
/// read again with five minutes of overlap, and each update has the same id whenever it comes.
/// </summary>
internal static class StripeUpdates
{
    private const int PageSize = 100;
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly string[] Kinds =
    [
        "payment_intent.processing", "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "charge.dispute.created", "charge.dispute.funds_reinstated", "charge.refunded",
    ];

    internal static async IAsyncEnumerable<Page<PaymentUpdate>> Stream(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var from = StripeCursor.Read(cursor);
        if (from is { } since && connection.Clock.GetUtcNow() - since > Kept)
            connection.Log.LogWarning("Stripe keeps events for 30 days and was last asked on {Day:yyyy-MM-dd}: ask for the state of payments sent before.", since.UtcDateTime);
        var updates = await Debits(connection, from - Overlap, ct);
        if (connection.Text("financialAccount") is not null) updates.AddRange(await Payments(connection, from - Overlap, ct));
        var reached = from;
        foreach (var chunk in updates.OrderBy(u => u.At).Chunk(PageSize))
        {
            reached = reached > chunk[^1].At ? reached : chunk[^1].At;
            yield return new([.. chunk.Select(c => c.Update)], StripeCursor.Write(reached));
        }
        if (updates.Count == 0) yield return new([], cursor ?? "");
    }

    private static Task<List<(DateTimeOffset At, PaymentUpdate Update)>> Debits(Connection connection, DateTimeOffset? from, CancellationToken ct) => StripeCalls.Ask(connection, async client =>
    {
        var updates = new List<(DateTimeOffset, PaymentUpdate)>();
        var options = new EventListOptions { Limit = PageSize, Types = [.. Kinds], Created = from is { } since ? new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime } : null };
        await foreach (var told in client.V1.Events.ListAutoPagingAsync(options, cancellationToken: ct))
            if (Of(told) is { } update) updates.Add((Utc(told.Created), update with { On = DateOnly.FromDateTime(told.Created) }));
        // Stripe lists the newest first; the sort that follows keeps the order of equals.
        updates.Reverse();
        return updates;
    }, ct);

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

    private static Task<List<(DateTimeOffset At, PaymentUpdate Update)>> Payments(Connection connection, DateTimeOffset? from, CancellationToken ct) => StripeCalls.Ask(connection, async client =>
    {
        var latest = new Dictionary<string, DateTimeOffset>();
        var options = new global::Stripe.V2.Core.EventListOptions { Limit = PageSize, Created = from is { } since ? new() { Gte = since.UtcDateTime } : null };
        await foreach (var told in client.V2.Core.Events.ListAutoPagingAsync(options, cancellationToken: ct))
            if (PaymentOf(told) is { } id) latest[id] = latest.TryGetValue(id, out var at) && at > Utc(told.Created) ? at : Utc(told.Created);

        // A v2 event names what changed and no more: the payment itself is read.
        var updates = new List<(DateTimeOffset, PaymentUpdate)>();
        foreach (var (id, at) in latest) updates.Add((at, StripeStatus.Of(await client.V2.MoneyManagement.OutboundPayments.GetAsync(id, cancellationToken: ct))));
        return updates;
    }, ct);

    private static string? PaymentOf(global::Stripe.V2.Core.Event told) =>
        told.Type.StartsWith("v2.money_management.outbound_payment.", StringComparison.Ordinal)
        && told.RawJsonElement is { } json && json.TryGetProperty("related_object", out var related) && related.ValueKind == JsonValueKind.Object
        && related.TryGetProperty("id", out var id) ? id.GetString() : null;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

/// <summary>A time in whole seconds since 1970: what Stripe's lists can be asked by.</summary>
internal static class StripeCursor
{
    internal static DateTimeOffset? Read(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? null
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : throw new ConnectorException(ErrorClass.Validation, "The cursor is none of Stripe's.");

    internal static string Write(DateTimeOffset? time) => time is { } at ? at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : "";
}

using System.Globalization;
using System.Runtime.CompilerServices;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Plaid;

/// <summary>What became of transfers, by <c>/transfer/event/sync</c>: Plaid's log, which only grows, in its order.</summary>
internal static class PlaidTransferEvents
{
    private const int PageSize = 500;

    internal static async IAsyncEnumerable<Page<PaymentUpdate>> Stream(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var client = new PlaidClient(connection);
        var after = Position(cursor);
        while (true)
        {
            var page = await client.Post<EventsAnswer>("/transfer/event/sync", new { after_id = after, count = PageSize }, ct);
            // Only what is later: an answer that repeats itself must not be read for ever.
            var ordered = page.TransferEvents.Where(e => e.EventId > after).OrderBy(e => e.EventId).ToList();
            if (ordered.Count > 0) after = ordered[^1].EventId;
            yield return new([.. ordered.Where(IsOfATransfer).Select(Update)], after.ToString(CultureInfo.InvariantCulture));
            if (!page.HasMore || ordered.Count == 0) yield break;
        }
    }

    private static long Position(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? 0
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after
        : throw new ConnectorException(ErrorClass.Validation, "The cursor is none of Plaid's transfer events.");

    // Sweeps move the sum between Plaid's ledger and the fund's bank and come with the bank's statement; refunds are not made here.
    private static bool IsOfATransfer(TransferEventData e) => e.EventType is "pending" or "posted" or "settled" or "funds_available" or "cancelled" or "failed" or "returned";

    private static PaymentUpdate Update(TransferEventData e)
    {
        var code = e.FailureReason?.FailureCode ?? e.FailureReason?.AchReturnCode;
        return new(
            IdOf(e.TransferId, e.EventType), null, e.TransferId, State(e.EventType), code, e.FailureReason?.Description, DateOnly.FromDateTime(e.Timestamp.UtcDateTime), Amount(e.TransferAmount),
            MayRetry(code), StopAccount(code));
    }

    /// <summary>A transfer is in each state once, so that the log and a question after its state name the same event.</summary>
    internal static string IdOf(string transferId, string status) => $"{transferId}:{status}";

    internal static PaymentState State(string status) => status switch
    {
        "pending" or "posted" => PaymentState.Pending,
        "settled" or "funds_available" => PaymentState.Settled,
        "cancelled" => PaymentState.Cancelled,
        "failed" => PaymentState.Failed,
        "returned" => PaymentState.Returned,
        _ => throw new ConnectorException(ErrorClass.Permanent, $"Plaid names a state of a transfer that is not known here: {status}."),
    };

    internal static Amount? Amount(string? text) =>
        text is null ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? new Amount(value, "USD")
        : throw new ConnectorException(ErrorClass.Permanent, "Plaid gave an amount that is no number.");

    /// <summary>Insufficient or uncollected funds may be presented again, twice at most (Nacha; Plaid takes no other).</summary>
    internal static bool MayRetry(string? code) => code is "R01" or "R09";

    /// <summary>The holder did not authorise, revoked, stopped, or the account is closed or not his: nothing more may be debited there.</summary>
    internal static bool StopAccount(string? code) => code is "R02" or "R03" or "R04" or "R05" or "R07" or "R08" or "R10" or "R11" or "R16" or "R20" or "R29" or "R51";
}

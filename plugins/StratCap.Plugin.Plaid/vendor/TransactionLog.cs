using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Plaid.Vendor;

/// <summary>What <c>/transactions/sync</c> reads: changes numbered as they happen. A cursor is the number of the last change that was given; who begins hears nothing of what is gone already.</summary>
internal sealed class TransactionLog
{
    private const string Prefix = "sync-";
    private readonly SortedDictionary<long, (string Id, bool IsRemoved)> _changes = [];
    private long _last;

    internal void Forget()
    {
        _changes.Clear();
        _last = 0;
    }

    internal string Add()
    {
        var id = "tx" + (++_last).ToString(CultureInfo.InvariantCulture);
        _changes[_last] = (id, false);
        return id;
    }

    internal bool Remove(string id)
    {
        if (_changes.FirstOrDefault(c => c.Value == (id, false)) is not { Key: > 0 } found) return false;
        _changes.Remove(found.Key);
        _changes[++_last] = (id, true);
        return true;
    }

    internal VendorAnswer Sync(JsonObject body)
    {
        if (body["access_token"] is null) return PlaidAnswer.Error("INVALID_REQUEST", "MISSING_FIELDS");
        var (cursor, count) = (body["cursor"]?.ToString() ?? "", body["count"]?.GetValue<int>() ?? 100);
        if (count is < 1 or > 500 || Position(cursor) is not { } after) return PlaidAnswer.Error("INVALID_INPUT", "INVALID_FIELD");
        var later = _changes.Where(c => c.Key > after && !(cursor.Length == 0 && c.Value.IsRemoved)).Take(count + 1).ToList();
        var page = later.Take(count).ToList();
        return PlaidAnswer.Of(new()
        {
            ["added"] = new JsonArray([.. page.Where(c => !c.Value.IsRemoved).Select(c => Line(c.Value.Id, c.Key))]),
            ["modified"] = new JsonArray(),
            ["removed"] = new JsonArray([.. page.Where(c => c.Value.IsRemoved).Select(c => new JsonObject { ["transaction_id"] = c.Value.Id, ["account_id"] = "acc1" })]),
            ["next_cursor"] = Prefix + (page.Count == 0 ? after : page[^1].Key).ToString(CultureInfo.InvariantCulture),
            ["has_more"] = later.Count > count,
            ["transactions_update_status"] = "HISTORICAL_UPDATE_COMPLETE",
        });
    }

    private static long? Position(string cursor) =>
        cursor.Length == 0 ? 0
        : cursor.StartsWith(Prefix, StringComparison.Ordinal) && long.TryParse(cursor.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Plaid counts what leaves the account as plus.
    private static JsonObject Line(string id, long number) => new()
    {
        ["transaction_id"] = id,
        ["account_id"] = "acc1",
        ["amount"] = -(12.50m + number),
        ["iso_currency_code"] = "USD",
        ["unofficial_currency_code"] = null,
        ["date"] = "2026-01-15",
        ["pending"] = false,
        ["name"] = "WIRE IN " + id,
        ["original_description"] = "WIRE IN " + id,
        ["merchant_name"] = null,
        ["check_number"] = null,
        ["transaction_code"] = null,
        ["payment_meta"] = new JsonObject { ["reference_number"] = id, ["payer"] = "Oak County Pension Fund", ["payee"] = null, ["by_order_of"] = null },
    };
}

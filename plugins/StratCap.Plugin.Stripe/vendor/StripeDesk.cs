using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.Stripe.Vendor;

/// <summary>What moves money at Stripe, with a memory: PaymentIntents (v1), payments out of a financial account (v2), the events of both, the balance.</summary>
internal sealed class StripeDesk
{
    private const string V2Payments = "/v2/money_management/outbound_payments", V2Events = "/v2/core/events";
    private readonly Dictionary<string, (string Body, VendorAnswer Answer)> _firstAnswers = [];
    private readonly Dictionary<string, (string Body, string Id)> _paymentsByKey = [];

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    internal Dictionary<string, JsonObject> Intents { get; } = [];

    internal Dictionary<string, JsonObject> Payments { get; } = [];

    internal List<JsonObject> Events { get; } = [];

    internal List<JsonObject> EventsV2 { get; } = [];

    internal List<JsonObject> Balance { get; } = [];

    /// <summary>What a new debit is at once.</summary>
    internal string StatusOfNew { get; set; } = "processing";

    private long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    internal void Forget()
    {
        _firstAnswers.Clear();
        _paymentsByKey.Clear();
        Intents.Clear();
        Payments.Clear();
        Events.Clear();
        EventsV2.Clear();
        Balance.Clear();
    }

    internal static VendorAnswer Error(int status, string type, string? code = null) => VendorAnswer.Of(
        new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = "see the code" } }, status) with
    { Headers = new Dictionary<string, string> { ["Request-Id"] = "req_1" } };

    internal static Amount AmountOf(JsonObject moved) =>
        moved["amount"] is JsonObject v2 ? Amount.OfMinor(v2["value"]!.GetValue<long>(), "USD") : Amount.OfMinor(moved["amount"]!.GetValue<long>(), "USD");

    /// <summary>Null: this desk has no such path.</summary>
    internal VendorAnswer? Answer(VendorRequest request) => (request.Method, request.Path.Trim('/').Split('/')) switch
    {
        ("GET", ["v1", "balance"]) => VendorAnswer.Of(new JsonObject { ["object"] = "balance", ["livemode"] = false, ["available"] = Sums("available"), ["pending"] = Sums("pending") }),
        ("GET", ["v1", "balance_transactions"]) => List(Balance, request.Query),
        ("GET", ["v1", "events"]) => List(Events, request.Query),
        ("POST", ["v1", "payment_intents"]) => Once(request, () => Debit(Form(request))),
        ("GET", ["v1", "payment_intents"]) => List([.. Intents.Values], request.Query),
        ("GET", ["v1", "payment_intents", var id]) => Found(Intents, id),
        ("POST", ["v1", "payment_intents", var id, "cancel"]) => Once(request, () => Cancel(Intents, id)),
        ("POST", ["v2", "money_management", "outbound_payments"]) => Pay(request),
        ("GET", ["v2", "money_management", "outbound_payments"]) => ListV2([.. Payments.Values], V2Payments, request.Query),
        ("GET", ["v2", "money_management", "outbound_payments", var id]) => Found(Payments, id),
        ("POST", ["v2", "money_management", "outbound_payments", var id, "cancel"]) => Cancel(Payments, id),
        ("GET", ["v2", "core", "events"]) => ListV2(EventsV2, V2Events, request.Query),
        _ => null,
    };

    /// <summary>v1: the first answer again, whatever it was; another body under the same key is refused.</summary>
    private VendorAnswer Once(VendorRequest request, Func<VendorAnswer> work)
    {
        if (request.Headers.GetValueOrDefault("idempotency-key") is not { } key) return work();
        if (_firstAnswers.TryGetValue(key, out var first)) return first.Body == request.Text ? first.Answer : Error(400, "idempotency_error");
        var answer = work();
        _firstAnswers[key] = (request.Text, answer);
        return answer;
    }

    /// <summary>As v1 lists: the newest first, <c>limit</c>, <c>starting_after</c>, <c>created[gte]</c>, <c>created[lt]</c>.</summary>
    private static VendorAnswer List(List<JsonObject> all, IReadOnlyDictionary<string, string> asked)
    {
        var limit = int.Parse(asked.GetValueOrDefault("limit", "10"), CultureInfo.InvariantCulture);
        if (limit is < 1 or > 100) return Error(400, "invalid_request_error", "parameter_invalid_integer");
        var (from, to) = (Bound(asked, "created[gte]", 0), Bound(asked, "created[lt]", long.MaxValue));
        var newest = Enumerable.Reverse(all).Where(o => o["created"]!.GetValue<long>() is var created && created >= from && created < to);
        if (asked.TryGetValue("starting_after", out var after)) newest = newest.SkipWhile(o => o["id"]!.ToString() != after).Skip(1);
        var page = newest.Take(limit + 1).ToList();
        return VendorAnswer.Of(new JsonObject { ["object"] = "list", ["url"] = "/v1/x", ["has_more"] = page.Count > limit, ["data"] = new JsonArray([.. page.Take(limit).Select(o => o.DeepClone())]) });
    }

    private static long Bound(IReadOnlyDictionary<string, string> asked, string name, long otherwise) => asked.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>As v2 lists: the newest first, and the address of the next page.</summary>
    private static VendorAnswer ListV2(List<JsonObject> all, string path, IReadOnlyDictionary<string, string> asked)
    {
        var limit = int.Parse(asked.GetValueOrDefault("limit", "20"), CultureInfo.InvariantCulture);
        if (limit is < 1 or > 100) return Error(400, "invalid_request_error", "parameter_invalid_integer");
        var at = int.Parse(asked.GetValueOrDefault("page", "0"), CultureInfo.InvariantCulture);
        var next = at + limit < all.Count ? string.Create(CultureInfo.InvariantCulture, $"{path}?limit={limit}&page={at + limit}") : null;
        var page = Enumerable.Reverse(all).Skip(at).Take(limit).Select(o => o.DeepClone());
        return VendorAnswer.Of(new JsonObject { ["data"] = new JsonArray([.. page]), ["next_page_url"] = next, ["previous_page_url"] = null });
    }

    private static VendorAnswer Found(Dictionary<string, JsonObject> all, string id) => all.TryGetValue(id, out var found) ? VendorAnswer.Of(found.DeepClone()) : Error(404, "invalid_request_error", "resource_missing");

    private VendorAnswer Debit(Dictionary<string, string> form)
    {
        var amount = long.Parse(form["amount"], NumberStyles.None, CultureInfo.InvariantCulture);
        // Eight digits of cents, and 50 cents: docs.stripe.com/currencies#minimum-and-maximum-charge-amounts.
        if (form["currency"] != "usd" || amount is < 50 or > 99_999_999) return Error(400, "invalid_request_error", amount < 50 ? "amount_too_small" : "amount_too_large");
        var id = $"pi_{Intents.Count + 1}";
        Intents[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = amount,
            ["currency"] = form["currency"],
            ["created"] = Now,
            ["status"] = StatusOfNew,
            ["customer"] = form["customer"],
            ["payment_method"] = form["payment_method"],
            ["metadata"] = new JsonObject { ["key"] = form["metadata[key]"], ["approval"] = form["metadata[approval]"] },
            ["last_payment_error"] = StatusOfNew == "requires_payment_method" ? new JsonObject { ["type"] = "card_error", ["code"] = "debit_not_authorized" } : null,
            ["latest_charge"] = null,
        };
        Happen(id, StatusOfNew);
        return VendorAnswer.Of(Intents[id].DeepClone());
    }

    /// <summary>Moves a debit on, and tells so in the events.</summary>
    internal void Happen(string id, string status, string? code = null)
    {
        var intent = Intents[id];
        intent["status"] = status;
        if (code is not null) intent["last_payment_error"] = new JsonObject { ["type"] = "card_error", ["code"] = code };
        Tell("payment_intent." + (status == "requires_payment_method" ? "payment_failed" : status), intent);
    }

    internal void Dispute(string id, string reason)
    {
        var intent = Intents[id];
        intent["latest_charge"] = new JsonObject { ["id"] = "py_1", ["object"] = "charge", ["disputed"] = true, ["amount"] = intent["amount"]!.DeepClone(), ["currency"] = "usd", ["amount_refunded"] = 0 };
        Tell("charge.dispute.created", new JsonObject { ["id"] = "dp_1", ["object"] = "dispute", ["amount"] = intent["amount"]!.DeepClone(), ["currency"] = "usd", ["payment_intent"] = id, ["reason"] = reason, ["status"] = "lost" });
    }

    private void Tell(string type, JsonObject changed) => Events.Add(new JsonObject
    {
        ["id"] = $"evt_{Events.Count + 1}",
        ["object"] = "event",
        ["type"] = type,
        ["created"] = Now,
        ["data"] = new JsonObject { ["object"] = changed.DeepClone() },
    });

    /// <summary>v2 does not repeat a success: the same key again is answered with the payment as it stands now.</summary>
    private VendorAnswer Pay(VendorRequest request)
    {
        var key = request.Headers["idempotency-key"];
        if (_paymentsByKey.TryGetValue(key, out var known)) return known.Body == request.Text ? Found(Payments, known.Id) : Error(400, "idempotency_error");
        var body = request.Json!;
        var id = $"obp_{Payments.Count + 1}";
        _paymentsByKey[key] = (request.Text, id);
        Payments[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "v2.money_management.outbound_payment",
            ["amount"] = body["amount"]!.DeepClone(),
            ["created"] = Clock.GetUtcNow().ToString("o"),
            ["status"] = "processing",
            ["metadata"] = body["metadata"]!.DeepClone(),
            ["from"] = body["from"]!.DeepClone(),
            ["to"] = body["to"]!.DeepClone(),
        };
        return Found(Payments, id);
    }

    internal void HappenV2(string id, string status)
    {
        Payments[id]["status"] = status;
        if (status is "failed" or "returned") Payments[id]["status_details"] = new JsonObject { [status] = new JsonObject { ["reason"] = "payout_method_closed" } };
        EventsV2.Add(new JsonObject
        {
            ["id"] = $"evt_v2_{EventsV2.Count + 1}",
            ["object"] = "v2.core.event",
            ["type"] = $"v2.money_management.outbound_payment.{status}",
            ["created"] = Clock.GetUtcNow().ToString("o"),
            ["livemode"] = false,
            ["related_object"] = new JsonObject { ["id"] = id, ["type"] = "v2.money_management.outbound_payment", ["url"] = $"{V2Payments}/{id}" },
        });
    }

    private static VendorAnswer Cancel(Dictionary<string, JsonObject> all, string id)
    {
        if (!all.TryGetValue(id, out var payment)) return Error(404, "invalid_request_error", "resource_missing");
        if (payment["status"]!.ToString() != "processing") return Error(400, "invalid_request_error", "payment_intent_unexpected_state");
        payment["status"] = "canceled";
        return VendorAnswer.Of(payment.DeepClone());
    }

    /// <summary>Books a balance transaction; its id.</summary>
    internal string Book(string type, long amount, long fee, string currency = "usd", int secondsAgo = 0)
    {
        var id = $"txn_{Balance.Count + 1}";
        Balance.Add(new JsonObject
        {
            ["id"] = id,
            ["object"] = "balance_transaction",
            ["amount"] = amount,
            ["fee"] = fee,
            ["net"] = amount - fee,
            ["currency"] = currency,
            ["created"] = Now - secondsAgo,
            ["available_on"] = Now + 86_400,
            ["status"] = "pending",
            ["type"] = type,
            ["reporting_category"] = type == "payment" ? "charge" : type,
            ["source"] = type == "payment" ? "py_1" : "tu_1",
            ["description"] = "Call 3",
            ["balance_type"] = "payments",
        });
        return id;
    }

    private JsonArray Sums(string part) =>
        [.. Balance.GroupBy(b => b["currency"]!.ToString()).Select(c => (JsonNode)new JsonObject { ["currency"] = c.Key, ["amount"] = part == "pending" ? c.Sum(b => b["net"]!.GetValue<long>()) : 0 })];

    internal static Dictionary<string, string> Form(VendorRequest request) =>
        request.Text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => Decoded(p[0]), p => Decoded(p[1]));

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

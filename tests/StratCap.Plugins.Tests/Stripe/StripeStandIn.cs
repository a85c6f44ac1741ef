using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.Stripe;

/// <summary>Plays Stripe with a memory: first answers by idempotency key, PaymentIntents, payments of v2, events, the balance.</summary>
internal sealed class StripeStandIn : IAsyncDisposable
{
    public const string ApiKey = "rk_test_planted";
    private readonly Dictionary<string, (string Body, StandInAnswer Answer)> _firstAnswers = [];
    private StandInServer _server = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Secrets { get; } = new() { ["api_key"] = ApiKey, ["webhook_secret"] = "whsec_planted" };

    public Dictionary<string, JsonObject> Intents { get; } = [];

    public Dictionary<string, JsonObject> Payments { get; } = [];

    public Dictionary<string, JsonObject> Setups { get; } = [];

    public List<JsonObject> Events { get; } = [];

    public List<JsonObject> EventsV2 { get; } = [];

    public List<JsonObject> Balance { get; } = [];

    public Queue<StandInAnswer> Instead { get; } = new();

    public bool CutAfterWork { get; set; }

    public string StatusOfNew { get; set; } = "processing";

    public IEnumerable<StandInRequest> Requests => _server.Requests;

    public static async Task<StripeStandIn> Start()
    {
        var stripe = new StripeStandIn();
        stripe._server = await StandInServer.Start(stripe.Answer);
        return stripe;
    }

    public Connection Connection(object? settings = null) => TestConnection.To(_server.Address, settings ?? new { financialAccount = "fa_1", statementDescriptor = "HARBOUR FUND" }, Secrets, Clock);

    public static StandInAnswer Error(int status, string type, string? code = null, Dictionary<string, string>? headers = null) => new(
        status, new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = "No such account: 1234567890", ["param"] = "payment_method" } }.ToJsonString(),
        Headers: new Dictionary<string, string>(headers ?? []) { ["Request-Id"] = "req_1" });

    private StandInAnswer Answer(StandInRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer " + ApiKey) return Error(401, "invalid_request_error");
        if (request.Headers.GetValueOrDefault("x-vendor-host") != "api.stripe.com") return Error(404, "invalid_request_error");
        if (Instead.TryDequeue(out var instead)) return instead;
        var key = request.Headers.GetValueOrDefault("idempotency-key");
        if (request.Method == "POST" && key is not null && _firstAnswers.TryGetValue(key, out var first))
            return first.Body == request.Body ? first.Answer : Error(400, "idempotency_error");
        var answer = Work(request);
        if (request.Method == "POST" && key is not null) _firstAnswers[key] = (request.Body, answer);
        if (!CutAfterWork) return answer;
        CutAfterWork = false;
        return StandInAnswer.Cut;
    }

    private StandInAnswer Work(StandInRequest request) => (request.Method, request.Path.Trim('/').Split('/')) switch
    {
        ("GET", ["v1", "balance"]) => StandInAnswer.Ok(new JsonObject { ["object"] = "balance", ["livemode"] = false, ["available"] = Sums("available"), ["pending"] = Sums("pending") }),
        ("GET", ["v1", "balance_transactions"]) => List(Balance, request.Asked),
        ("GET", ["v1", "events"]) => List(Events, request.Asked),
        ("POST", ["v1", "customers"]) => StandInAnswer.Ok(new JsonObject { ["id"] = "cus_1", ["object"] = "customer", ["name"] = request.Form["name"] }),
        ("POST", ["v1", "setup_intents"]) => Setup(request.Form),
        ("GET", ["v1", "setup_intents", var id]) => Found(Setups, id),
        ("POST", ["v1", "setup_intents", var id, "verify_microdeposits"]) => Confirm(id, request.Form),
        ("GET", ["v1", "payment_methods", var id]) => StandInAnswer.Ok(Method(id)),
        ("POST", ["v1", "payment_intents"]) => Debit(request.Form),
        ("GET", ["v1", "payment_intents"]) => List([.. Intents.Values], request.Asked),
        ("GET", ["v1", "payment_intents", var id]) => Found(Intents, id),
        ("POST", ["v1", "payment_intents", var id, "cancel"]) => Cancel(Intents, id),
        ("POST", ["v2", "money_management", "outbound_payments"]) => Pay(request.Json),
        ("GET", ["v2", "money_management", "outbound_payments"]) => StandInAnswer.Ok(new JsonObject { ["data"] = new JsonArray([.. Payments.Values.Select(p => p.DeepClone())]), ["next_page_url"] = null, ["previous_page_url"] = null }),
        ("GET", ["v2", "money_management", "outbound_payments", var id]) => Found(Payments, id),
        ("POST", ["v2", "money_management", "outbound_payments", var id, "cancel"]) => Cancel(Payments, id),
        ("GET", ["v2", "core", "events"]) => StandInAnswer.Ok(new JsonObject { ["data"] = new JsonArray([.. EventsV2.Select(p => p.DeepClone())]), ["next_page_url"] = null, ["previous_page_url"] = null }),
        _ => Error(404, "invalid_request_error", "resource_missing"),
    };

    /// <summary>As Stripe lists: the newest first, <c>limit</c>, <c>starting_after</c>, <c>created[gte]</c>.</summary>
    private static StandInAnswer List(List<JsonObject> all, Dictionary<string, string> asked)
    {
        var from = asked.TryGetValue("created[gte]", out var gte) ? long.Parse(gte, CultureInfo.InvariantCulture) : 0;
        var to = asked.TryGetValue("created[lt]", out var lt) ? long.Parse(lt, CultureInfo.InvariantCulture) : long.MaxValue;
        var newest = Enumerable.Reverse(all).Where(o => o["created"]!.GetValue<long>() is var created && created >= from && created < to);
        if (asked.TryGetValue("starting_after", out var after)) newest = newest.SkipWhile(o => o["id"]!.ToString() != after).Skip(1);
        var page = newest.Take(int.Parse(asked["limit"], CultureInfo.InvariantCulture) + 1).ToList();
        var limit = int.Parse(asked["limit"], CultureInfo.InvariantCulture);
        return StandInAnswer.Ok(new JsonObject { ["object"] = "list", ["url"] = "/v1/x", ["has_more"] = page.Count > limit, ["data"] = new JsonArray([.. page.Take(limit).Select(o => o.DeepClone())]) });
    }

    private static StandInAnswer Found(Dictionary<string, JsonObject> all, string id) => all.TryGetValue(id, out var found) ? StandInAnswer.Ok(found.DeepClone()) : Error(404, "invalid_request_error", "resource_missing");

    private long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    private StandInAnswer Debit(Dictionary<string, string> form)
    {
        var id = $"pi_{Intents.Count + 1}";
        Intents[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = long.Parse(form["amount"], CultureInfo.InvariantCulture),
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
        return StandInAnswer.Ok(Intents[id].DeepClone());
    }

    /// <summary>Moves a debit on, and tells so in the events.</summary>
    public void Happen(string id, string status, string? code = null)
    {
        var intent = Intents[id];
        intent["status"] = status;
        if (code is not null) intent["last_payment_error"] = new JsonObject { ["type"] = "card_error", ["code"] = code };
        Tell("payment_intent." + (status == "requires_payment_method" ? "payment_failed" : status), intent);
    }

    public void Dispute(string id, string reason)
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

    private StandInAnswer Pay(JsonObject body)
    {
        var id = $"obp_{Payments.Count + 1}";
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
        return StandInAnswer.Ok(Payments[id].DeepClone());
    }

    public void HappenV2(string id, string status)
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
            ["related_object"] = new JsonObject { ["id"] = id, ["type"] = "v2.money_management.outbound_payment", ["url"] = $"/v2/money_management/outbound_payments/{id}" },
        });
    }

    private StandInAnswer Cancel(Dictionary<string, JsonObject> all, string id)
    {
        if (!all.TryGetValue(id, out var payment)) return Error(404, "invalid_request_error", "resource_missing");
        if (payment["status"]!.ToString() != "processing") return Error(400, "invalid_request_error", "payment_intent_unexpected_state");
        payment["status"] = "canceled";
        return StandInAnswer.Ok(payment.DeepClone());
    }

    private StandInAnswer Setup(Dictionary<string, string> form)
    {
        Setups["seti_1"] = new JsonObject
        {
            ["id"] = "seti_1",
            ["object"] = "setup_intent",
            ["client_secret"] = "seti_1_secret_x",
            ["status"] = "requires_action",
            ["customer"] = form["customer"],
            ["metadata"] = new JsonObject { ["key"] = form["metadata[key]"] },
        };
        return StandInAnswer.Ok(Setups["seti_1"].DeepClone());
    }

    private StandInAnswer Confirm(string id, Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("descriptor_code") != "SM11AA" && form.GetValueOrDefault("amounts[0]") != "32") return Error(400, "invalid_request_error", "payment_method_microdeposit_verification_amounts_mismatch");
        Setups[id]["status"] = "succeeded";
        Setups[id]["mandate"] = "mandate_1";
        Setups[id]["payment_method"] = Method("pm_1");
        return Found(Setups, id);
    }

    private static JsonObject Method(string id) => new()
    {
        ["id"] = id,
        ["object"] = "payment_method",
        ["type"] = id == "pm_card" ? "card" : "us_bank_account",
        ["customer"] = id == "pm_1" ? "cus_1" : null,
        ["us_bank_account"] = id == "pm_card" ? null : new JsonObject { ["last4"] = "6789", ["bank_name"] = "STRIPE TEST BANK", ["status_details"] = id == "pm_blocked" ? new JsonObject { ["blocked"] = new JsonObject { ["reason"] = "debit_not_authorized" } } : null },
    };

    public void Book(long amount, long fee, string currency = "usd", int secondsAgo = 0) => Balance.Add(new JsonObject
    {
        ["id"] = $"txn_{Balance.Count + 1}",
        ["object"] = "balance_transaction",
        ["amount"] = amount,
        ["fee"] = fee,
        ["net"] = amount - fee,
        ["currency"] = currency,
        ["created"] = Now - secondsAgo,
        ["available_on"] = Now + 86_400,
        ["status"] = "pending",
        ["type"] = "payment",
        ["reporting_category"] = "charge",
        ["source"] = "py_1",
        ["description"] = "Call 3",
        ["balance_type"] = "payments",
    });

    private JsonArray Sums(string part) =>
        [.. Balance.GroupBy(b => b["currency"]!.ToString()).Select(c => (JsonNode)new JsonObject { ["currency"] = c.Key, ["amount"] = part == "pending" ? c.Sum(b => b["net"]!.GetValue<long>()) : 0 })];

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

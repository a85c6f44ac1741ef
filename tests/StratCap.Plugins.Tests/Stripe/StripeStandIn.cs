using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.Stripe.Vendor;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugins.Tests.Stripe;

/// <summary>Plays Stripe with a memory: first answers by idempotency key, PaymentIntents, payments of v2, events, the balance.</summary>
internal sealed class StripeStandIn : IAsyncDisposable
{
    public const string ApiKey = "rk_test_planted";
    private readonly Dictionary<string, (string Body, StandInAnswer Answer)> _firstAnswers = [];
    private StandInServer _server = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Secrets { get; } = new() { ["api_key"] = ApiKey, ["webhook_secret"] = "whsec_planted" };

    /// <summary>The same desk by which the conformance kit judges the connector.</summary>
    private readonly StripeDesk _desk;

    private StripeStandIn() => _desk = new() { Clock = Clock };

    public Dictionary<string, JsonObject> Intents => _desk.Intents;

    public Dictionary<string, JsonObject> Payments => _desk.Payments;

    public Dictionary<string, JsonObject> Setups { get; } = [];

    public List<JsonObject> Balance => _desk.Balance;

    public Queue<StandInAnswer> Instead { get; } = new();

    public bool CutAfterWork { get; set; }

    public string StatusOfNew { get => _desk.StatusOfNew; set => _desk.StatusOfNew = value; }

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
        var answer = AtTheDesk(request) ?? Once(request);
        if (!CutAfterWork) return answer;
        CutAfterWork = false;
        return StandInAnswer.Cut;
    }

    private StandInAnswer? AtTheDesk(StandInRequest request) =>
        _desk.Answer(new VendorRequest(request.Method, "api.stripe.com", request.Path, request.Asked, request.Headers, Encoding.UTF8.GetBytes(request.Body))) is { } answer
            ? new(answer.Status, Encoding.UTF8.GetString(answer.Body.Span), Headers: answer.Headers) : null;

    private StandInAnswer Once(StandInRequest request)
    {
        var key = request.Headers.GetValueOrDefault("idempotency-key");
        if (request.Method == "POST" && key is not null && _firstAnswers.TryGetValue(key, out var first))
            return first.Body == request.Body ? first.Answer : Error(400, "idempotency_error");
        var answer = Work(request);
        if (request.Method == "POST" && key is not null) _firstAnswers[key] = (request.Body, answer);
        return answer;
    }

    private StandInAnswer Work(StandInRequest request) => (request.Method, request.Path.Trim('/').Split('/')) switch
    {
        ("POST", ["v1", "customers"]) => StandInAnswer.Ok(new JsonObject { ["id"] = "cus_1", ["object"] = "customer", ["name"] = request.Form["name"] }),
        ("POST", ["v1", "setup_intents"]) => Setup(request.Form),
        ("GET", ["v1", "setup_intents", var id]) => Found(Setups, id),
        ("POST", ["v1", "setup_intents", var id, "verify_microdeposits"]) => Confirm(id, request.Form),
        ("GET", ["v1", "payment_methods", var id]) => StandInAnswer.Ok(Method(id)),
        _ => Error(404, "invalid_request_error", "resource_missing"),
    };

    private static StandInAnswer Found(Dictionary<string, JsonObject> all, string id) => all.TryGetValue(id, out var found) ? StandInAnswer.Ok(found.DeepClone()) : Error(404, "invalid_request_error", "resource_missing");

    /// <summary>Moves a debit on, and tells so in the events.</summary>
    public void Happen(string id, string status, string? code = null) => _desk.Happen(id, status, code);

    public void Dispute(string id, string reason) => _desk.Dispute(id, reason);

    public void HappenV2(string id, string status) => _desk.HappenV2(id, status);

    public void Book(long amount, long fee, string currency = "usd", int secondsAgo = 0) => _desk.Book("payment", amount, fee, currency, secondsAgo);

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

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

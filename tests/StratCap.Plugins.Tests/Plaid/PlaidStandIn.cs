using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.Plaid.Vendor;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.Plaid;

/// <summary>Plays Plaid with a memory: linked banks, a log of transactions, authorizations by key, transfers, events.</summary>
internal sealed class PlaidStandIn : IAsyncDisposable
{
    public const string ApiSecret = "sandbox-secret-\"1\"";
    private StandInServer _server = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Secrets { get; } = new() { ["secret"] = ApiSecret, ["item_token"] = "access-own" };

    /// <summary>The same desk by which the conformance kit judges the connector.</summary>
    private readonly TransferDesk _desk;

    private PlaidStandIn() => _desk = new() { Clock = Clock };

    public Dictionary<string, JsonObject> Authorizations => _desk.Authorizations;

    public Dictionary<string, JsonObject> Transfers => _desk.Transfers;

    public List<JsonObject> Events => _desk.Events;

    /// <summary>Each page of <c>/transactions/sync</c> by the cursor that asks for it.</summary>
    public Dictionary<string, Queue<StandInAnswer>> SyncPages { get; } = [];

    /// <summary>Answers given instead of the next ones, by path.</summary>
    public Dictionary<string, Queue<StandInAnswer>> Instead { get; } = [];

    /// <summary>Paths whose next answer is lost after the work is done.</summary>
    public HashSet<string> CutAfterWork { get; } = [];

    public string Decision { get => _desk.Decision; set => _desk.Decision = value; }

    public int NameScore { get; set; } = 92;

    public string? VerificationStatus { get; set; }

    public JsonObject? WebhookKey { get; set; }

    public IEnumerable<StandInRequest> Requests => _server.Requests;

    public static async Task<PlaidStandIn> Start()
    {
        var plaid = new PlaidStandIn();
        plaid._server = await StandInServer.Start(plaid.Answer);
        return plaid;
    }

    public Connection Connection(object? settings = null) => TestConnection.To(
        _server.Address, settings ?? new { environment = "sandbox", clientId = "5f3aclientid", clientName = "Harbour Partners", webhookUrl = "https://app.stratcap.example/hooks/1" }, Secrets, Clock);

    public static StandInAnswer Error(int status, string type, string code, Dictionary<string, string>? headers = null) => new(
        status, new JsonObject { ["error_type"] = type, ["error_code"] = code, ["error_message"] = "for account 1234567890", ["display_message"] = null, ["request_id"] = "req-1" }.ToJsonString(), Headers: headers);

    public void Queue(string path, params StandInAnswer[] answers)
    {
        if (!Instead.TryGetValue(path, out var queue)) Instead[path] = queue = new();
        foreach (var answer in answers) queue.Enqueue(answer);
    }

    private StandInAnswer Answer(StandInRequest request)
    {
        if (request.Headers.GetValueOrDefault("plaid-secret") != ApiSecret || request.Headers.GetValueOrDefault("plaid-client-id") != "5f3aclientid") return Error(400, "INVALID_INPUT", "INVALID_API_KEYS");
        if (request.Headers.GetValueOrDefault("x-vendor-host") != "sandbox.plaid.com" || request.Method != "POST") return Error(404, "INVALID_REQUEST", "NOT_FOUND");
        if (Instead.TryGetValue(request.Path, out var queue) && queue.Count > 0) return queue.Dequeue();
        var answer = Work(request.Path, request.Json);
        return CutAfterWork.Remove(request.Path) ? StandInAnswer.Cut : answer;
    }

    private StandInAnswer Work(string path, JsonObject body) => path switch
    {
        "/institutions/get" => Ok(new() { ["institutions"] = new JsonArray(), ["total"] = 0 }),
        "/link/token/create" => Ok(new() { ["link_token"] = "link-sandbox-1", ["expiration"] = "2026-11-20T19:00:00Z" }),
        "/item/public_token/exchange" => body["public_token"]!.ToString() == "public-good" ? Ok(new() { ["access_token"] = "access-Party-1", ["item_id"] = "Item1Aa" }) : Error(400, "INVALID_INPUT", "INVALID_PUBLIC_TOKEN"),
        "/accounts/get" or "/auth/get" or "/identity/match" => Accounts(body["access_token"]!.ToString()),
        "/transactions/sync" => SyncPages.TryGetValue(body["cursor"]?.ToString() ?? "", out var pages) ? (pages.Count > 1 ? pages.Dequeue() : pages.Peek()) : Error(400, "INVALID_INPUT", "INVALID_FIELD"),
        "/webhook_verification_key/get" => WebhookKey is { } key && key["kid"]!.ToString() == body["key_id"]!.ToString() ? Ok(new() { ["key"] = key.DeepClone() }) : Error(400, "INVALID_INPUT", "INVALID_WEBHOOK_VERIFICATION_KEY_ID"),
        _ => _desk.Answer(path, body) is { } answer ? new(answer.Status, Encoding.UTF8.GetString(answer.Body.Span)) : Error(404, "INVALID_REQUEST", "NOT_FOUND"),
    };

    private static StandInAnswer Ok(JsonObject json)
    {
        json["request_id"] = "req-ok";
        return StandInAnswer.Ok(json);
    }

    private StandInAnswer Accounts(string token)
    {
        if (token is not ("access-own" or "access-Party-1")) return Error(400, "INVALID_INPUT", "INVALID_ACCESS_TOKEN");
        var account = new JsonObject
        {
            ["account_id"] = "acc1",
            ["name"] = "Operating",
            ["official_name"] = null,
            ["mask"] = "0000",
            ["type"] = "depository",
            ["subtype"] = "checking",
            ["balances"] = new JsonObject { ["current"] = 100.10m, ["iso_currency_code"] = "USD" },
            ["legal_name"] = new JsonObject { ["score"] = NameScore },
        };
        if (VerificationStatus is not null) account["verification_status"] = VerificationStatus;
        return Ok(new()
        {
            ["accounts"] = new JsonArray(account),
            ["item"] = new JsonObject { ["item_id"] = "Item1Aa" },
            ["numbers"] = new JsonObject { ["ach"] = new JsonArray(new JsonObject { ["account_id"] = "acc1", ["account"] = "1111222233330000", ["routing"] = "011401533", ["wire_routing"] = "021000021" }) },
        });
    }

    /// <summary>Moves a transfer on, as the network would.</summary>
    public void Happen(string transferId, string status, string? code = null) => _desk.Happen(transferId, status, code);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

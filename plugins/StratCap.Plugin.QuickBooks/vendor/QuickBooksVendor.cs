using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.QuickBooks.Vendor;

/// <summary>
/// A company of QuickBooks Online as Intuit's documents describe it: the query language as far as it is used, change data capture of 30 days and 1,000 objects, request ids that give the first
/// answer again, deletions as such, webhooks and faults. From developer.intuit.com, .../learn/explore-the-quickbooks-online-api/{change-data-capture,data-queries,minor-versions}, .../develop/webhooks.
/// </summary>
public sealed class QuickBooksVendor : VendorScript
{
    internal const string Realm = "9130350000000001";
    internal const string Token = "access-5e0d71";
    internal const string Verifier = "v3r1f13r";

    private const string Company = $"/v3/company/{Realm}/";

    // What is there at first was changed longer ago than one capture overlaps the next; three of a second, as an import leaves them.
    private static readonly TimeSpan Before = TimeSpan.FromDays(90);

    private readonly Dictionary<string, string> answersByRequestId = [];

    public override JsonObject Settings => new() { ["clientId"] = "an-app", ["realmId"] = Realm, ["homeCurrency"] = "USD" };

    public override IReadOnlyDictionary<string, string> Secrets { get; } =
        new Dictionary<string, string> { ["access_token"] = Token, ["client_secret"] = "client-91b2c4", ["webhook_verifier"] = Verifier };

    public override int PageSize => Books.AnswerSize;

    public override IReadOnlyList<string> Written => Books.Written;

    public override IReadOnlyList<Amount> WrittenAmounts => Books.WrittenAmounts;

    internal Books Books { get; private set; } = new();

    public override void Seed(int items)
    {
        answersByRequestId.Clear();
        Books = new();
        Books.AddAccount("35", "Cash at bank", "Asset");
        Books.AddAccount("36", "Partners' capital", "Equity");
        Books.AddAccount("37", "Old suspense", "Liability", active: false);
        for (var i = 0; i < items; i++) Books.Add(Books.Now - Before + TimeSpan.FromSeconds(i / 3), 10m + (i / 100m));
    }

    public override string Add() => (string)Books.Add(Books.Now)["Id"]!;

    public override bool Delete(string id)
    {
        if (Books.Entries.Find(e => (string)e["Id"]! == id) is not { } entry) return false;
        Books.Delete(entry, Books.Now);
        return true;
    }

    public override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer " + Token) return Refusal(401, "AUTHENTICATION", "3200", "message=AuthenticationFailed");
        if (!request.Path.StartsWith(Company, StringComparison.Ordinal)) return Refusal(403, "AuthorizationFault", "3100", "ApplicationAuthorizationFailed");
        if (request.Query.GetValueOrDefault("minorversion") != "75") return Refusal(400, "ValidationFault", "2010", "Request has invalid or unsupported property");
        return (request.Method, request.Path[Company.Length..]) switch
        {
            ("GET", "query") => Query(request.Query["query"]),
            ("GET", "cdc") => Capture(request.Query["entities"], request.Query["changedSince"]),
            ("GET", "preferences") => Preferences(),
            ("GET", "companyinfo/" + Realm) => Said(new() { ["CompanyInfo"] = new JsonObject { ["CompanyName"] = "Birch Fund II LP", ["Country"] = "US" } }),
            ("POST", "journalentry") => Post(request),
            _ => Refusal(404, "ValidationFault", "610", "Object Not Found"),
        };
    }

    // The event tells when the entry changed, not when it is sent: Intuit signs the body alone, and no time.
    public override WebhookDelivery SignedWebhook(string eventId, DateTimeOffset signedAt)
    {
        var cloudEvent = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = eventId,
            ["source"] = "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
            ["type"] = "qbo.journalentry.updated.v1",
            ["time"] = "2026-11-26T10:00:00Z",
            ["intuitentityid"] = "12",
            ["intuitaccountid"] = Realm,
            ["data"] = new JsonObject(),
        };
        var body = Encoding.UTF8.GetBytes(new JsonArray(cloudEvent).ToJsonString());
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Verifier), body));
        return new(new Dictionary<string, string> { ["content-type"] = "application/json", ["intuit-signature"] = signature }, body, signedAt);
    }

    private static VendorAnswer Json(string json, int status = 200) =>
        new(status, Encoding.UTF8.GetBytes(json), "application/json;charset=UTF-8", new Dictionary<string, string> { ["intuit_tid"] = "1-tid" });

    // Intuit's details quote what was sent and what stands in the books.
    private static VendorAnswer Refusal(int status, string type, string code, string message) => Json(new JsonObject
    {
        ["Fault"] = new JsonObject { ["Error"] = new JsonArray(new JsonObject { ["Message"] = message, ["Detail"] = message + " : 4111-secret-detail", ["code"] = code, ["element"] = "" }), ["type"] = type },
        ["time"] = Books.Wire(DateTimeOffset.UnixEpoch),
    }.ToJsonString(), status);

    private VendorAnswer Said(JsonObject body)
    {
        body["time"] = Books.Wire(Books.Now);
        return Json(body.ToJsonString());
    }

    private VendorAnswer Preferences() => Said(new()
    {
        ["Preferences"] = new JsonObject { ["CurrencyPrefs"] = new JsonObject { ["MultiCurrencyEnabled"] = true, ["HomeCurrency"] = new JsonObject { ["value"] = Books.HomeCurrency } } },
    });

    private VendorAnswer Query(string text)
    {
        if (Select.Parse(text) is not { } select) return Refusal(400, "ValidationFault", "4000", "Error parsing query");
        var page = select.Of(select.IsOfAccounts ? Books.Accounts : Books.Entries).Select(e => e.DeepClone()).ToArray();
        var response = new JsonObject();
        if (page.Length > 0)
        {
            response[select.IsOfAccounts ? "Account" : "JournalEntry"] = new JsonArray(page);
            response["startPosition"] = select.Start;
            response["maxResults"] = page.Length;
        }
        return Said(new() { ["QueryResponse"] = response });
    }

    private VendorAnswer Capture(string entities, string changedSince)
    {
        if (entities != "JournalEntry") return Refusal(400, "ValidationFault", "4001", "This company keeps changes of journal entries alone");
        var since = Books.Instant(changedSince);
        if (since < Books.Now.AddDays(-30)) return Refusal(400, "ValidationFault", "4001", "changedSince is older than 30 days");
        var response = new JsonObject { ["QueryResponse"] = new JsonArray(new JsonObject { ["JournalEntry"] = new JsonArray([.. Books.ChangedSince(since)]) }) };
        return Said(new() { ["CDCResponse"] = new JsonArray(response) });
    }

    private VendorAnswer Post(VendorRequest request)
    {
        var requestId = request.Query.GetValueOrDefault("requestid");
        if (requestId?.Length > 50) return Refusal(400, "ValidationFault", "2050", "String length is either shorter or longer than supported by specification");
        if (requestId is not null && answersByRequestId.TryGetValue(requestId, out var first)) return Json(first);
        var entry = request.Json!.AsObject();
        if (Books.Objection(entry) is var (code, message)) return Refusal(400, "ValidationFault", code, message);
        var answer = new JsonObject { ["JournalEntry"] = Books.Post(entry).DeepClone(), ["time"] = Books.Wire(Books.Now) }.ToJsonString();
        if (requestId is not null) answersByRequestId[requestId] = answer;
        return Json(answer);
    }
}

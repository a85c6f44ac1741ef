using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.QuickBooks;

/// <summary>
/// QuickBooks Online as its documents describe it: the query language as far as it is used, change data capture of 30 days and 1,000 objects, request ids that give the first answer again,
/// deletions as such, and Intuit's faults. A real client of others drives it too (<see cref="QuickBooksPeerTests"/>).
/// </summary>
internal sealed partial class QuickBooksStandIn : VendorStandIn
{
    public const string Realm = "9130350000000001";
    public const string Token = "a-token";

    private readonly Dictionary<string, string> answersByRequestId = [];
    private readonly List<(DateTimeOffset At, string Id)> deletions = [];
    private int lastId;

    public DateTimeOffset Now { get; set; } = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public List<JsonObject> Accounts { get; } = [];

    public List<JsonObject> Entries { get; } = [];

    /// <summary>Whether a full capture holds the oldest or the newest changes; Intuit does not say.</summary>
    public bool CaptureGivesNewest { get; set; }

    public string HomeCurrency { get; set; } = "USD";

    /// <summary>Puts an entry in as of an instant.</summary>
    public JsonObject Add(DateTimeOffset at, decimal amount = 10m, string? date = null, string? currency = null)
    {
        var entry = new JsonObject
        {
            ["TxnDate"] = date ?? "2026-01-15",
            ["DocNumber"] = "D" + (lastId + 1),
            ["Line"] = new JsonArray(Line("Debit", "35", amount), Line("Credit", "36", amount)),
        };
        if (currency is not null) entry["CurrencyRef"] = new JsonObject { ["value"] = currency };
        return Store(entry, at);
    }

    public void Touch(JsonObject entry, DateTimeOffset at)
    {
        entry["SyncToken"] = (int.Parse((string)entry["SyncToken"]!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        entry["MetaData"]!["LastUpdatedTime"] = Wire(at);
    }

    public void Delete(JsonObject entry, DateTimeOffset at)
    {
        Entries.Remove(entry);
        deletions.Add((at, (string)entry["Id"]!));
    }

    protected override Task Obey(HttpContext context, Received request)
    {
        context.Response.Headers["intuit_tid"] = "1-tid";
        if (!request.Headers.GetValueOrDefault("authorization", "").EndsWith(Token, StringComparison.Ordinal)) return Refuse(context, 401, "AUTHENTICATION", "3200", "message=AuthenticationFailed");
        var prefix = $"/v3/company/{Realm}/";
        if (!request.Path.StartsWith(prefix, StringComparison.Ordinal)) return Refuse(context, 403, "AuthorizationFault", "3100", "ApplicationAuthorizationFailed");
        var query = QueryHelpers.ParseQuery(request.Query).ToDictionary(q => q.Key, q => q.Value.ToString());
        if (query.GetValueOrDefault("minorversion") != "75") return Refuse(context, 400, "ValidationFault", "2010", "Request has invalid or unsupported property");
        return (request.Method, request.Path[prefix.Length..]) switch
        {
            ("GET", "query") => Query(context, query["query"]),
            ("GET", "cdc") => Capture(context, query["entities"], query["changedSince"]),
            ("GET", "preferences") => Json(context, new JsonObject { ["Preferences"] = new JsonObject { ["CurrencyPrefs"] = new JsonObject { ["MultiCurrencyEnabled"] = true, [nameof(HomeCurrency)] = new JsonObject { ["value"] = HomeCurrency } } }, ["time"] = Wire(Now) }.ToJsonString()),
            ("GET", "companyinfo/" + Realm) => Json(context, new JsonObject { ["CompanyInfo"] = new JsonObject { ["CompanyName"] = "Birch Fund II LP", ["Country"] = "US" }, ["time"] = Wire(Now) }.ToJsonString()),
            ("POST", "journalentry") => Post(context, request, query),
            _ => Refuse(context, 404, "ValidationFault", "610", "Object Not Found"),
        };
    }

    private static JsonObject Line(string side, string account, decimal amount) => new()
    {
        ["Amount"] = amount,
        ["DetailType"] = "JournalEntryLineDetail",
        ["JournalEntryLineDetail"] = new JsonObject { ["PostingType"] = side, ["AccountRef"] = new JsonObject { ["value"] = account } },
    };

    private static string Wire(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-8)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonObject entity) => DateTimeOffset.Parse((string)entity["MetaData"]!["LastUpdatedTime"]!, CultureInfo.InvariantCulture);

    private static Task Refuse(HttpContext context, int status, string type, string code, string message) => Json(context, new JsonObject
    {
        ["Fault"] = new JsonObject { ["Error"] = new JsonArray(new JsonObject { ["Message"] = message, ["Detail"] = message + " : 4111-secret-detail", ["code"] = code, ["element"] = "" }), ["type"] = type },
        ["time"] = Wire(DateTimeOffset.UnixEpoch),
    }.ToJsonString(), status);

    private JsonObject Store(JsonObject entry, DateTimeOffset at)
    {
        entry["Id"] = (++lastId).ToString(CultureInfo.InvariantCulture);
        entry["SyncToken"] = "0";
        entry["domain"] = "QBO";
        entry["CurrencyRef"] ??= new JsonObject { ["value"] = HomeCurrency };
        entry["MetaData"] = new JsonObject { ["CreateTime"] = Wire(at), ["LastUpdatedTime"] = Wire(at) };
        Entries.Add(entry);
        return entry;
    }

    private Task Query(HttpContext context, string text)
    {
        if (Select().Match(text) is not { Success: true } select) return Refuse(context, 400, "ValidationFault", "4000", "Error parsing query");
        var name = select.Groups["from"].Value;
        IEnumerable<JsonObject> found = name.Equals("account", StringComparison.OrdinalIgnoreCase) ? Accounts : Entries;
        if (name.Equals("account", StringComparison.OrdinalIgnoreCase) && !select.Groups["where"].Value.Contains("Active", StringComparison.Ordinal)) found = found.Where(a => (bool?)a["Active"] != false);
        foreach (Match condition in Condition().Matches(select.Groups["where"].Value)) found = found.Where(e => Holds(e, condition));
        found = select.Groups["order"].Value switch { "MetaData.LastUpdatedTime" => found.OrderBy(Time), "Id" => found.OrderBy(e => (string)e["Id"]!, StringComparer.Ordinal), _ => found };
        var start = select.Groups["start"].Success ? int.Parse(select.Groups["start"].Value, CultureInfo.InvariantCulture) : 1;
        var max = Math.Min(1000, select.Groups["max"].Success ? int.Parse(select.Groups["max"].Value, CultureInfo.InvariantCulture) : 100);
        var page = found.Skip(start - 1).Take(max).Select(e => e.DeepClone()).ToArray();
        var response = new JsonObject();
        if (page.Length > 0)
        {
            response[name.Equals("account", StringComparison.OrdinalIgnoreCase) ? "Account" : "JournalEntry"] = new JsonArray(page);
            response["startPosition"] = start;
            response["maxResults"] = page.Length;
        }
        return Json(context, new JsonObject { ["QueryResponse"] = response, ["time"] = Wire(Now) }.ToJsonString());
    }

    private static bool Holds(JsonObject entity, Match condition)
    {
        var value = condition.Groups["value"].Value.Replace("\\'", "'", StringComparison.Ordinal);
        var compared = condition.Groups["field"].Value == "MetaData.LastUpdatedTime"
            ? Time(entity).CompareTo(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture))
            : string.CompareOrdinal((string?)entity[condition.Groups["field"].Value], value);
        return condition.Groups["op"].Value == ">=" ? compared >= 0 : compared == 0;
    }

    private Task Capture(HttpContext context, string entities, string changedSince)
    {
        var since = DateTimeOffset.Parse(changedSince, CultureInfo.InvariantCulture);
        if (since < Now.AddDays(-30)) return Refuse(context, 400, "ValidationFault", "4001", "changedSince is older than 30 days");
        entities.ShouldBe("JournalEntry");
        var changes = Entries.Where(e => Time(e) >= since).Select(e => (At: Time(e), Node: (JsonNode)e.DeepClone()))
            .Concat(deletions.Where(d => d.At >= since).Select(d => (d.At, Node: (JsonNode)new JsonObject { ["domain"] = "QBO", ["status"] = "Deleted", ["Id"] = d.Id, ["MetaData"] = new JsonObject { ["LastUpdatedTime"] = Wire(d.At) } })))
            .OrderBy(c => c.At).ToList();
        var page = CaptureGivesNewest ? changes.TakeLast(1000) : changes.Take(1000);
        var response = new JsonObject { ["QueryResponse"] = new JsonArray(new JsonObject { ["JournalEntry"] = new JsonArray([.. page.Select(c => c.Node)]) }) };
        return Json(context, new JsonObject { ["CDCResponse"] = new JsonArray(response), ["time"] = Wire(Now) }.ToJsonString());
    }

    private Task Post(HttpContext context, Received request, Dictionary<string, string> query)
    {
        var requestId = query.GetValueOrDefault("requestid");
        if (requestId?.Length > 50) return Refuse(context, 400, "ValidationFault", "2050", "String length is either shorter or longer than supported by specification");
        if (requestId is not null && answersByRequestId.TryGetValue(requestId, out var first)) return Json(context, first);
        var entry = JsonNode.Parse(request.Body)!.AsObject();
        var lines = entry["Line"]!.AsArray().Select(l => l!).ToList();
        if (lines.Any(l => Accounts.Count > 0 && Accounts.All(a => (string)a["Id"]! != (string)l["JournalEntryLineDetail"]!["AccountRef"]!["value"]!))) return Refuse(context, 400, "ValidationFault", "2500", "Invalid Reference Id");
        if (lines.Sum(l => ((string)l["JournalEntryLineDetail"]!["PostingType"]! == "Debit" ? 1 : -1) * (decimal)l["Amount"]!) != 0) return Refuse(context, 400, "ValidationFault", "6000", "A business validation error has occurred while processing your request");
        if (entry["DocNumber"] is { } number && Entries.Any(e => (string?)e["DocNumber"] == (string)number!)) return Refuse(context, 400, "ValidationFault", "6140", "Duplicate Document Number Error");
        if (string.CompareOrdinal((string)entry["TxnDate"]!, "2025-01-01") < 0) return Refuse(context, 400, "ValidationFault", "6210", "Account Period Closed");
        var answer = new JsonObject { ["JournalEntry"] = Store(entry, Now).DeepClone(), ["time"] = Wire(Now) }.ToJsonString();
        if (requestId is not null) answersByRequestId[requestId] = answer;
        return Json(context, answer);
    }

    [GeneratedRegex(@"^\s*select \* from (?<from>\w+)( where (?<where>.+?))?( orderby (?<order>[\w.]+))?( startposition (?<start>\d+))?( maxresults (?<max>\d+))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Select();

    [GeneratedRegex(@"(?<field>TxnDate|DocNumber|MetaData\.LastUpdatedTime) (?<op>>=|=) '(?<value>(\\'|[^'])*)'")]
    private static partial Regex Condition();
}

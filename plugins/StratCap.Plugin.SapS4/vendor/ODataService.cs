using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.SapS4.Vendor;

/// <summary>SAP Gateway's OData v2: the sets of accounts, their names and documents' items, and the services' roots, which give tokens against forgery.</summary>
internal sealed class ODataService(Ledger ledger, Sessions sessions)
{
    private (string Order, List<JsonObject>? From, List<JsonObject> Rows) sorted = ("", null, []);

    /// <summary>The most rows a page has; with <see cref="NextLinks"/> the rest is behind a link, without, the answer is short.</summary>
    internal int PageCap { get; set; } = 5000;

    internal bool NextLinks { get; set; } = true;

    internal VendorAnswer Answer(VendorRequest request)
    {
        if (request.Path.EndsWith("_SRV/", StringComparison.Ordinal)) return Root(request);
        List<JsonObject>? rows = request.Path.Split('/')[^1] switch
        {
            "A_OperationalAcctgDocItemCube" => ledger.Items,
            "A_GLAccountInChartOfAccounts" => ledger.Accounts,
            "A_GLAccountText" => ledger.Texts,
            _ => null,
        };
        return rows is null ? Refusal(404, "005056A509B11EE1B9A8FEC11C21D78E", "Resource not found for the segment") : Query(request, rows);
    }

    private static VendorAnswer Json(string json, int status = 200, Dictionary<string, string>? headers = null) => new(status, Encoding.UTF8.GetBytes(json), "application/json;charset=utf-8", headers);

    private static VendorAnswer Refusal(int status, string code, string message)
    {
        var error = new JsonObject
        {
            ["code"] = code,
            ["message"] = new JsonObject { ["lang"] = "en", ["value"] = message },
            ["innererror"] = new JsonObject { ["transactionid"] = "t-1", ["errordetails"] = new JsonArray() },
        };
        return Json(new JsonObject { ["error"] = error }.ToJsonString(), status, new() { ["sap-message-id"] = "msg-1" });
    }

    private VendorAnswer Query(VendorRequest request, List<JsonObject> rows)
    {
        var options = request.Query;
        IEnumerable<JsonObject> found = options.TryGetValue("$orderby", out var order) ? Ordered(rows, order) : rows;
        if (options.TryGetValue("$filter", out var filter)) found = found.Where(new Filter(filter).Holds);
        var all = found.ToList();
        var skip = int.Parse(options.GetValueOrDefault("$skiptoken") ?? options.GetValueOrDefault("$skip", "0"), CultureInfo.InvariantCulture);
        var top = int.Parse(options.GetValueOrDefault("$top", "5000"), CultureInfo.InvariantCulture);
        var page = all.Skip(skip).Take(Math.Min(top, PageCap)).ToList();
        var fields = options.GetValueOrDefault("$select")?.Split(',').ToHashSet();
        var d = new JsonObject { ["results"] = new JsonArray([.. page.Select(r => (JsonNode)new JsonObject(r.Where(m => fields?.Contains(m.Key) != false).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))))]) };
        if (options.GetValueOrDefault("$inlinecount") == "allpages") d["__count"] = all.Count.ToString(CultureInfo.InvariantCulture);
        if (NextLinks && Math.Min(top, all.Count - skip) > page.Count) d["__next"] = Link(request, top - page.Count, skip + page.Count);
        return Json(new JsonObject { ["d"] = d }.ToJsonString());
    }

    private static string Link(VendorRequest request, int top, int skip)
    {
        var kept = request.Query.Where(o => o.Key is not ("$skip" or "$skiptoken" or "$top")).Append(new("$top", $"{top}")).Append(new("$skiptoken", $"{skip}"));
        return $"https://{request.Host}{request.Path}?{string.Join('&', kept.Select(o => $"{o.Key}={Uri.EscapeDataString(o.Value)}"))}";
    }

    // Keys never change, so an order holds until rows are added: ten thousand documents are sorted once, not at every page.
    private List<JsonObject> Ordered(List<JsonObject> rows, string order)
    {
        if (sorted.Order != order || sorted.From != rows || sorted.Rows.Count != rows.Count)
            sorted = (order, rows, [.. order.Split(',').Reverse().Aggregate((IEnumerable<JsonObject>)rows, (r, f) => r.OrderBy(x => (string?)x[f], StringComparer.Ordinal))]);
        return sorted.Rows;
    }

    private VendorAnswer Root(VendorRequest request)
    {
        const string Body = """{"d":{"EntitySets":[]}}""";
        if (request.Headers.GetValueOrDefault("x-csrf-token") != "Fetch") return Json(Body);
        var session = sessions.Begin();
        var cookies = $"SAP_SESSIONID_X={session}; path=/; secure; HttpOnly\nsap-usercontext=sap-client=100; path=/";
        return Json(Body, headers: new() { ["X-CSRF-Token"] = Sessions.TokenOf(session), ["Set-Cookie"] = cookies });
    }
}

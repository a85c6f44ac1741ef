using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.Schema;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.SapS4;

/// <summary>
/// SAP S/4HANA as its documents describe it: OData v2 with filter, order, next links and counts; tokens against forgery that hold with their own cookie alone; the SOAP service that posts, checks
/// the message against the schema and answers 200 for a refusal. What SAP's own mock server does as well is tried against that too (<see cref="SapPeerTests"/>).
/// </summary>
internal sealed partial class SapStandIn : VendorStandIn
{
    private static readonly XNamespace Sfin = "http://sap.com/xi/SAPSCORE/SFIN";

    private readonly HashSet<string> sessions = [];
    private int lastDocument;
    private (string Order, List<JsonObject>? From, List<JsonObject> Rows) sorted = ("", null, []);

    public DateOnly Today { get; set; } = new(2026, 11, 26);

    public List<JsonObject> Items { get; } = [];

    public List<JsonObject> Accounts { get; } = [];

    public List<JsonObject> Texts { get; } = [];

    /// <summary>The most rows a page has; with <see cref="NextLinks"/> the rest is behind a link, without, the answer is short.</summary>
    public int PageCap { get; set; } = 5000;

    public bool NextLinks { get; set; } = true;

    /// <summary>Credits as positive amounts marked H.</summary>
    public bool Unsigned { get; set; }

    /// <summary>Forgets every session once it has given a token, as a balancer or a time-out would.</summary>
    public int SessionsToDrop { get; set; }

    public static XmlSchemaSet Schema()
    {
        var set = new XmlSchemaSet();
        set.Add(null, Peer.VendorFile("sap/journal-entry-post.reduced.xsd"));
        return set;
    }

    /// <summary>A document of as many items as amounts (debits positive), and its number.</summary>
    public string Add(DateOnly created, decimal[] amounts, string currency = "USD", string posted = "2026-01-15", string category = "", string reference = "", string year = "2026")
    {
        var number = (100000000 + ++lastDocument).ToString("0000000000", CultureInfo.InvariantCulture);
        for (var i = 0; i < amounts.Length; i++)
        {
            Items.Add(new JsonObject
            {
                ["CompanyCode"] = "1010",
                ["CompanyCodeName"] = "Birch Fund II LP",
                ["FiscalYear"] = year,
                ["AccountingDocument"] = number,
                ["AccountingDocumentItem"] = $"{i + 1:000}",
                ["AccountingDocumentCategory"] = category,
                ["PostingDate"] = Wire(DateOnly.Parse(posted, CultureInfo.InvariantCulture)),
                ["AccountingDocumentCreationDate"] = Wire(created),
                ["LastChangeDate"] = null,
                ["DocumentReferenceID"] = reference,
                ["AccountingDocumentHeaderText"] = "A header",
                ["GLAccount"] = amounts[i] >= 0 ? "0011000000" : "0031000000",
                ["DebitCreditCode"] = amounts[i] >= 0 ? "S" : "H",
                ["TransactionCurrency"] = currency,
                ["AmountInTransactionCurrency"] = (Unsigned ? Math.Abs(amounts[i]) : amounts[i]).ToString(CultureInfo.InvariantCulture),
                ["IsReversed"] = false,
                ["IsReversal"] = false,
                ["DocumentItemText"] = "",
                ["CostCenter"] = i == 0 ? "CC1" : "",
            });
        }
        return number;
    }

    public IEnumerable<JsonObject> Of(string number) => Items.Where(i => (string)i["AccountingDocument"]! == number);

    public static string Wire(DateOnly day) => $"/Date({new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeMilliseconds()})/";

    protected override Task Obey(HttpContext context, Received request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Basic Y29tbTpwOnc=")
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("<html>Logon failed</html>");
        }
        if (request is { Method: "POST", Path: "/sap/bc/srt/scs_ext/sap/journalentrycreaterequestconfi" }) return Post(context, request);
        if (request.Path.EndsWith("_SRV/", StringComparison.Ordinal)) return Root(context, request);
        var set = request.Path.Split('/')[^1];
        List<JsonObject>? rows = set switch { "A_OperationalAcctgDocItemCube" => Items, "A_GLAccountInChartOfAccounts" => Accounts, "A_GLAccountText" => Texts, _ => null };
        return rows is null ? Refuse(context, 404, "005056A509B11EE1B9A8FEC11C21D78E", "Resource not found for the segment") : Query(context, request, rows);
    }

    private static Task Refuse(HttpContext context, int status, string code, string message)
    {
        context.Response.Headers["sap-message-id"] = "msg-1";
        return Json(context, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = new JsonObject { ["lang"] = "en", ["value"] = message }, ["innererror"] = new JsonObject { ["transactionid"] = "t-1", ["errordetails"] = new JsonArray() } } }.ToJsonString(), status);
    }

    // --- OData ---
    private Task Query(HttpContext context, Received request, List<JsonObject> rows)
    {
        var options = QueryHelpers.ParseQuery(request.Query).ToDictionary(q => q.Key, q => q.Value.ToString());
        IEnumerable<JsonObject> found = options.TryGetValue("$orderby", out var order) ? Ordered(rows, order) : rows;
        if (options.TryGetValue("$filter", out var filter)) found = found.Where(new Filter(filter).Holds);
        var all = found.ToList();
        var skip = int.Parse(options.GetValueOrDefault("$skiptoken") ?? options.GetValueOrDefault("$skip", "0"), CultureInfo.InvariantCulture);
        var top = int.Parse(options.GetValueOrDefault("$top", "5000"), CultureInfo.InvariantCulture);
        var page = all.Skip(skip).Take(Math.Min(top, PageCap)).ToList();
        var fields = options.GetValueOrDefault("$select")?.Split(',');
        var d = new JsonObject { ["results"] = new JsonArray([.. page.Select(r => (JsonNode)new JsonObject(r.Where(m => fields?.Contains(m.Key) != false).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))))]) };
        if (options.GetValueOrDefault("$inlinecount") == "allpages") d["__count"] = all.Count.ToString(CultureInfo.InvariantCulture);
        var left = Math.Min(top, all.Count - skip) - page.Count;
        if (NextLinks && left > 0)
        {
            var rest = options.Where(o => o.Key is not ("$skip" or "$skiptoken" or "$top")).Append(new("$top", $"{top - page.Count}")).Append(new("$skiptoken", $"{skip + page.Count}"));
            d["__next"] = $"{Address}{request.Path[1..]}?{string.Join('&', rest.Select(o => $"{o.Key}={Uri.EscapeDataString(o.Value)}"))}";
        }
        return Json(context, new JsonObject { ["d"] = d }.ToJsonString());
    }

    // Keys never change, so an order holds until rows are added: ten thousand documents are sorted once, not at every page.
    private List<JsonObject> Ordered(List<JsonObject> rows, string order)
    {
        if (sorted.Order != order || sorted.From != rows || sorted.Rows.Count != rows.Count)
            sorted = (order, rows, [.. order.Split(',').Reverse().Aggregate((IEnumerable<JsonObject>)rows, (r, f) => r.OrderBy(x => (string?)x[f], StringComparer.Ordinal))]);
        return sorted.Rows;
    }

    private Task Root(HttpContext context, Received request)
    {
        if (request.Headers.GetValueOrDefault("x-csrf-token") == "Fetch")
        {
            var session = $"s{sessions.Count + 1}";
            sessions.Add(session);
            context.Response.Headers["X-CSRF-Token"] = "token-of-" + session;
            context.Response.Headers.Append("Set-Cookie", $"SAP_SESSIONID_X={session}; path=/; secure; HttpOnly");
            context.Response.Headers.Append("Set-Cookie", "sap-usercontext=sap-client=100; path=/");
            if (SessionsToDrop-- > 0) sessions.Remove(session);
        }
        return Json(context, """{"d":{"EntitySets":[]}}""");
    }

    // --- SOAP ---
    private Task Post(HttpContext context, Received request)
    {
        var session = SessionCookie().Match(request.Headers.GetValueOrDefault("cookie", "")).Groups[1].Value;
        if (!sessions.Contains(session) || request.Headers.GetValueOrDefault("x-csrf-token") != "token-of-" + session)
        {
            context.Response.StatusCode = 403;
            context.Response.Headers["X-CSRF-Token"] = "Required";
            return context.Response.WriteAsync("CSRF token validation failed");
        }
        request.Headers["soapaction"].ShouldContain("JournalEntryCreateRequestConfirmation_In");
        var message = XDocument.Parse(request.Body).Descendants(Sfin + "JournalEntryBulkCreateRequest").Single();
        new XDocument(message).Validate(Schema(), (_, e) => throw new InvalidOperationException(e.Message));
        var entry = message.Element("JournalEntryCreateRequest")!.Element("JournalEntry")!;
        var items = entry.Elements("Item").ToList();
        var problem = items.Sum(i => decimal.Parse(i.Element("AmountInTransactionCurrency")!.Value, CultureInfo.InvariantCulture)) != 0 ? ("609(F5)", "Balance in transaction currency")
            : string.CompareOrdinal(entry.Element("PostingDate")!.Value, "2025-01-01") < 0 ? ("201(F5)", "Posting period 012 2024 is not open") : ((string, string)?)null;
        return context.Response.WriteAsync(Envelope(problem is { } no ? Confirmation("0000000000", "0000", no.Item1, no.Item2) : Confirmation(Book(entry, items), "2026", null, null)));
    }

    private string Book(XElement entry, List<XElement> items)
    {
        var amounts = items.Select(i => decimal.Parse(i.Element("AmountInTransactionCurrency")!.Value, CultureInfo.InvariantCulture)).ToArray();
        var number = Add(Today, amounts, items[0].Element("AmountInTransactionCurrency")!.Attribute("currencyCode")!.Value, entry.Element("PostingDate")!.Value, reference: entry.Element("DocumentReferenceID")!.Value);
        foreach (var (row, item) in Of(number).Zip(items))
        {
            row["GLAccount"] = item.Element("GLAccount")!.Value;
            row["DocumentItemText"] = item.Element("DocumentItemText")?.Value ?? "";
            row["AccountingDocumentHeaderText"] = entry.Element("DocumentHeaderText")?.Value ?? "";
            row["CostCenter"] = item.Element("AccountAssignment")?.Element("CostCenter")?.Value ?? "";
            row["AssignmentReference"] = item.Element("AssignmentReference")?.Value ?? "";
        }
        return number;
    }

    /// <summary>An answer of the service, valid by its schema.</summary>
    public static XElement Confirmation(string document, string year, string? type, string? note)
    {
        XElement Header() => new("MessageHeader", new XElement("CreationDateTime", "2026-11-26T12:00:00Z"));
        var log = new XElement("Log", new XElement("MaximumLogItemSeverityCode", note is null ? "1" : "3"), note is null ? null : new XElement("Item", new XElement("TypeID", type), new XElement("SeverityCode", "3"), new XElement("Note", note)));
        var made = new XElement("JournalEntryCreateConfirmation", new XElement("AccountingDocument", document), new XElement("CompanyCode", "1010"), new XElement("FiscalYear", year));
        var confirmation = new XElement(Sfin + "JournalEntryBulkCreateConfirmation", Header(), new XElement("JournalEntryCreateConfirmation", Header(), made, log), new XElement("Log"));
        new XDocument(confirmation).Validate(Schema(), (_, e) => throw new InvalidOperationException(e.Message));
        return confirmation;
    }

    public static string Envelope(XElement body)
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        return new XElement(soap + "Envelope", new XElement(soap + "Header"), new XElement(soap + "Body", body)).ToString();
    }

    [GeneratedRegex(@"SAP_SESSIONID_X=(\w+)")]
    private static partial Regex SessionCookie();

    /// <summary>A filter of comparisons, and, or and brackets.</summary>
    private sealed partial class Filter(string text)
    {
        private readonly List<string> words = [.. Word().Matches(text).Select(m => m.Value)];
        private int at;

        public bool Holds(JsonObject row)
        {
            at = 0;
            var holds = Or(row);
            at.ShouldBe(words.Count, text);
            return holds;
        }

        private bool Or(JsonObject row)
        {
            var holds = And(row);
            while (at < words.Count && words[at] == "or") { at++; holds = And(row) | holds; }
            return holds;
        }

        private bool And(JsonObject row)
        {
            var holds = One(row);
            while (at < words.Count && words[at] == "and") { at++; holds = One(row) & holds; }
            return holds;
        }

        private bool One(JsonObject row)
        {
            if (words[at] == "(")
            {
                at++;
                var inner = Or(row);
                words[at++].ShouldBe(")");
                return inner;
            }
            var (field, op, value) = (words[at], words[at + 1], words[at + 2]);
            at += 3;
            if (row[field] is not { } actual) return false;
            var compared = value.StartsWith("datetime'", StringComparison.Ordinal)
                ? long.Parse(((string)actual!)[6..^2], CultureInfo.InvariantCulture).CompareTo(new DateTimeOffset(DateTime.Parse(value[9..^1], CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds())
                : string.CompareOrdinal((string)actual!, value[1..^1].Replace("''", "'", StringComparison.Ordinal));
            return op switch { "eq" => compared == 0, "ge" => compared >= 0, "gt" => compared > 0, _ => throw new InvalidOperationException(op) };
        }

        [GeneratedRegex(@"datetime'[^']*'|'(''|[^'])*'|[()]|\w+")]
        private static partial Regex Word();
    }
}

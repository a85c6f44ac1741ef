using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.SageIntacct;

/// <summary>
/// Sage Intacct as its documents and samples describe it, one set of books behind both doors: the XML gateway with its three layers of success and control ids that it completes once, and the
/// REST query service. The vendor's own SDK drives the gateway too (<see cref="IntacctPeerTests"/>).
/// </summary>
internal sealed class IntacctStandIn : VendorStandIn
{
    // REST's name of each field that is served; the gateway's name is the key.
    private static readonly Dictionary<string, Dictionary<string, string>> RestNames = new()
    {
        ["GLACCOUNT"] = new() { ["ACCOUNTNO"] = "id", ["TITLE"] = "name", ["ACCOUNTTYPE"] = "accountType", ["NORMALBALANCE"] = "normalBalance", ["STATUS"] = "status" },
        ["GLJOURNAL"] = new() { ["SYMBOL"] = "id", ["TITLE"] = "name" },
        ["GLBATCH"] = new()
        {
            ["RECORDNO"] = "key",
            ["BATCHNO"] = "id",
            ["BATCH_DATE"] = "postingDate",
            ["BATCH_TITLE"] = "description",
            ["REFERENCENO"] = "referenceNumber",
            ["STATE"] = "state",
            ["WHENMODIFIED"] = "audit.modifiedDateTime",
        },
        ["GLENTRY"] = new()
        {
            ["RECORDNO"] = "key",
            ["BATCHNO"] = "journalEntry.key",
            ["ACCOUNTNO"] = "glAccount.id",
            ["TR_TYPE"] = "txnType",
            ["TRX_AMOUNT"] = "txnAmount",
            ["CURRENCY"] = "currency.txnCurrency",
            ["DESCRIPTION"] = "description",
            ["LOCATION"] = "dimensions.location.id",
            ["DEPARTMENT"] = "dimensions.department.id",
            ["CLASSID"] = "dimensions.class.id",
            ["CUSTOMERID"] = "dimensions.customer.id",
        },
    };

    private static readonly Dictionary<string, string> Objects = new()
    {
        ["general-ledger/account"] = "GLACCOUNT",
        ["general-ledger/journal"] = "GLJOURNAL",
        ["general-ledger/journal-entry"] = "GLBATCH",
        ["general-ledger/journal-entry-line"] = "GLENTRY",
    };

    private readonly HashSet<string> completed = [];
    private int last;

    public DateTimeOffset Now { get; set; } = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Rows by object, in the gateway's names; dates and times as ISO text.</summary>
    public Dictionary<string, List<Dictionary<string, string>>> Books { get; } = new()
    {
        ["GLACCOUNT"] = [],
        ["GLJOURNAL"] = [new() { ["SYMBOL"] = "GJ", ["TITLE"] = "General journal" }],
        ["GLBATCH"] = [],
        ["GLENTRY"] = [],
    };

    public List<Dictionary<string, string>> Batches => Books["GLBATCH"];

    public Dictionary<string, string> Add(DateTimeOffset at, string amount = "10.00", string date = "2026-01-15", string reference = "", string currency = "USD", string state = "Posted")
    {
        var batch = Batch(at, date, "A title", reference, state);
        Line(batch, "1100", "1", amount, currency);
        Line(batch, "3100", "-1", amount, currency);
        return batch;
    }

    public static void Touch(Dictionary<string, string> batch, DateTimeOffset at) => batch["WHENMODIFIED"] = Iso(at);

    protected override Task Obey(HttpContext context, Received request)
    {
        if (request.Path == "/ia/xml/xmlgw.phtml") return Gateway(context, XElement.Parse(request.Body));
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer rest-token") return Refuse(context, 401, "invalidRequest", "Access token is not valid");
        return request.Path switch
        {
            "/ia/api/v1/services/core/query" => Query(context, JsonNode.Parse(request.Body)!.AsObject()),
            "/ia/api/v1/objects/general-ledger/journal-entry" => Create(context, JsonNode.Parse(request.Body)!.AsObject()),
            _ => Refuse(context, 404, "notFound", "No such resource"),
        };
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private Dictionary<string, string> Batch(DateTimeOffset at, string date, string title, string reference, string state)
    {
        var batch = new Dictionary<string, string>
        {
            ["RECORDNO"] = Next(),
            ["BATCHNO"] = $"{Batches.Count + 1}",
            ["BATCH_DATE"] = date,
            ["BATCH_TITLE"] = title,
            ["REFERENCENO"] = reference,
            ["STATE"] = state,
            ["WHENMODIFIED"] = Iso(at),
            ["REVERSEDKEY"] = "",
        };
        Batches.Add(batch);
        return batch;
    }

    private Dictionary<string, string> Line(Dictionary<string, string> batch, string account, string type, string amount, string currency)
    {
        var line = new Dictionary<string, string> { ["RECORDNO"] = Next(), ["BATCHNO"] = batch["RECORDNO"], ["ACCOUNTNO"] = account, ["TR_TYPE"] = type, ["TRX_AMOUNT"] = amount, ["CURRENCY"] = currency };
        Books["GLENTRY"].Add(line);
        return line;
    }

    // Keys are numbers and sort as such.
    private string Next() => (++last).ToString(CultureInfo.InvariantCulture);

    private string? Problem(IReadOnlyList<(string Account, int Sign, decimal Amount)> lines, string date) =>
        lines.Sum(l => l.Sign * l.Amount) != 0 ? "BL03000018" : lines.Any(l => l.Account == "closed") ? "BL01001973" : string.CompareOrdinal(date, "2025-01-01") < 0 ? "BL03000130" : null;

    private List<Dictionary<string, string>> Select(string name, IEnumerable<(string Op, string Field, string[] Values)> filters, string[] order)
    {
        IEnumerable<Dictionary<string, string>> rows = Books[name];
        foreach (var (op, field, values) in filters)
            rows = rows.Where(r => op switch { "in" => values.Contains(r.GetValueOrDefault(field, "")), "gte" => string.CompareOrdinal(r.GetValueOrDefault(field, ""), values[0]) >= 0, _ => r.GetValueOrDefault(field, "") == values[0] });
        return [.. order.Reverse().Aggregate(rows, (r, field) => r.OrderBy(x => x.GetValueOrDefault(field, "") is { Length: > 0 and < 12 } text && text.All(char.IsAsciiDigit) ? text.PadLeft(12, '0') : x.GetValueOrDefault(field, ""), StringComparer.Ordinal))];
    }

    // --- the gateway ---
    private static XElement ErrorMessage(params (string No, string Text)[] errors) => new("errormessage", errors.Select(e =>
        new XElement("error", new XElement("errorno", e.No), new XElement("description"), new XElement("description2", e.Text), new XElement("correction"))));

    private Task Gateway(HttpContext context, XElement request)
    {
        var asked = request.Element("control")!;
        var control = new XElement("control", new XElement("status", "success"), new XElement("senderid", asked.Element("senderid")?.Value), new XElement("controlid", asked.Element("controlid")?.Value), new XElement("uniqueid", asked.Element("uniqueid")?.Value), new XElement("dtdversion", "3.0"));
        if (asked.Element("password")?.Value != "sender&secret")
        {
            control.Element("status")!.Value = "failure";
            return Say(context, new XElement("response", control, ErrorMessage(("XMLGW_JPP0002", "Sign-in information is incorrect. Please check your request."))));
        }
        var login = request.Element("operation")!.Element("authentication")!.Element("login")!;
        var authentication = new XElement("authentication", new XElement("status", "success"), new XElement("userid", login.Element("userid")?.Value), new XElement("companyid", login.Element("companyid")?.Value), new XElement("locationid"), new XElement("sessiontimestamp", "2026-11-26T12:00:00+00:00"));
        if (login.Element("password")?.Value != "user-secret")
        {
            authentication.Element("status")!.Value = "failure";
            return Say(context, new XElement("response", control, new XElement("operation", authentication, ErrorMessage(("XL03000006", "Sign-in information is incorrect")))));
        }
        var results = request.Element("operation")!.Element("content")!.Elements("function").Select(f => Function(f, asked.Element("uniqueid")?.Value == "true"));
        return Say(context, new XElement("response", control, new XElement("operation", authentication, results)));
    }

    private static Task Say(HttpContext context, XElement response)
    {
        context.Response.ContentType = "application/xml;charset=UTF-8";
        return context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + response);
    }

    private XElement Function(XElement function, bool unique)
    {
        var controlId = function.Attribute("controlid")!.Value;
        var command = function.Elements().Single();
        XElement Result(string status, params object?[] content) => new("result", new XElement("status", status), new XElement("function", command.Name.LocalName), new XElement("controlid", controlId), content);
        if (unique && completed.Contains(controlId)) return Result("failure", ErrorMessage(("BL34000061", "A function with this control ID was executed and completed before")));
        if (command.Name == "query" && command.Element("select") is null) return Result("failure", ErrorMessage(("DL02000001", "The select element is missing")));
        if (command.Name == "query") return Result("success", QueryData(command));
        if (command.Name != "create" || command.Element("GLBATCH") is not { } batch) return Result("failure", ErrorMessage(("DL02000001", "Function is not supported here")));
        var lines = batch.Element("ENTRIES")!.Elements("GLENTRY").ToList();
        var date = Written(batch.Element("BATCH_DATE")!.Value, "MM/dd/yyyy")[..10];
        var problem = Problem([.. lines.Select(l => (l.Element("ACCOUNTNO")!.Value, int.Parse(l.Element("TR_TYPE")!.Value, CultureInfo.InvariantCulture), decimal.Parse(l.Element("TRX_AMOUNT")!.Value, CultureInfo.InvariantCulture)))], date);
        if (problem is not null) return Result("aborted", ErrorMessage(("XL03000009", "The entire transaction in this operation has been rolled back due to an error."), (problem, "The entry cannot be posted [Support ID: sup-1]")));
        var made = Batch(Now, date, batch.Element("BATCH_TITLE")!.Value, batch.Element("REFERENCENO")?.Value ?? "", batch.Element("STATE")?.Value ?? "Posted");
        foreach (var line in lines)
        {
            var row = Line(made, "", "", "", "USD");
            foreach (var field in line.Elements()) row[field.Name.LocalName] = field.Value;
        }
        if (unique) completed.Add(controlId);
        return Result("success", new XElement("data", new XAttribute("listtype", "objects"), new XAttribute("count", "1"), new XElement("glbatch", new XElement("RECORDNO", made["RECORDNO"]))));
    }

    private static string Written(string text, string format) => DateTime.ParseExact(text, format, CultureInfo.InvariantCulture).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private XElement QueryData(XElement query)
    {
        var name = query.Element("object")!.Value;
        var filters = (query.Element("filter")?.Descendants().Where(e => e.Element("field") is not null) ?? []).Select(e =>
        {
            var field = e.Element("field")!.Value;
            var values = e.Elements("value").Select(v => field switch { "WHENMODIFIED" => Written(v.Value, "MM/dd/yyyy HH:mm:ss"), "BATCH_DATE" => Written(v.Value, "MM/dd/yyyy")[..10], _ => v.Value }).ToArray();
            return (e.Name.LocalName switch { "in" => "in", "greaterthanorequalto" => "gte", "equalto" => "eq", var other => throw new InvalidOperationException(other) }, field, values);
        });
        var rows = Select(name, filters, [.. query.Element("orderby")?.Elements("order").Select(o => o.Element("field")!.Value) ?? []]);
        var (size, offset) = ((int?)query.Element("pagesize") ?? 100, (int?)query.Element("offset") ?? 0);
        var page = rows.Skip(offset).Take(Math.Min(size, 2000)).ToList();
        return new("data", new XAttribute("listtype", name), new XAttribute("totalcount", rows.Count), new XAttribute("offset", offset), new XAttribute("count", page.Count), new XAttribute("numremaining", Math.Max(0, rows.Count - offset - page.Count)),
            page.Select(r => new XElement(name, query.Element("select")!.Elements("field").Select(f => new XElement(f.Value, Shown(f.Value, r.GetValueOrDefault(f.Value, "")))))));
    }

    private static string Shown(string field, string value) => field switch
    {
        "WHENMODIFIED" => DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).UtcDateTime.ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture),
        "BATCH_DATE" => DateOnly.Parse(value, CultureInfo.InvariantCulture).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture),
        _ => value,
    };

    // --- REST ---
    private static Task Refuse(HttpContext context, int status, string code, string message) => Json(context, new JsonObject
    {
        ["ia::result"] = new JsonObject { ["ia::error"] = new JsonObject { ["code"] = code, ["message"] = message, ["supportId"] = "sup-2", ["details"] = new JsonArray() } },
        ["ia::meta"] = new JsonObject { ["totalCount"] = 1, ["totalSuccess"] = 0, ["totalError"] = 1 },
    }.ToJsonString(), status);

    private Task Query(HttpContext context, JsonObject query)
    {
        if (!Objects.TryGetValue((string)query["object"]!, out var name)) return Refuse(context, 400, "invalidRequest", "Unknown object");
        var names = RestNames[name];
        string Field(string rest) => names.FirstOrDefault(n => n.Value == rest).Key ?? "";
        var filters = (query["filters"]?.AsArray() ?? []).Select(f => f!.AsObject().Single()).Select(f =>
        {
            var (field, value) = f.Value!.AsObject().Single();
            return (f.Key[1..], Field(field), value is JsonArray several ? several.Select(v => (string)v!).ToArray() : [(string)value!]);
        });
        var rows = Select(name, filters, [.. query["orderBy"]!.AsArray().Select(o => Field(o!.AsObject().Single().Key))]);
        var (start, size) = ((int)query["start"]!, (int)query["size"]!);
        var page = rows.Skip(start - 1).Take(size).ToList();
        var result = page.Select(r => (JsonNode)new JsonObject(query["fields"]!.AsArray().Select(f => KeyValuePair.Create((string)f!, (JsonNode?)RestValue(Field((string)f!), r)))));
        var next = start + page.Count <= rows.Count ? JsonValue.Create(start + page.Count) : null;
        return Json(context, new JsonObject { ["ia::result"] = new JsonArray([.. result]), ["ia::meta"] = new JsonObject { ["totalCount"] = rows.Count, ["start"] = start, ["pageSize"] = size, ["next"] = next, ["previous"] = null } }.ToJsonString());
    }

    private static JsonValue? RestValue(string field, Dictionary<string, string> row) => (field, row.GetValueOrDefault(field)) switch
    {
        (_, null) => null,
        ("TR_TYPE", var type) => JsonValue.Create(type == "1" ? "debit" : "credit"),
        ("STATE", var state) => JsonValue.Create(state.ToLowerInvariant()),
        (_, var text) => JsonValue.Create(text),
    };

    private Task Create(HttpContext context, JsonObject entry)
    {
        var lines = entry["lines"]!.AsArray().Select(l => l!.AsObject()).ToList();
        var problem = Problem([.. lines.Select(l => ((string)l["glAccount"]!["id"]!, (string)l["txnType"]! == "debit" ? 1 : -1, decimal.Parse((string)l["txnAmount"]!, CultureInfo.InvariantCulture)))], (string)entry["postingDate"]!);
        if (problem is not null) return Refuse(context, 422, problem, "The entry cannot be posted");
        var made = Batch(Now, (string)entry["postingDate"]!, (string)entry["description"]!, (string)entry["referenceNumber"]!, "Posted");
        foreach (var line in lines)
        {
            var row = Line(made, (string)line["glAccount"]!["id"]!, (string)line["txnType"]! == "debit" ? "1" : "-1", (string)line["txnAmount"]!, (string?)line["currency"]?["txnCurrency"] ?? "USD");
            if (line["description"] is { } text) row["DESCRIPTION"] = (string)text!;
            foreach (var (name, value) in line["dimensions"]?.AsObject() ?? []) row[RestNames["GLENTRY"].Single(n => n.Value == $"dimensions.{name}.id").Key] = (string)value!["id"]!;
        }
        return Json(context, new JsonObject { ["ia::result"] = new JsonObject { ["key"] = made["RECORDNO"], ["id"] = made["BATCHNO"], ["href"] = "/objects/general-ledger/journal-entry/" + made["RECORDNO"] }, ["ia::meta"] = new JsonObject { ["totalCount"] = 1, ["totalSuccess"] = 1, ["totalError"] = 0 } }.ToJsonString(), 201);
    }
}

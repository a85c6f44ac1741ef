using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.SageIntacct.Vendor;

/// <summary>The REST interface: the query service, and journal entries as objects. It promises nothing of the header <c>Idempotency-Key</c>, and here it does nothing.</summary>
internal sealed class RestDoor(Company company)
{
    internal const string Token = "rest-token";

    private const int MostAtOnce = 1000;

    // REST's name of each field that is served, by the gateway's name.
    private static readonly Dictionary<string, Dictionary<string, string>> Names = new()
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

    internal VendorAnswer Answer(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer " + Token) return Refusal(401, "invalidRequest", "Access token is not valid");
        return (request.Method, request.Path) switch
        {
            ("POST", "/ia/api/v1/services/core/query") => Query(request.Json!.AsObject()),
            ("POST", "/ia/api/v1/objects/general-ledger/journal-entry") => Create(request.Json!.AsObject()),
            _ => Refusal(404, "notFound", "No such resource"),
        };
    }

    private static VendorAnswer Json(JsonObject body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json;charset=UTF-8");

    private static VendorAnswer Refusal(int status, string code, string message) => Json(
        new()
        {
            ["ia::result"] = new JsonObject { ["ia::error"] = new JsonObject { ["code"] = code, ["message"] = message, ["supportId"] = "sup-2", ["details"] = new JsonArray() } },
            ["ia::meta"] = new JsonObject { ["totalCount"] = 1, ["totalSuccess"] = 0, ["totalError"] = 1 },
        },
        status);

    private VendorAnswer Query(JsonObject query)
    {
        if (!Objects.TryGetValue((string)query["object"]!, out var name)) return Refusal(400, "invalidRequest", "Unknown object");
        var filters = (query["filters"]?.AsArray() ?? []).Select(f => Condition(name, f!.AsObject().Single()));
        var rows = company.Select(name, filters, [.. query["orderBy"]!.AsArray().Select(o => Field(name, o!.AsObject().Single().Key))]);
        var (start, size) = ((int)query["start"]!, Math.Min((int)query["size"]!, MostAtOnce));
        var page = rows.Skip(start - 1).Take(size).ToList();
        var fields = query["fields"]!.AsArray().Select(f => (string)f!).ToList();
        var result = page.Select(r => (JsonNode)new JsonObject(fields.Select(f => KeyValuePair.Create(f, (JsonNode?)Shown(Field(name, f), r)))));
        var next = start + page.Count <= rows.Count ? JsonValue.Create(start + page.Count) : null;
        return Json(new() { ["ia::result"] = new JsonArray([.. result]), ["ia::meta"] = new JsonObject { ["totalCount"] = rows.Count, ["start"] = start, ["pageSize"] = size, ["next"] = next, ["previous"] = null } });
    }

    private static Filter Condition(string name, KeyValuePair<string, JsonNode?> filter)
    {
        var (field, value) = filter.Value!.AsObject().Single();
        return new(filter.Key[1..], Field(name, field), value is JsonArray several ? [.. several.Select(v => (string)v!)] : [(string)value!]);
    }

    private static string Field(string name, string rest) => Names[name].FirstOrDefault(n => n.Value == rest).Key ?? "";

    private static JsonValue? Shown(string field, Dictionary<string, string> row) => (field, row.GetValueOrDefault(field)) switch
    {
        (_, null) => null,
        ("TR_TYPE", var type) => JsonValue.Create(type == "1" ? "debit" : "credit"),
        ("STATE", var state) => JsonValue.Create(state.ToLowerInvariant()),
        (_, var text) => JsonValue.Create(text),
    };

    private VendorAnswer Create(JsonObject entry)
    {
        var lines = entry["lines"]!.AsArray().Select(l => l!.AsObject()).ToList();
        var date = (string)entry["postingDate"]!;
        if (company.Problem([.. lines.Select(l => (Account(l), IsDebit(l) ? 1 : -1, decimal.Parse((string)l["txnAmount"]!, CultureInfo.InvariantCulture)))], date) is { } problem)
            return Refusal(422, problem, "The entry cannot be posted");
        var made = company.Post(date, (string)entry["description"]!, (string)entry["referenceNumber"]!, "Posted");
        foreach (var line in lines) Keep(made, line);
        var result = new JsonObject { ["key"] = made["RECORDNO"], ["id"] = made["BATCHNO"], ["href"] = "/objects/general-ledger/journal-entry/" + made["RECORDNO"] };
        return Json(new() { ["ia::result"] = result, ["ia::meta"] = new JsonObject { ["totalCount"] = 1, ["totalSuccess"] = 1, ["totalError"] = 0 } }, 201);
    }

    private void Keep(Dictionary<string, string> made, JsonObject line)
    {
        var row = company.Line(made, Account(line), IsDebit(line) ? "1" : "-1", (string)line["txnAmount"]!, (string?)line["currency"]?["txnCurrency"] ?? Company.BaseCurrency);
        if (line["description"] is { } text) row["DESCRIPTION"] = (string)text!;
        foreach (var (name, value) in line["dimensions"]?.AsObject() ?? []) row[Names["GLENTRY"].Single(n => n.Value == $"dimensions.{name}.id").Key] = (string)value!["id"]!;
    }

    private static string Account(JsonObject line) => (string)line["glAccount"]!["id"]!;

    private static bool IsDebit(JsonObject line) => (string)line["txnType"]! == "debit";
}

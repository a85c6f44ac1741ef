using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SageIntacct;

/// <summary>Intacct's REST interface, version 1: everything is read by its query service, entries are created as objects.</summary>
internal sealed class RestInterface(Connection connection) : IIntacct
{
    private const string Base = "https://api.intacct.com/ia/api/v1/";
    private const int PageSize = 1000;
    private const string Modified = "audit.modifiedDateTime";

    private readonly string baseCurrency = connection.Required("baseCurrency");

    public async Task<string?> Journal(string symbol, CancellationToken ct) =>
        (await Query("general-ledger/journal", ["id", "name"], [Filter("$eq", "id", symbol)], ["id"], 1, 1, ct)).Items.Select(j => j.TextAt("name") ?? symbol).FirstOrDefault();

    public async IAsyncEnumerable<Page<LedgerAccount>> Accounts([EnumeratorCancellation] CancellationToken ct)
    {
        for (var start = 1; ; start += PageSize)
        {
            var (accounts, more) = await Query("general-ledger/account", ["id", "name", "accountType", "normalBalance", "status"], [], ["id"], start, PageSize, ct);
            yield return new([.. accounts.Select(Account)], FormattableString.Invariant($"{start + accounts.Count}"));
            if (!more) yield break;
        }
    }

    public async Task<IReadOnlyList<LedgerEntry>> Heads(DateTimeOffset since, int offset, int count, CancellationToken ct)
    {
        List<JsonObject> filters = [Filter("$gte", Modified, IntacctCursor.Text(since))];
        if (connection.Text("startDate") is { } start) filters.Add(Filter("$gte", "postingDate", start));
        var (heads, _) = await Query("general-ledger/journal-entry", ["key", "id", "postingDate", "description", "referenceNumber", "state", Modified], filters, [Modified, "key"], offset + 1, count, ct);
        return [.. heads.Select(Head)];
    }

    public async Task<ILookup<string, LedgerLine>> Lines(IReadOnlyList<string> keys, CancellationToken ct)
    {
        string[] fields = ["key", "journalEntry.key", "txnType", "txnAmount", "currency.txnCurrency", "description", "glAccount.id", .. Dimension.All.Select(d => $"dimensions.{d.Name}.id")];
        var filter = new JsonObject { ["$in"] = new JsonObject { ["journalEntry.key"] = new JsonArray([.. keys.Select(k => JsonValue.Create(k))]) } };
        List<(string, LedgerLine)> found = [];
        for (var start = 1; ; start += PageSize)
        {
            var (lines, more) = await Query("general-ledger/journal-entry-line", fields, [(JsonObject)filter.DeepClone()], ["journalEntry.key", "key"], start, PageSize, ct);
            found.AddRange(lines.Select(l => (l.TextAt("journalEntry.key") ?? "", Line(l))));
            if (!more) return found.ToLookup(f => f.Item1, f => f.Item2);
        }
    }

    public async Task<WriteOutcome.Accepted?> Find(string reference, CancellationToken ct) =>
        (await Query("general-ledger/journal-entry", ["key"], [Filter("$eq", "referenceNumber", reference)], ["key"], 1, 1, ct)).Items.Select(e => new WriteOutcome.Accepted(Key(e))).FirstOrDefault();

    // The idempotency header is not relied on alone: the reference is looked for first.
    public async Task<WriteOutcome> Post(EntryToPost entry, CancellationToken ct)
    {
        if (await Find(entry.Reference, ct) is { } there) return there;
        using var request = Request(HttpMethod.Post, "objects/general-ledger/journal-entry", Body(entry));
        request.Headers.TryAddWithoutValidation("Idempotency-Key", entry.Key);
        var answer = await connection.Tell(request, ct);
        if (answer is null) return new WriteOutcome.Uncertain("Intacct did not answer, or not to the end.");
        var json = Parse(answer);
        if (RestRefusal.Of(answer, json) is not { } refusal)
            return json?.Get("ia::result").TextOf("key") is { } key ? new WriteOutcome.Accepted(key) : new WriteOutcome.Uncertain("Intacct answered without the entry.");
        switch (refusal.Class)
        {
            case ErrorClass.Auth or ErrorClass.RateLimited: throw refusal.AsException(answer, connection.Clock);
            case ErrorClass.Transient: return new WriteOutcome.Uncertain("Intacct: " + refusal.Text);
            case ErrorClass.Conflict: return await this.Outcome(new(refusal.Code, refusal.Text, refusal.Field), entry, ct);
            default: return new WriteOutcome.Rejected(refusal.Code, refusal.Text, refusal.Field);
        }
    }

    private async Task<(IReadOnlyList<JsonElement> Items, bool More)> Query(string name, string[] fields, IReadOnlyList<JsonObject> filters, string[] order, int start, int size, CancellationToken ct)
    {
        var query = new JsonObject { ["object"] = name, ["fields"] = new JsonArray([.. fields.Select(f => JsonValue.Create(f))]) };
        if (filters.Count > 0)
        {
            query["filters"] = new JsonArray([.. filters]);
            query["filterExpression"] = "and";
        }
        query["orderBy"] = new JsonArray([.. order.Select(f => new JsonObject { [f] = "asc" })]);
        query["start"] = start;
        query["size"] = size;
        using var request = Request(HttpMethod.Post, "services/core/query", query);
        var answer = await connection.Ask(request, ct);
        var json = Parse(answer);
        if (RestRefusal.Of(answer, json) is { } refusal) throw refusal.AsException(answer, connection.Clock);
        if (json is not { } whole || whole.Get("ia::result").ValueKind != JsonValueKind.Array) throw new ConnectorException(ErrorClass.Transient, "Intacct answered something that is no whole JSON.");
        var items = whole.Get("ia::result").EnumerateArray().ToList();
        var total = whole.Get("ia::meta").Get("totalCount") is { ValueKind: JsonValueKind.Number } count ? count.GetInt64() : 0;
        return (items, items.Count > 0 && start - 1 + items.Count < total);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, JsonObject body)
    {
        var request = new HttpRequestMessage(method, Base + path) { Content = PlainBody.Json(body.ToJsonString()) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer {{secret:access_token}}");
        return request;
    }

    private static JsonElement? Parse(VendorAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Filter(string op, string field, string value) => new() { [op] = new JsonObject { [field] = value } };

    private static string Key(JsonElement item) => item.TextAt("key") ?? throw new ConnectorException(ErrorClass.Permanent, "Intacct gave an entry without a key.");

    private static LedgerAccount Account(JsonElement account)
    {
        var id = account.TextAt("id") ?? throw new ConnectorException(ErrorClass.Permanent, "Intacct gave an account without an id.");
        return new(id, id, account.TextAt("name") ?? id, AccountKinds.Of(account.TextAt("accountType"), account.TextAt("normalBalance")), null, account.TextAt("status") != "inactive");
    }

    private static LedgerEntry Head(JsonElement entry)
    {
        var modified = IntacctCursor.Instant(entry.TextAt(Modified));
        var deleted = entry.TextAt("state") is { } state && !state.Equals("posted", StringComparison.OrdinalIgnoreCase);
        DateOnly? date = DateOnly.TryParseExact(entry.TextAt("postingDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        return new(Key(entry), modified is { } at ? IntacctCursor.Text(at) : null, deleted, date, entry.TextAt("id"), entry.TextAt("referenceNumber"), entry.TextAt("description"), modified, null, []);
    }

    private LedgerLine Line(JsonElement line)
    {
        var account = line.TextAt("glAccount.id") ?? throw new ConnectorException(ErrorClass.Permanent, "Intacct gave a journal line without an account.");
        var dimensions = Dimension.All.Select(d => (d.Name, Value: line.TextAt($"dimensions.{d.Name}.id"))).Where(d => d.Value is { Length: > 0 }).ToDictionary(d => d.Name, d => d.Value!);
        return LineReading.Line(account, line.TextAt("txnType"), line.TextAt("txnAmount"), line.TextAt("currency.txnCurrency") ?? baseCurrency, line.TextAt("description"), dimensions);
    }

    private JsonObject Body(EntryToPost entry) => new()
    {
        ["glJournal"] = new JsonObject { ["id"] = connection.Required("journal") },
        ["postingDate"] = entry.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["description"] = LineReading.Title(entry),
        ["referenceNumber"] = entry.Reference,
        ["state"] = "posted",
        ["lines"] = new JsonArray([.. entry.Lines.Select(LineBody)]),
    };

    private JsonObject LineBody(LedgerLine line)
    {
        var body = new JsonObject
        {
            ["txnType"] = line.Side == Side.Debit ? "debit" : "credit",
            ["txnAmount"] = line.Amount.Plain(),
            ["glAccount"] = new JsonObject { ["id"] = line.AccountId },
        };
        if (line.Text is { } text) body["description"] = text;
        if (line.Amount.Currency != baseCurrency)
            body["currency"] = new JsonObject { ["txnCurrency"] = line.Amount.Currency, ["exchangeRate"] = new JsonObject { ["typeId"] = connection.Text("exchangeRateType") ?? "Intacct Daily Rate" } };
        if (line.Dimensions is { Count: > 0 } dimensions)
            body["dimensions"] = new JsonObject(dimensions.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, new JsonObject { ["id"] = d.Value })));
        return body;
    }
}

/// <summary>A refusal of the REST interface: an <c>ia::error</c>, which may stand in the result and come with a 2xx.</summary>
internal sealed record RestRefusal(ErrorClass Class, string Code, string Text, string? Field, string? SupportId)
{
    internal static RestRefusal? Of(VendorAnswer answer, JsonElement? json)
    {
        var error = json?.Get("ia::error") is { ValueKind: JsonValueKind.Object } outer ? outer : json?.Get("ia::result").Get("ia::error") ?? default;
        if (error.ValueKind != JsonValueKind.Object) return answer.IsSuccess ? null : new(answer.StatusClass, ((int)answer.Status).ToString(CultureInfo.InvariantCulture), "Intacct refused without saying why.", null, null);
        var detail = error.Get("details").Items().FirstOrDefault();
        var text = detail.TextOf("message") ?? error.TextOf("message") ?? "Intacct refused without saying why.";
        var code = detail.TextOf("code") ?? error.TextOf("code") ?? "";
        var errorClass = answer.IsSuccess ? ErrorClass.Validation : answer.StatusClass;
        return new(errorClass, code, text.Length > 200 ? text[..200] : text, detail.TextOf("target"), error.TextOf("supportId"));
    }

    internal ConnectorException AsException(VendorAnswer answer, TimeProvider clock) =>
        new(Class, "Intacct: " + Text, Code, SupportId, Class == ErrorClass.RateLimited ? answer.RetryAfter(clock) ?? TimeSpan.FromMinutes(1) : null);
}

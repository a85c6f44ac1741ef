using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SageIntacct;

/// <summary>Intacct's XML gateway, version 3.0: <c>query</c> for reading, <c>create</c> of a <c>GLBATCH</c> for posting. Dates are MM/DD/YYYY, times of change are UTC.</summary>
internal sealed class XmlGateway(Connection connection) : IIntacct
{
    private const int PageSize = 1000;
    private const string Day = "MM/dd/yyyy";
    private const string Moment = "MM/dd/yyyy HH:mm:ss";

    private readonly GatewayRequests gateway = new(connection);
    private readonly string baseCurrency = connection.Required("baseCurrency");

    public async Task<string?> Journal(string symbol, CancellationToken ct) =>
        (await Query("GLJOURNAL", ["SYMBOL", "TITLE"], [Compare("equalto", "SYMBOL", symbol)], ["SYMBOL"], 0, 1, ct)).Items.Select(j => Value(j, "TITLE") ?? symbol).FirstOrDefault();

    public async IAsyncEnumerable<Page<LedgerAccount>> Accounts([EnumeratorCancellation] CancellationToken ct)
    {
        for (var offset = 0; ; offset += PageSize)
        {
            var (accounts, more) = await Query("GLACCOUNT", ["ACCOUNTNO", "TITLE", "ACCOUNTTYPE", "NORMALBALANCE", "STATUS"], [], ["ACCOUNTNO"], offset, PageSize, ct);
            yield return new([.. accounts.Select(Account)], FormattableString.Invariant($"{offset + accounts.Count}"));
            if (!more) yield break;
        }
    }

    public async Task<IReadOnlyList<LedgerEntry>> Heads(DateTimeOffset since, int offset, int count, CancellationToken ct)
    {
        List<XElement> filters = [Compare("greaterthanorequalto", "WHENMODIFIED", since.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture))];
        if (connection.Text("startDate") is { } start)
        {
            if (!DateOnly.TryParseExact(start, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) throw new ConnectorException(ErrorClass.Validation, "The setting 'startDate' is no date.");
            filters.Add(Compare("greaterthanorequalto", "BATCH_DATE", date.ToString(Day, CultureInfo.InvariantCulture)));
        }
        var (heads, _) = await Query("GLBATCH", ["RECORDNO", "BATCHNO", "BATCH_DATE", "BATCH_TITLE", "REFERENCENO", "STATE", "REVERSEDKEY", "WHENMODIFIED"], filters, ["WHENMODIFIED", "RECORDNO"], offset, count, ct);
        return [.. heads.Select(Head)];
    }

    public async Task<ILookup<string, LedgerLine>> Lines(IReadOnlyList<string> keys, CancellationToken ct)
    {
        string[] fields = ["RECORDNO", "BATCHNO", "ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "CURRENCY", "DESCRIPTION", .. Dimension.All.Select(d => d.Xml)];
        var among = new XElement("in", new XElement("field", "BATCHNO"), keys.Select(k => new XElement("value", k)));
        List<(string, LedgerLine)> found = [];
        for (var offset = 0; ; offset += PageSize)
        {
            var (lines, more) = await Query("GLENTRY", fields, [new(among)], ["BATCHNO", "RECORDNO"], offset, PageSize, ct);
            found.AddRange(lines.Select(l => (Value(l, "BATCHNO") ?? "", Line(l))));
            if (!more) return found.ToLookup(f => f.Item1, f => f.Item2);
        }
    }

    public async Task<WriteOutcome.Accepted?> Find(string reference, CancellationToken ct) =>
        (await Query("GLBATCH", ["RECORDNO"], [Compare("equalto", "REFERENCENO", reference)], ["RECORDNO"], 0, 1, ct)).Items.Select(e => new WriteOutcome.Accepted(Key(e))).FirstOrDefault();

    // The gateway refuses a function's control id that it has completed before; a refusal may therefore mean that the entry is there.
    public async Task<WriteOutcome> Post(EntryToPost entry, CancellationToken ct)
    {
        var answer = await gateway.Tell(entry.Key, Create(entry), ct);
        if (answer is null) return new WriteOutcome.Uncertain("Intacct did not answer, or not to the end.");
        if (answer.Refusal is not { } refusal)
            return Created(answer.Result) is { } key ? new WriteOutcome.Accepted(key) : new WriteOutcome.Uncertain("Intacct answered without the entry's key.");
        switch (refusal.Class)
        {
            case ErrorClass.Auth or ErrorClass.RateLimited: throw refusal;
            case ErrorClass.Transient: return new WriteOutcome.Uncertain(refusal.Message);
            default: return await this.Outcome(new(refusal.VendorCode ?? "", refusal.Message), entry, ct);
        }
    }

    private static string? Created(XElement? result) => result?.Element("data")?.Element("glbatch")?.Element("RECORDNO")?.Value ?? result?.Element("data")?.Element("GLBATCH")?.Element("RECORDNO")?.Value ?? result?.Element("key")?.Value;

    private async Task<(IReadOnlyList<XElement> Items, bool More)> Query(string name, string[] fields, IReadOnlyList<XElement> filters, string[] order, int offset, int size, CancellationToken ct)
    {
        var query = new XElement("query", new XElement("select", fields.Select(f => new XElement("field", f))), new XElement("object", name));
        if (filters.Count > 0) query.Add(new XElement("filter", filters.Count == 1 ? filters[0] : new XElement("and", filters)));
        query.Add(
            new XElement("orderby", order.Select(f => new XElement("order", new XElement("field", f), new XElement("ascending")))),
            new XElement("options", new XElement("showprivate", "true")), new XElement("pagesize", size), new XElement("offset", offset));
        var data = (await gateway.Ask(query, ct)).Element("data") ?? throw new ConnectorException(ErrorClass.Transient, "Intacct answered a query without data.");
        var items = data.Elements().ToList();
        return (items, items.Count > 0 && data.Attribute("numremaining") is { Value: not ("" or "0") });
    }

    private static XElement Compare(string comparison, string field, string value) => new(comparison, new XElement("field", field), new XElement("value", value));

    // The names of a query's fields come back in either case.
    private static string? Value(XElement item, string name) => item.Elements().FirstOrDefault(e => e.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Value: { Length: > 0 } value } ? value : null;

    private static string Key(XElement item) => Value(item, "RECORDNO") ?? throw new ConnectorException(ErrorClass.Permanent, "Intacct gave an entry without a key.");

    private static LedgerAccount Account(XElement account)
    {
        var id = Value(account, "ACCOUNTNO") ?? throw new ConnectorException(ErrorClass.Permanent, "Intacct gave an account without a number.");
        return new(id, id, Value(account, "TITLE") ?? id, AccountKinds.Of(Value(account, "ACCOUNTTYPE"), Value(account, "NORMALBALANCE")), null, Value(account, "STATUS") != "inactive");
    }

    private static LedgerEntry Head(XElement entry)
    {
        DateTimeOffset? modified = DateTime.TryParseExact(Value(entry, "WHENMODIFIED"), Moment, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? new(moment, TimeSpan.Zero) : null;
        DateOnly? date = DateOnly.TryParseExact(Value(entry, "BATCH_DATE"), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var deleted = Value(entry, "STATE") is { } state && !state.Equals("Posted", StringComparison.OrdinalIgnoreCase);
        return new(Key(entry), modified is { } at ? IntacctCursor.Text(at) : null, deleted, date, Value(entry, "BATCHNO"), Value(entry, "REFERENCENO"), Value(entry, "BATCH_TITLE"), modified, Value(entry, "REVERSEDKEY"), []);
    }

    private LedgerLine Line(XElement line)
    {
        var account = Value(line, "ACCOUNTNO") ?? throw new ConnectorException(ErrorClass.Permanent, "Intacct gave a journal line without an account.");
        var dimensions = Dimension.All.Select(d => (d.Name, Value: Value(line, d.Xml))).Where(d => d.Value is not null).ToDictionary(d => d.Name, d => d.Value!);
        return LineReading.Line(account, Value(line, "TR_TYPE"), Value(line, "TRX_AMOUNT"), Value(line, "CURRENCY") ?? baseCurrency, Value(line, "DESCRIPTION"), dimensions);
    }

    private XElement Create(EntryToPost entry) => new("create", new XElement("GLBATCH",
        new XElement("JOURNAL", connection.Required("journal")),
        new XElement("BATCH_DATE", entry.Date.ToString(Day, CultureInfo.InvariantCulture)),
        new XElement("BATCH_TITLE", PlainBody.Carried(LineReading.Title(entry))),
        new XElement("REFERENCENO", entry.Reference),
        new XElement("STATE", "Posted"),
        new XElement("ENTRIES", entry.Lines.Select(LineBody))));

    private XElement LineBody(LedgerLine line)
    {
        var body = new XElement("GLENTRY", new XElement("ACCOUNTNO", line.AccountId), new XElement("TR_TYPE", line.Side == Side.Debit ? "1" : "-1"), new XElement("TRX_AMOUNT", line.Amount.Plain()));
        if (line.Amount.Currency != baseCurrency) body.Add(new XElement("CURRENCY", line.Amount.Currency), new XElement("EXCH_RATE_TYPE_ID", connection.Text("exchangeRateType") ?? "Intacct Daily Rate"));
        foreach (var dimension in Dimension.All)
            if (line.Dimensions?.GetValueOrDefault(dimension.Name) is { } value) body.Add(new XElement(dimension.Xml, value));
        if (line.Text is { } text) body.Add(new XElement("DESCRIPTION", PlainBody.Carried(text)));
        return body;
    }
}

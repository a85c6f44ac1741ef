using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SapS4;

/// <summary>Accounting documents from the cube of their items, put together again.</summary>
internal sealed class EntryReading(Connection connection, OData odata)
{
    private const string Cube = "API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube";

    // More than one document can have (999 items), so that every full page holds a whole one.
    private const int PageSize = 2000;

    // As many as an address has room for.
    private const int DocumentsAtOnce = 40;

    // Dates of change have no time of day and no zone.
    private const int OverlapInDays = 2;

    private const string Fields = "CompanyCode,FiscalYear,AccountingDocument,AccountingDocumentItem,AccountingDocumentCategory,PostingDate,DocumentReferenceID,AccountingDocumentHeaderText,"
        + "AccountingDocumentCreationDate,LastChangeDate,IsReversed,IsReversal,ReverseDocument,ReverseDocumentFiscalYear,GLAccount,DebitCreditCode,TransactionCurrency,AmountInTransactionCurrency,"
        + "DocumentItemText,CostCenter,ProfitCenter,Segment,AssignmentReference,Customer,Supplier";

    private static readonly string[] Dimensions = ["CostCenter", "ProfitCenter", "Segment", "AssignmentReference", "Customer", "Supplier"];

    // Recurring, sample, noted, parked and parked-then-changed documents: not in the ledger.
    private static readonly string[] NotPosted = ["D", "M", "S", "V", "W", "Z"];

    private readonly string companyCode = connection.Required("companyCode");

    internal async Task<string?> CompanyName(CancellationToken ct) =>
        (await odata.Rows(Cube, new Dictionary<string, string> { ["filter"] = OfCompany(), ["select"] = "CompanyCode,CompanyCodeName" }, 1, ct)).Select(r => r.TextOf("CompanyCodeName") ?? companyCode).FirstOrDefault();

    /// <summary>The document posted under a reference; a document that reverses it may carry the same one and is not meant.</summary>
    internal async Task<WriteOutcome.Accepted?> Find(string reference, CancellationToken ct)
    {
        var rows = await odata.Rows(Cube, Ordered($"{OfCompany()} and DocumentReferenceID eq {OData.Quoted(reference)}"), PageSize, ct);
        return rows.Where(r => !r.Is("IsReversal")).Select(r => new WriteOutcome.Accepted(Id(r))).FirstOrDefault();
    }

    internal async IAsyncEnumerable<Page<LedgerEntry>> From(SapCursor at, [EnumeratorCancellation] CancellationToken ct)
    {
        at = at with { AsOf = at.AsOf ?? DateOnly.FromDateTime(connection.Clock.GetUtcNow().UtcDateTime) };
        while (true)
        {
            var rows = await odata.Rows(Cube, Ordered(Changed(at)), PageSize, ct);
            var documents = Documents(rows);
            var more = rows.Count >= PageSize;
            // The last document of a full page may go on behind it.
            if (more && documents.Count > 1) documents.RemoveAt(documents.Count - 1);
            var next = more ? Behind(at, documents[^1]) : End(at);
            // A filter on dates of change may have caught a part of each, and a part may balance too.
            if (ByChange(at)) documents = await Whole(documents, ct);
            at = next;
            yield return new([.. documents.Select(Entry).OfType<LedgerEntry>()], at.ToString());
            if (!more) yield break;
        }
    }

    private static List<List<JsonElement>> Documents(List<JsonElement> rows) => [.. rows.GroupBy(Id).Select(g => g.ToList())];

    /// <summary>The documents with all their items.</summary>
    private async Task<List<List<JsonElement>>> Whole(List<List<JsonElement>> documents, CancellationToken ct)
    {
        var whole = new List<List<JsonElement>>(documents.Count);
        foreach (var year in documents.Select(Key).GroupBy(k => k.Year, k => k.Number))
            foreach (var numbers in year.Chunk(DocumentsAtOnce))
            {
                var filter = $"{OfCompany()} and FiscalYear eq {OData.Quoted(year.Key)} and ({string.Join(" or ", numbers.Select(n => $"AccountingDocument eq {OData.Quoted(n)}"))})";
                whole.AddRange(Documents(await odata.Rows(Cube, Ordered(filter), numbers.Length * PageSize, ct)));
            }
        return whole;
    }

    private static (string Year, string Number) Key(List<JsonElement> items) => (items[0].TextOf("FiscalYear") ?? "", items[0].TextOf("AccountingDocument") ?? "");

    private static bool ByChange(SapCursor at) => at.Since > SapCursor.Start.Since;

    private static SapCursor Behind(SapCursor at, List<JsonElement> document)
    {
        var (year, number) = Key(document);
        return at with { AfterYear = year, AfterDocument = number };
    }

    private static SapCursor End(SapCursor at)
    {
        var since = at.AsOf!.Value.AddDays(-OverlapInDays);
        // Never back: a cursor ahead of our clock stays where it is.
        return SapCursor.Begin(since > at.Since ? since : at.Since);
    }

    private string OfCompany() => "CompanyCode eq " + OData.Quoted(companyCode);

    private static Dictionary<string, string> Ordered(string filter) => new() { ["filter"] = filter, ["orderby"] = "FiscalYear,AccountingDocument,AccountingDocumentItem", ["select"] = Fields };

    private string Changed(SapCursor at)
    {
        var filter = OfCompany();
        if (ByChange(at)) filter += $" and (LastChangeDate ge {OData.Quoted(at.Since)} or AccountingDocumentCreationDate ge {OData.Quoted(at.Since)})";
        if (connection.Text("startDate") is { } start)
            filter += $" and PostingDate ge {OData.Quoted(SapCursor.Day(start) ?? throw new ConnectorException(ErrorClass.Validation, "The setting 'startDate' is no date."))}";
        if (at.AfterYear.Length > 0) filter += $" and (FiscalYear gt {OData.Quoted(at.AfterYear)} or (FiscalYear eq {OData.Quoted(at.AfterYear)} and AccountingDocument gt {OData.Quoted(at.AfterDocument)}))";
        return filter;
    }

    private static string Id(JsonElement row) => $"{row.TextOf("CompanyCode")}/{row.TextOf("FiscalYear")}/{row.TextOf("AccountingDocument")}";

    /// <summary>An entry of a document's items; null when the document is not in the ledger.</summary>
    private LedgerEntry? Entry(List<JsonElement> items)
    {
        var head = items[0];
        if (NotPosted.Contains(head.TextOf("AccountingDocumentCategory"))) return null;
        var lines = Lines(items);
        if (lines is null)
        {
            connection.Log.LogWarning("SAP's document {Document} does not balance in its currency; it is handed on as it stands.", Id(head));
            lines = [.. items.Select(i => Line(i, Amount(i)))];
        }
        var changed = items.Max(i => OData.Day(i.TextOf("LastChangeDate")) ?? OData.Day(i.TextOf("AccountingDocumentCreationDate")));
        var reversedBy = head.Is("IsReversed") && head.TextOf("ReverseDocument") is { Length: > 0 } reverse ? $"{companyCode}/{head.TextOf("ReverseDocumentFiscalYear")}/{reverse}" : null;
        return new(Id(head), changed?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), false, OData.Day(head.TextOf("PostingDate")), head.TextOf("AccountingDocument"), Filled(head, "DocumentReferenceID"),
            Filled(head, "AccountingDocumentHeaderText"), changed is { } day ? new DateTimeOffset(day, default, TimeSpan.Zero) : null, reversedBy, lines);
    }

    /// <summary>
    /// The lines under the reading of signs in which the document balances; null when it does in neither. Releases differ: a credit is a negative amount, or a positive one marked H. Only
    /// the whole document tells, for a positive H is also how the first kind books the undoing of a credit.
    /// </summary>
    private static List<LedgerLine>? Lines(List<JsonElement> items)
    {
        if (items.Sum(Amount) == 0) return [.. items.Select(i => Line(i, Amount(i)))];
        return items.Sum(Marked) == 0 ? [.. items.Select(i => Line(i, Marked(i)))] : null;
    }

    private static decimal Marked(JsonElement item) => item.TextOf("DebitCreditCode") == "H" ? -Amount(item) : Amount(item);

    private static decimal Amount(JsonElement item) => decimal.TryParse(item.TextOf("AmountInTransactionCurrency"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        ? amount : throw new ConnectorException(ErrorClass.Permanent, "SAP gave an item without an amount.");

    private static LedgerLine Line(JsonElement item, decimal signed)
    {
        var account = Filled(item, "GLAccount") ?? throw new ConnectorException(ErrorClass.Permanent, "SAP gave an item without an account.");
        var currency = Filled(item, "TransactionCurrency") ?? throw new ConnectorException(ErrorClass.Permanent, "SAP gave an item without a currency.");
        var side = signed < 0 || (signed == 0 && item.TextOf("DebitCreditCode") == "H") ? Side.Credit : Side.Debit;
        var dimensions = Dimensions.Select(d => (Name: d, Value: Filled(item, d))).Where(d => d.Value is not null).ToDictionary(d => d.Name, d => d.Value!);
        return new(account, side, new(Math.Abs(signed), currency), Filled(item, "DocumentItemText"), dimensions.Count == 0 ? null : dimensions);
    }

    private static string? Filled(JsonElement row, string name) => row.TextOf(name) is { Length: > 0 } text ? text : null;
}

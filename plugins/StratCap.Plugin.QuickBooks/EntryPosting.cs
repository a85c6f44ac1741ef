using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.QuickBooks;

/// <summary>Posts journal entries once and finds them again.</summary>
internal sealed class EntryPosting(Connection connection, QuickBooksApi api)
{
    private static readonly string[] Dimensions = ["Class", "Department", "Entity"];

    internal async Task<WriteOutcome> Post(EntryToPost entry, CancellationToken ct)
    {
        if (entry.Problem() is { } problem) return problem;
        if (DimensionProblem(entry) is { } unknown) return unknown;
        var answer = await api.Post("journalentry?requestid=" + Uri.EscapeDataString(entry.Key), Body(entry).ToJsonString(), ct);
        if (answer is null) return new WriteOutcome.Uncertain("QuickBooks did not answer, or not to the end.");
        var json = QuickBooksApi.Parse(answer);
        if (Fault.Of(answer, json) is { } fault) return await Refused(fault, answer, entry, ct);
        var posted = json?.Get("JournalEntry") ?? default;
        return posted.TextOf("Id") is { } id ? new WriteOutcome.Accepted(id, posted.TextOf("SyncToken")) : new WriteOutcome.Uncertain("QuickBooks answered without the entry.");
    }

    /// <summary>The entry under a reference, wherever a person may have moved its date to.</summary>
    internal async Task<WriteOutcome.Accepted?> Find(string reference, CancellationToken ct)
    {
        var answer = await api.Query($"select * from JournalEntry where DocNumber = '{Quoted(reference)}' startposition 1 maxresults 10", ct);
        var found = answer.Get("QueryResponse").Get("JournalEntry").Items().ToList();
        if (found.Count > 1) connection.Log.LogWarning("QuickBooks has {Count} journal entries with the number {Number}; the first posted is taken.", found.Count, reference);
        return found.OrderBy(e => QuickBooksConnector.Instant(e.Get("MetaData").TextOf("CreateTime"))).Select(e => e.TextOf("Id") is { } id ? new WriteOutcome.Accepted(id, e.TextOf("SyncToken")) : null).FirstOrDefault();
    }

    private async Task<WriteOutcome> Refused(Fault fault, VendorAnswer answer, EntryToPost entry, CancellationToken ct)
    {
        switch (fault.Class)
        {
            case ErrorClass.Auth or ErrorClass.RateLimited: throw fault.AsException(answer, connection.Clock);
            case ErrorClass.Transient: return new WriteOutcome.Uncertain("QuickBooks: " + fault.Text);
            case ErrorClass.Conflict when fault.Code == "6140": return await Taken(fault, entry, ct);
            default: return new WriteOutcome.Rejected(fault.Code, fault.Text, fault.Field);
        }
    }

    // The number is taken: by this very entry when Intuit has forgotten the request id.
    private async Task<WriteOutcome> Taken(Fault fault, EntryToPost entry, CancellationToken ct)
    {
        try
        {
            return await Find(entry.Reference, ct) is { } mine ? mine : new WriteOutcome.Rejected(fault.Code, fault.Text, fault.Field);
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Transient or ErrorClass.RateLimited)
        {
            return new WriteOutcome.Uncertain("QuickBooks has the number, and could not say whether it is this entry's.");
        }
    }

    private static WriteOutcome.Rejected? DimensionProblem(EntryToPost entry)
    {
        foreach (var (name, value) in entry.Lines.SelectMany(l => l.Dimensions ?? new Dictionary<string, string>()))
        {
            if (!Dimensions.Contains(name)) return new("entry.dimension_unknown", $"QuickBooks has no dimension '{name}' on a journal line.", name);
            if (name == "Entity" && value.Split(':') is not [{ Length: > 0 }, { Length: > 0 }]) return new("entry.entity_malformed", "An entity is written as Customer:12, Vendor:7 or Employee:3.", name);
        }
        return null;
    }

    private JsonObject Body(EntryToPost entry)
    {
        var currency = entry.Lines[0].Amount.Currency;
        var body = new JsonObject { ["DocNumber"] = entry.Reference, ["TxnDate"] = entry.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        // A company without several currencies refuses the field, so it stands only where it says something.
        if (currency != api.HomeCurrency) body["CurrencyRef"] = Ref(currency);
        if (Note(entry) is { } note) body["PrivateNote"] = note;
        body["Line"] = new JsonArray([.. entry.Lines.Select(Line)]);
        return body;
    }

    private static string? Note(EntryToPost entry) => (entry.Memo, entry.ReversesExternalId) switch
    {
        (var memo, null) => memo,
        (null, { } reversed) => $"Reverses entry {reversed}",
        ({ } memo, { } reversed) => $"{memo} (reverses entry {reversed})",
    };

    private static JsonNode Line(LedgerLine line)
    {
        var detail = new JsonObject { ["PostingType"] = line.Side == Side.Debit ? "Debit" : "Credit", ["AccountRef"] = Ref(line.AccountId) };
        foreach (var (name, value) in line.Dimensions ?? new Dictionary<string, string>())
        {
            if (name == "Entity") detail["Entity"] = new JsonObject { ["Type"] = value.Split(':')[0], ["EntityRef"] = Ref(value.Split(':')[1]) };
            else detail[name + "Ref"] = Ref(value);
        }
        var json = new JsonObject();
        if (line.Text is { } text) json["Description"] = text;
        json["Amount"] = JsonNode.Parse(line.Amount.Plain());
        json["DetailType"] = "JournalEntryLineDetail";
        json["JournalEntryLineDetail"] = detail;
        return json;
    }

    private static JsonObject Ref(string value) => new() { ["value"] = value };

    private static string Quoted(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}

using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;

namespace StratCap.Plugin.QuickBooks.Vendor;

/// <summary>The accounts and journal entries of a company, in the shapes of Intuit's schema.</summary>
internal sealed class Books
{
    /// <summary>The most that a query or a change data capture gives at once.</summary>
    internal const int AnswerSize = 1000;

    // Entries dated before are in a closed period.
    private const string OpenFrom = "2025-01-01";

    private readonly List<(DateTimeOffset At, string Id)> deletions = [];
    private readonly HashSet<string> posted = [];
    private DateTimeOffset? stopped;
    private int lastId;

    /// <summary>The time at Intuit's: the machine's, unless it was stopped.</summary>
    internal DateTimeOffset Now
    {
        get => stopped ?? TimeProvider.System.GetUtcNow();
        set => stopped = value;
    }

    internal List<JsonObject> Accounts { get; } = [];

    internal List<JsonObject> Entries { get; } = [];

    /// <summary>Whether a full capture holds the oldest or the newest changes; Intuit does not say.</summary>
    internal bool CaptureGivesNewest { get; set; }

    internal string HomeCurrency { get; set; } = "USD";

    /// <summary>The numbers of the entries that came by the interface and are still there.</summary>
    internal IReadOnlyList<string> Written => [.. Posted.Select(e => (string?)e["DocNumber"] ?? "")];

    /// <summary>What each of them debits, and so credits.</summary>
    internal IReadOnlyList<Amount> WrittenAmounts => [.. Posted.Select(e => new Amount(e["Line"]!.AsArray().Where(IsDebit).Sum(l => (decimal)l!["Amount"]!), (string)e["CurrencyRef"]!["value"]!))];

    private IEnumerable<JsonObject> Posted => Entries.Where(e => posted.Contains((string)e["Id"]!));

    internal static string Wire(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-8)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    internal static DateTimeOffset ChangedAt(JsonObject entity) => Instant((string)entity["MetaData"]!["LastUpdatedTime"]!);

    internal void AddAccount(string id, string name, string classification, bool active = true) => Accounts.Add(new()
    {
        ["Id"] = id,
        ["AcctNum"] = "30" + id,
        ["Name"] = name,
        ["FullyQualifiedName"] = name,
        ["Classification"] = classification,
        ["CurrencyRef"] = new JsonObject { ["value"] = HomeCurrency },
        ["Active"] = active,
    });

    /// <summary>Puts an entry in as of an instant, as a person does.</summary>
    internal JsonObject Add(DateTimeOffset at, decimal amount = 10m, string? date = null, string? currency = null)
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

    internal static void Touch(JsonObject entry, DateTimeOffset at)
    {
        entry["SyncToken"] = (int.Parse((string)entry["SyncToken"]!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        entry["MetaData"]!["LastUpdatedTime"] = Wire(at);
    }

    internal void Delete(JsonObject entry, DateTimeOffset at)
    {
        Entries.Remove(entry);
        deletions.Add((at, (string)entry["Id"]!));
    }

    /// <summary>Why an entry is not taken; null when it is.</summary>
    internal (string Code, string Message)? Objection(JsonObject entry)
    {
        var lines = entry["Line"]!.AsArray().Select(l => l!).ToList();
        // Books without a chart are not asked about it.
        if (Accounts.Count > 0 && lines.Any(l => !IsActive((string)l["JournalEntryLineDetail"]!["AccountRef"]!["value"]!))) return ("2500", "Invalid Reference Id");
        if (lines.Sum(l => (IsDebit(l) ? 1 : -1) * (decimal)l["Amount"]!) != 0) return ("6000", "A business validation error has occurred while processing your request");
        if (entry["DocNumber"] is { } number && Entries.Any(e => (string?)e["DocNumber"] == (string)number!)) return ("6140", "Duplicate Document Number Error");
        return string.CompareOrdinal((string)entry["TxnDate"]!, OpenFrom) < 0 ? ("6210", "Account Period Closed") : null;
    }

    /// <summary>Takes an entry that came by the interface.</summary>
    internal JsonObject Post(JsonObject entry)
    {
        var kept = Store(entry, Now);
        posted.Add((string)kept["Id"]!);
        return kept;
    }

    /// <summary>What was made, changed or deleted since, in the order of change: 1,000 at most.</summary>
    internal IEnumerable<JsonNode> ChangedSince(DateTimeOffset since)
    {
        var changes = Entries.Select(e => (At: ChangedAt(e), Entity: e)).Concat(deletions.Select(d => (d.At, Entity: Deleted(d.Id, d.At)))).Where(c => c.At >= since).OrderBy(c => c.At).ToList();
        return (CaptureGivesNewest ? changes.TakeLast(AnswerSize) : changes.Take(AnswerSize)).Select(c => c.Entity.DeepClone());
    }

    private static JsonObject Deleted(string id, DateTimeOffset at) => new() { ["domain"] = "QBO", ["status"] = "Deleted", ["Id"] = id, ["MetaData"] = new JsonObject { ["LastUpdatedTime"] = Wire(at) } };

    private static JsonObject Line(string side, string account, decimal amount) => new()
    {
        ["Amount"] = amount,
        ["DetailType"] = "JournalEntryLineDetail",
        ["JournalEntryLineDetail"] = new JsonObject { ["PostingType"] = side, ["AccountRef"] = new JsonObject { ["value"] = account } },
    };

    private static bool IsDebit(JsonNode? line) => (string)line!["JournalEntryLineDetail"]!["PostingType"]! == "Debit";

    private bool IsActive(string account) => Accounts.Any(a => (string)a["Id"]! == account && (bool?)a["Active"] != false);

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
}

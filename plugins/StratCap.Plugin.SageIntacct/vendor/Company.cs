using System.Globalization;
using StratCap.PluginSdk;

namespace StratCap.Plugin.SageIntacct.Vendor;

/// <summary>The books, in the gateway's names; dates and times as ISO text.</summary>
internal sealed class Company
{
    internal const string BaseCurrency = "USD";

    // Entries dated before are in a closed period.
    private const string OpenFrom = "2025-01-01";

    private readonly HashSet<string> posted = [];
    private DateTimeOffset? stopped;
    private int last;

    internal Company() => Clear();

    /// <summary>The time at Sage's: the machine's, unless it was stopped.</summary>
    internal DateTimeOffset Now
    {
        get => stopped ?? TimeProvider.System.GetUtcNow();
        set => stopped = value;
    }

    /// <summary>Rows by object.</summary>
    internal Dictionary<string, List<Dictionary<string, string>>> Books { get; } = [];

    internal List<Dictionary<string, string>> Batches => Books["GLBATCH"];

    /// <summary>Control ids of functions that were completed: none is completed twice.</summary>
    internal HashSet<string> Completed { get; } = [];

    /// <summary>The entries that came by an interface.</summary>
    internal IEnumerable<Dictionary<string, string>> Posted => Batches.Where(b => posted.Contains(b["RECORDNO"]));

    internal static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static void Touch(Dictionary<string, string> batch, DateTimeOffset at) => batch["WHENMODIFIED"] = Iso(at);

    internal void Clear()
    {
        posted.Clear();
        Completed.Clear();
        last = 0;
        Books["GLACCOUNT"] = [];
        Books["GLJOURNAL"] = [new() { ["SYMBOL"] = "GJ", ["TITLE"] = "General journal" }];
        Books["GLBATCH"] = [];
        Books["GLENTRY"] = [];
    }

    internal void AddAccount(string number, string title, string normalBalance, string status = "active") =>
        Books["GLACCOUNT"].Add(new() { ["ACCOUNTNO"] = number, ["TITLE"] = title, ["ACCOUNTTYPE"] = "balancesheet", ["NORMALBALANCE"] = normalBalance, ["STATUS"] = status });

    /// <summary>Puts an entry in as of an instant, as a person does.</summary>
    internal Dictionary<string, string> Add(DateTimeOffset at, string amount = "10.00", string date = "2026-01-15", string reference = "", string currency = BaseCurrency, string state = "Posted")
    {
        var batch = Batch(at, date, "A title", reference, state);
        Line(batch, "1100", "1", amount, currency);
        Line(batch, "3100", "-1", amount, currency);
        return batch;
    }

    /// <summary>Takes an entry that came by an interface; its lines follow.</summary>
    internal Dictionary<string, string> Post(string date, string title, string reference, string state)
    {
        var batch = Batch(Now, date, title, reference, state);
        posted.Add(batch["RECORDNO"]);
        return batch;
    }

    internal Dictionary<string, string> Line(Dictionary<string, string> batch, string account, string type, string amount, string currency)
    {
        var line = new Dictionary<string, string> { ["RECORDNO"] = Next(), ["BATCHNO"] = batch["RECORDNO"], ["ACCOUNTNO"] = account, ["TR_TYPE"] = type, ["TRX_AMOUNT"] = amount, ["CURRENCY"] = currency };
        Books["GLENTRY"].Add(line);
        return line;
    }

    /// <summary>What an entry debits, and so credits.</summary>
    internal Amount Debited(Dictionary<string, string> batch)
    {
        var debits = Books["GLENTRY"].Where(l => l["BATCHNO"] == batch["RECORDNO"] && l["TR_TYPE"] == "1").ToList();
        return new(debits.Sum(l => decimal.Parse(l["TRX_AMOUNT"], CultureInfo.InvariantCulture)), debits[0]["CURRENCY"]);
    }

    /// <summary>The number of the error for which an entry is not taken; null when it is.</summary>
    internal string? Problem(IReadOnlyList<(string Account, int Sign, decimal Amount)> lines, string date)
    {
        if (lines.Sum(l => l.Sign * l.Amount) != 0) return "BL03000018";
        if (lines.Any(l => !IsOpen(l.Account))) return "BL01001973";
        return string.CompareOrdinal(date, OpenFrom) < 0 ? "BL03000130" : null;
    }

    /// <summary>The rows of an object that satisfy all filters, in an order.</summary>
    internal List<Dictionary<string, string>> Select(string name, IEnumerable<Filter> filters, string[] order)
    {
        var all = filters.ToList();
        var rows = Books[name].FindAll(row => all.TrueForAll(f => f.Takes(row)));
        int Compared(Dictionary<string, string> one, Dictionary<string, string> other) => order.Select(field => Compare(one.GetValueOrDefault(field, ""), other.GetValueOrDefault(field, ""))).FirstOrDefault(c => c != 0);
        // Mostly they lie in order already: ten thousand entries are not sorted anew for every page.
        if (!Enumerable.Range(1, Math.Max(0, rows.Count - 1)).All(i => Compared(rows[i - 1], rows[i]) <= 0)) rows.Sort(Compared);
        return rows;
    }

    // Keys are numbers and sort as such; each order ends with one, so that no two rows are equal.
    private static int Compare(string one, string other) =>
        long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && long.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? first.CompareTo(second) : string.CompareOrdinal(one, other);

    // Books without a chart are not asked about it.
    private bool IsOpen(string account) => account != "closed" && (Books["GLACCOUNT"] is { Count: 0 } || Books["GLACCOUNT"].Any(a => a["ACCOUNTNO"] == account && a["STATUS"] == "active"));

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

    private string Next() => (++last).ToString(CultureInfo.InvariantCulture);
}

/// <summary>One condition of a query: <c>in</c>, <c>gte</c> or <c>eq</c>.</summary>
internal sealed class Filter(string op, string field, IReadOnlyCollection<string> values)
{
    private readonly HashSet<string> among = [.. values];
    private readonly string least = values.First();

    internal bool Takes(Dictionary<string, string> row)
    {
        var value = row.GetValueOrDefault(field, "");
        return op == "gte" ? string.CompareOrdinal(value, least) >= 0 : among.Contains(value);
    }
}

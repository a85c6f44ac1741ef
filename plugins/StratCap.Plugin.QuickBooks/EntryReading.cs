using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.QuickBooks;

/// <summary>Journal entries: by query at first and where change data capture falls short, by change data capture otherwise.</summary>
internal sealed class EntryReading(Connection connection, QuickBooksApi api)
{
    // Intuit's own clocks differ a little, and a commit may show later than its time says.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    // Change data capture reaches back 30 days; an hour of margin for the clocks.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(30) - TimeSpan.FromHours(1);

    // While paging, an entry that changes leaves its place and those behind move up: the next page begins this much earlier.
    private const int PagingOverlap = 100;

    private HashSet<(string Id, string? Revision)> pageBefore = [];

    internal IAsyncEnumerable<Page<LedgerEntry>> From(QuickBooksCursor at, CancellationToken ct) => at.Position > 0 ? Load(at, ct) : Changes(at, ct);

    private async IAsyncEnumerable<Page<LedgerEntry>> Load(QuickBooksCursor at, [EnumeratorCancellation] CancellationToken ct)
    {
        var from = connection.Text("startDate") is { } start ? $"TxnDate >= '{StartDate(start)}' and " : "";
        while (true)
        {
            var answer = await api.Query(string.Create(CultureInfo.InvariantCulture,
                $"select * from JournalEntry where {from}MetaData.LastUpdatedTime >= '{QuickBooksCursor.Text(at.Since)}' orderby MetaData.LastUpdatedTime startposition {at.Position} maxresults {QuickBooksApi.PageSize}"), ct);
            at = at with { AsOf = at.AsOf ?? Time(answer) };
            var entries = answer.Get("QueryResponse").Get("JournalEntry").Items().Select(Entry).ToList();
            at = entries.Count < QuickBooksApi.PageSize ? QuickBooksCursor.Changes(at.AsOf!.Value - Overlap) : Next(at, entries[^1].ModifiedAt);
            yield return new(Fresh(entries), at.ToString());
            if (at.Position == 0) yield break;
        }
    }

    // Pages overlap; of one reading, what the page before gave is not given again unless it changed meanwhile.
    private List<LedgerEntry> Fresh(List<LedgerEntry> page)
    {
        var fresh = page.FindAll(e => !pageBefore.Contains((e.Id, e.Revision)));
        pageBefore = [.. page.Select(e => (e.Id, e.Revision))];
        return fresh;
    }

    // Pages by the time of change, and by position only among those of one second: a position among all would lose entries that change meanwhile.
    private static QuickBooksCursor Next(QuickBooksCursor at, DateTimeOffset? last) =>
        last is { } changed && QuickBooksCursor.Seconds(changed) > at.Since
            ? at with { Since = QuickBooksCursor.Seconds(changed), Position = 1 }
            : at with { Position = at.Position + QuickBooksApi.PageSize - PagingOverlap };

    /// <summary>
    /// A full capture is no safe place to go on from, it has no upper end to set, and Intuit does not say which thousand it gives: the window is begun later and later, by half or by what
    /// the answer reached, and the deletions that come are taken; then all that lives is queried from where we stood.
    /// </summary>
    private async IAsyncEnumerable<Page<LedgerEntry>> Changes(QuickBooksCursor at, [EnumeratorCancellation] CancellationToken ct)
    {
        var horizon = connection.Clock.GetUtcNow() - Reach;
        var window = at.Since < horizon ? horizon : at.Since;
        DateTimeOffset? asOf = null;
        while (true)
        {
            var answer = await api.Get($"cdc?entities=JournalEntry&changedSince={Uri.EscapeDataString(QuickBooksCursor.Text(window))}", ct);
            var time = Time(answer);
            var entries = answer.Get("CDCResponse").Items().SelectMany(r => r.Get("QueryResponse").Items()).SelectMany(r => r.Get("JournalEntry").Items()).Select(Entry).ToList();
            var whole = entries.Count < QuickBooksApi.PageSize;
            if (whole && window == at.Since)
            {
                // Never back: a cursor ahead of the vendor's time (a replayed one, or clocks that differ) stays where it is.
                yield return new(entries, QuickBooksCursor.Changes(time - Overlap > at.Since ? time - Overlap : at.Since).ToString());
                yield break;
            }
            yield return new(entries, at.ToString());
            asOf ??= time;
            if (whole || time - window < TimeSpan.FromSeconds(2)) break;
            window = Later(window, time, entries.Max(e => e.ModifiedAt));
        }
        connection.Log.LogWarning("QuickBooks tells deletions of 30 days and 1,000 changes at most: entries deleted between {From} and {To} may have gone unseen.", QuickBooksCursor.Text(at.Since), QuickBooksCursor.Text(window));
        await foreach (var page in Load(new(at.Since, 1, asOf), ct)) yield return page;
    }

    private static DateTimeOffset Later(DateTimeOffset window, DateTimeOffset time, DateTimeOffset? reached)
    {
        var half = QuickBooksCursor.Seconds(window + ((time - window) / 2));
        return reached is { } newest && QuickBooksCursor.Seconds(newest) is var second && second > window && second < half ? second : half;
    }

    private static string StartDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        ? text : throw new ConnectorException(ErrorClass.Validation, "The setting 'startDate' is no date.");

    private static DateTimeOffset Time(JsonElement answer) =>
        QuickBooksConnector.Instant(answer.TextOf("time")) ?? throw new ConnectorException(ErrorClass.Transient, "QuickBooks answered without its time.");

    private LedgerEntry Entry(JsonElement entry)
    {
        var id = entry.TextOf("Id") ?? throw new ConnectorException(ErrorClass.Permanent, "QuickBooks gave a journal entry without an id.");
        var modified = QuickBooksConnector.Instant(entry.Get("MetaData").TextOf("LastUpdatedTime"));
        if (entry.TextOf("status") == "Deleted") return new(id, entry.TextOf("SyncToken"), true, null, null, null, null, modified, null, []);
        var number = entry.TextOf("DocNumber");
        var currency = entry.Get("CurrencyRef").TextOf("value") ?? api.HomeCurrency;
        return new(id, entry.TextOf("SyncToken"), false, Date(entry.TextOf("TxnDate")), number, number, entry.TextOf("PrivateNote"), modified, null,
            [.. entry.Get("Line").Items().Where(l => l.TextOf("DetailType") == "JournalEntryLineDetail").Select(l => Line(l, currency))]);
    }

    private static DateOnly? Date(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static LedgerLine Line(JsonElement line, string currency)
    {
        var detail = line.Get("JournalEntryLineDetail");
        var account = detail.Get("AccountRef").TextOf("value") ?? throw new ConnectorException(ErrorClass.Permanent, "QuickBooks gave a journal line without an account.");
        var amount = line.Get("Amount") is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : 0;
        var side = (detail.TextOf("PostingType"), amount >= 0) switch
        {
            ("Debit", true) or ("Credit", false) => Side.Debit,
            ("Credit", true) or ("Debit", false) => Side.Credit,
            _ => throw new ConnectorException(ErrorClass.Permanent, "QuickBooks gave a journal line that is neither debit nor credit."),
        };
        return new(account, side, new(Math.Abs(amount), currency), line.TextOf("Description"), Dimensions(detail));
    }

    private static Dictionary<string, string>? Dimensions(JsonElement detail)
    {
        var found = new Dictionary<string, string>();
        if (detail.Get("ClassRef").TextOf("value") is { } ofClass) found["Class"] = ofClass;
        if (detail.Get("DepartmentRef").TextOf("value") is { } department) found["Department"] = department;
        var entity = detail.Get("Entity");
        if (entity.TextOf("Type") is { } type && entity.Get("EntityRef").TextOf("value") is { } id) found["Entity"] = $"{type}:{id}";
        return found.Count == 0 ? null : found;
    }
}

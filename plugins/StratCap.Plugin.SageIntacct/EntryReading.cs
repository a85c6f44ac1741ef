using System.Runtime.CompilerServices;
using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugin.SageIntacct;

/// <summary>Journal entries in the order of their change. Every query is metered by Sage: few, large ones.</summary>
internal static class EntryReading
{
    /// <summary>Entries a page; the lines of so many are asked for by one list of keys.</summary>
    internal const int PageSize = 200;

    // A commit may show later than its time of change says.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    // While paging, an entry that changes leaves its place and those behind move up: the next page begins this much earlier.
    private const int PagingOverlap = 20;

    /// <remarks>
    /// Pages overlap; of one reading, what the page before gave is not given again unless it changed meanwhile: by all that it says, since a time of change has no fractions of a second.
    /// </remarks>
    internal static async IAsyncEnumerable<Page<LedgerEntry>> From(IIntacct wire, IntacctCursor at, [EnumeratorCancellation] CancellationToken ct)
    {
        HashSet<string> pageBefore = [];
        while (true)
        {
            var heads = await wire.Heads(at.Since, at.Offset, PageSize, ct);
            var posted = heads.Where(h => !h.Deleted).Select(h => h.Id).ToList();
            var lines = posted.Count == 0 ? null : await wire.Lines(posted, ct);
            IReadOnlyList<LedgerEntry> entries = [.. heads.Select(h => h.Deleted || lines is null ? h : h with { Lines = [.. lines[h.Id]] })];
            var more = heads.Count == PageSize;
            at = more ? Next(at, heads[^1].ModifiedAt) : End(at, heads);
            var facts = entries.Select(e => JsonSerializer.Serialize(e)).ToList();
            yield return new([.. entries.Where((_, i) => !pageBefore.Contains(facts[i]))], at.ToString());
            pageBefore = [.. facts];
            if (!more) yield break;
        }
    }

    // Pages by the time of change, and by place only among those of one second: a place among all would lose entries that change meanwhile.
    private static IntacctCursor Next(IntacctCursor at, DateTimeOffset? last) =>
        last is { } changed && IntacctCursor.Seconds(changed) > at.Since ? new(IntacctCursor.Seconds(changed), 0) : at with { Offset = at.Offset + PageSize - PagingOverlap };

    // Back from the newest change seen; where none was seen the place is kept.
    private static IntacctCursor End(IntacctCursor at, IReadOnlyList<LedgerEntry> heads)
    {
        var newest = heads.Count > 0 ? heads[^1].ModifiedAt : at.Offset > 0 ? at.Since : null;
        return new(newest is { } changed ? IntacctCursor.Seconds(changed - Overlap) : at.Since, 0);
    }
}

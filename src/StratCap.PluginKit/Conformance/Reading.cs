using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>Streams: every item once, whatever the page; cursors that lose nothing; errors in their classes.</summary>
internal static class Reading
{
    private const int Many = 10_000;

    internal static IEnumerable<Check> Checks(string capability) =>
    [
        new("read.paging", capability, "Nothing, one item, a page less one, a page, a page and one, and ten thousand all come whole, each item once.", Paging),
        new("read.resume", capability, "Stopped after any page and gone on from its cursor, the same items come as in one go.", Resume),
        new("read.replay", capability, "The last cursor again brings nothing that was not there before, and nothing is lost.", Replay),
        new("read.changes", capability, "What is added at the vendor's comes with the next reading, and what is deleted comes as deleted.", Changes),
        new("read.unauthorised", capability, "A refused token is an Auth error.", (bench, ct) => Refused(bench, Fault.Unauthorised, 1, ErrorClass.Auth, ct)),
        new("read.too_many", capability, "Too many requests is a RateLimited error that carries the vendor's Retry-After.", TooMany),
        new("read.server_error", capability, "The vendor's failure is a Transient error.", (bench, ct) => Refused(bench, Fault.ServerError, 5, ErrorClass.Transient, ct)),
        new("read.truncated", capability, "An answer cut in the middle is a Transient error, and gives no half page.", (bench, ct) => Refused(bench, Fault.Truncated, 5, ErrorClass.Transient, ct)),
    ];

    private static async Task Paging(Bench bench, CancellationToken ct)
    {
        var page = bench.Script.PageSize;
        foreach (var count in new[] { 0, 1, page - 1, page, page + 1, Many }.Where(n => n >= 0).Distinct())
        {
            bench.Script.Seed(count);
            var (items, _, _) = await Items.Read(bench, null, ct);
            Whole(items, count, $"of {count} items");
        }
    }

    private static async Task Resume(Bench bench, CancellationToken ct)
    {
        var count = (bench.Script.PageSize * 2) + 1;
        bench.Script.Seed(count);
        var (_, _, pages) = await Items.Read(bench, null, ct);
        for (var stop = 1; stop <= Math.Min(pages, 5); stop++)
        {
            // Files that were taken in are moved away: each time they come anew.
            bench.Script.Seed(count);
            var (first, cursor, _) = await Items.Read(bench, null, ct, stop);
            var (rest, _, _) = await Items.Read(bench, cursor, ct);
            Whole([.. first.Concat(rest).Distinct()], count, $"of {count} items, stopped after page {stop},");
        }
    }

    private static async Task Replay(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(bench.Script.PageSize + 1);
        var (all, cursor, _) = await Items.Read(bench, null, ct);
        var (again, _, _) = await Items.Read(bench, cursor, ct);
        NotConformant.Unless(again.All(all.Contains), "Nothing changed at the vendor's, and yet the last cursor brought items that the first reading had not.");
    }

    private static async Task Changes(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(3);
        var (all, cursor, _) = await Items.Read(bench, null, ct);
        var added = bench.Script.Add();
        var (news, later, _) = await Items.Read(bench, cursor, ct);
        NotConformant.Unless(news.Any(i => i.Id == added && !i.Deleted), $"Item {added} was added at the vendor's, and the next reading did not bring it.");
        var gone = all[0].Id;
        if (!bench.Script.Delete(gone)) return;
        var (deletes, _, _) = await Items.Read(bench, later, ct);
        NotConformant.Unless(deletes.Any(i => i.Id == gone && i.Deleted), $"Item {gone} was deleted at the vendor's, and the next reading did not tell of it.");
    }

    private static async Task TooMany(Bench bench, CancellationToken ct)
    {
        var error = await Error(bench, Fault.TooMany, 1, ErrorClass.RateLimited, ct);
        NotConformant.Unless(error.RetryAfter == TimeSpan.FromSeconds(7), $"The vendor said Retry-After 7, the error says {error.RetryAfter?.TotalSeconds.ToString("0", null) ?? "nothing"}.");
    }

    private static Task Refused(Bench bench, Fault fault, int times, ErrorClass expected, CancellationToken ct) => Error(bench, fault, times, expected, ct);

    private static Task<ConnectorException> Error(Bench bench, Fault fault, int times, ErrorClass expected, CancellationToken ct)
    {
        if (bench.Folder is not null) throw new NotApplicable("The plugin reads files here: what goes wrong with them is asked by the checks of files.");
        bench.Script.Seed(2);
        return Faults.Error(bench, fault, times, expected, () => Items.Read(bench, null, ct));
    }

    private static void Whole(List<Item> items, int count, string what)
    {
        var ids = items.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        NotConformant.Unless(ids.Count >= count, $"Reading {what} {count - ids.Count} never came.");
        NotConformant.Unless(ids.Count == count, $"Reading {what} {ids.Count - count} came that the vendor does not have.");
        NotConformant.Unless(items.Count == count, $"Reading {what} {items.Count - count} came twice in one reading.");
    }
}

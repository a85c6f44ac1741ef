using System.Globalization;
using System.Runtime.CompilerServices;
using StratCap.PluginSdk;
using Stripe;

namespace StratCap.Plugin.Stripe;

/// <summary>
/// Reads a list that Stripe gives newest first from the oldest on: window of time by window, narrow enough to be read whole, wider where there is little. Nothing of a long history has to be
/// kept, and each window moves the cursor.
/// </summary>
internal static class StripeWindows
{
    private const int Most = 1_000;
    private const int PageSize = 100;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Widest = TimeSpan.FromDays(4_000);

    // Stripe's clock and ours may differ by less than this; a window that is older is closed for ever.
    private static readonly TimeSpan Unsettled = TimeSpan.FromDays(1);

    /// <summary>Items of each window, oldest first, and the time up to which nothing can have been missed.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="now">The end of the last window.</param>
    /// <param name="list">Items made from one time (inclusive) to another (exclusive), newest first.</param>
    /// <param name="createdAt">When an item was made.</param>
    /// <param name="ct">Stops it between items.</param>
    internal static async IAsyncEnumerable<(List<T> Items, DateTimeOffset Reached)> Read<T>(
        DateTimeOffset from, DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset, IAsyncEnumerable<T>> list, Func<T, DateTime> createdAt, [EnumeratorCancellation] CancellationToken ct)
    {
        var (at, end, width) = (Floor(from), Floor(now) + Second, TimeSpan.FromDays(1));
        while (at < end)
        {
            var to = end - at < width ? end : at + width;
            var items = new List<T>();
            await foreach (var item in list(at, to).WithCancellation(ct))
            {
                items.Add(item);
                if (items.Count > Most && width > Second) break;
            }
            if (items.Count > Most && width > Second)
            {
                width = TimeSpan.FromSeconds(Math.Max(1, Math.Floor((to - at) / Second / 2)));
                yield return ([], at);
                continue;
            }
            items.Reverse();
            // Beyond what was seen the time moves over closed windows alone.
            var closed = to < now - Unsettled ? to : now - Unsettled;
            yield return (items, items.Count > 0 && Utc(createdAt(items[^1])) is var seen && seen > closed ? seen : closed);
            at = to;
            if (items.Count < Most / 4) width = width * 2 < Widest ? width * 2 : Widest;
        }
    }

    /// <summary>Windows as pages; the cursor moves with the last page of each.</summary>
    internal static async IAsyncEnumerable<Page<T>> Pages<T>(IAsyncEnumerable<(List<T> Items, DateTimeOffset Reached)> windows, DateTimeOffset asked)
    {
        var (reached, any) = (asked, false);
        await foreach (var (items, upTo) in windows)
        {
            var at = 0;
            for (; at + PageSize < items.Count; at += PageSize) yield return new(items.GetRange(at, PageSize), StripeCursor.Write(reached));
            if (upTo > reached) reached = upTo;
            any = true;
            yield return new(items.GetRange(at, items.Count - at), StripeCursor.Write(reached));
        }
        if (!any) yield return new([], StripeCursor.Write(asked));
    }

    internal static DateRangeOptions Range(DateTimeOffset from, DateTimeOffset to) => new() { GreaterThanOrEqual = from.UtcDateTime, LessThan = to.UtcDateTime };

    internal static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static DateTimeOffset Floor(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>A time in whole seconds since 1970: what Stripe's lists can be asked by.</summary>
internal static class StripeCursor
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    internal static DateTimeOffset? Read(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? null
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : throw new ConnectorException(ErrorClass.Validation, "The cursor is none of Stripe's.");

    internal static string Write(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Where to read on from: a little before, for Stripe may show an item some moments after the time that it bears.</summary>
    internal static DateTimeOffset From(DateTimeOffset cursor) => cursor.ToUnixTimeSeconds() > Overlap.TotalSeconds ? cursor - Overlap : DateTimeOffset.UnixEpoch;
}

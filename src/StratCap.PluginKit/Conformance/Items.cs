using StratCap.PluginSdk;

namespace StratCap.PluginKit.Conformance;

/// <summary>What a plugin reads, whatever its kind: the id, and whether it tells of a deletion.</summary>
internal readonly record struct Item(string Id, bool Deleted);

/// <summary>Pages of whatever the plugin reads.</summary>
internal static class Items
{
    /// <summary>Reads from a cursor to the end, or so many pages.</summary>
    internal static async Task<(List<Item> Items, string? Cursor, int Pages)> Read(Bench bench, string? cursor, CancellationToken ct, int pages = int.MaxValue)
    {
        var items = new List<Item>();
        var count = 0;
        await foreach (var page in bench.Stream(cursor, ct))
        {
            items.AddRange(page.Items);
            cursor = page.Cursor;
            NotConformant.Unless(cursor.Length is > 0 and <= 2000, "A page came with an empty cursor or one longer than 2,000 characters.");
            if (++count >= pages) break;
        }
        return (items, cursor, count);
    }

    internal static async IAsyncEnumerable<Page<Item>> As<T>(IAsyncEnumerable<Page<T>> pages, Func<T, Item> item)
    {
        await foreach (var page in pages) yield return new Page<Item>([.. page.Items.Select(item)], page.Cursor);
    }
}

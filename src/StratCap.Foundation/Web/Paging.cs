using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace StratCap.Foundation.Web;

/// <summary>Cursor paging: a cursor is the sort key of the last row, opaque to callers.</summary>
public static class Paging
{
    /// <summary>Rows on a page unless asked otherwise.</summary>
    public const int DefaultSize = 50;

    /// <summary>Most rows on a page.</summary>
    public const int MaxSize = 500;

    /// <summary>The size asked for, within the limits.</summary>
    public static int Size(int? asked) => Math.Clamp(asked ?? DefaultSize, 1, MaxSize);

    /// <summary>Packs a sort key.</summary>
    public static string Pack<T>(T key) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(key, ApiJson.Options));

    /// <summary>Unpacks a sort key; false when the cursor is not one of ours.</summary>
    public static bool TryUnpack<T>(string cursor, out T? key)
    {
        try
        {
            key = JsonSerializer.Deserialize<T>(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor)), ApiJson.Options);
            return key is not null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            key = default;
            return false;
        }
    }

    /// <summary>A page of what is in memory already, by place; null when the cursor is not one of ours.</summary>
    public static (IReadOnlyList<T> Items, PageMeta Meta)? Slice<T>(IReadOnlyList<T> all, string? cursor, int? size)
    {
        var from = 0;
        if (cursor is not null)
        {
            if (!TryUnpack<Place>(cursor, out var place)) return null;
            from = Math.Clamp(place!.Index, 0, all.Count);
        }
        T[] items = [.. all.Skip(from).Take(Size(size))];
        var next = from + items.Length < all.Count ? Pack(new Place(from + items.Length)) : null;
        return (items, new PageMeta(items.Length, next, all.Count));
    }

    private sealed record Place(int Index);

    /// <summary>Refusal for a cursor that is not one of ours.</summary>
    public static Refusal BadCursor => Refusal.Field("cursor", "This cursor is not one of ours: start again without it.");
}

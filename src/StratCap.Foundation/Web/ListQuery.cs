using System.ComponentModel;

namespace StratCap.Foundation.Web;

/// <summary>What any list may be asked: its order, a search, a page of it, or all of it as a file.</summary>
public sealed class ListQuery
{
    /// <summary>The longest search, in characters.</summary>
    public const int LongestSearch = 200;

    [Description("Fields to sort by, first to last, separated by commas; one with a minus in front goes down. Which there are, the description of the list says.")]
    public string? Sort { get; init; }

    [Description("Keeps the rows that hold this text, in any case, in one of the list's searched fields. At most 200 characters.")]
    public string? Q { get; init; }

    [Description("Goes on where the page before ended (meta.page.next). It belongs to its order: with another sort it is refused.")]
    public string? Cursor { get; init; }

    [Description("Rows on a page: 50 unless given, 500 at most.")]
    public int? Size { get; init; }

    [Description("Passes over so many rows, to jump into a long list; from there on the cursor leads. Not together with a cursor.")]
    public int? Skip { get; init; }

    [Description("json (a page), or all rows of search, filters and order as a file: csv or xlsx.")]
    public string? Format { get; init; }

    [Description("For a file: the columns in it, in their order, separated by commas. All when not given.")]
    public string? Columns { get; init; }

    [Description("For a file: the language of its headings, en or de.")]
    public string? Language { get; init; }

    /// <summary>The same, where a list's search has an older name.</summary>
    public ListQuery OrSearch(string? search) => new() { Sort = Sort, Q = Q ?? search, Cursor = Cursor, Size = Size, Skip = Skip, Format = Format, Columns = Columns, Language = Language };
}

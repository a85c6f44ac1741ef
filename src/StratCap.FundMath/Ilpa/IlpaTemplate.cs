namespace StratCap.FundMath.Ilpa;

/// <summary>Editions of the ILPA Reporting Template.</summary>
public enum IlpaVersion
{
    /// <summary>Of January 2025: for funds in their investment period in the first quarter of 2026, or that commence later.</summary>
    V20,

    /// <summary>Of October 2016: kept for funds that no longer invest.</summary>
    V11,
}

/// <summary>What a row is.</summary>
public enum IlpaRowKind
{
    /// <summary>Opens a section; has no figures.</summary>
    Heading,

    /// <summary>Comes from the books.</summary>
    Entered,

    /// <summary>The sum of its parts: a formula of the template.</summary>
    Sum,

    /// <summary>For information; no sum counts it.</summary>
    Memo,
}

/// <summary>A row in a sum.</summary>
/// <param name="Sign">1 or -1.</param>
public readonly record struct IlpaPart(string Row, int Sign = 1);

/// <summary>A row of the template.</summary>
/// <param name="Key">Stable, camelCase, sections parted by dots; the same in both editions where the rows say the same.</param>
/// <param name="Label">As the template names it; charges bear their sign in the figure, not in parentheses around the label.</param>
/// <param name="Parts">Of a sum; else empty.</param>
public sealed record IlpaRow(string Key, string Label, IlpaRowKind Kind, IReadOnlyList<IlpaPart> Parts)
{
    /// <summary>Whether the figure stands at the end of the span, so that all three spans of a group show the same.</summary>
    public bool IsAtTheEnd { get; init; }

    /// <summary>Whether the figure stands before the first day of the span: since inception it is nothing.</summary>
    public bool IsAtTheBeginning { get; init; }
}

/// <summary>Whose figures a column holds.</summary>
public enum IlpaGroup
{
    /// <summary>The one partner to whom the template goes.</summary>
    Investor,

    /// <summary>All partners, the general partner with them.</summary>
    Fund,

    /// <summary>The general partner's own commitment.</summary>
    GeneralPartner,
}

/// <summary>Which days a column covers; all end with the quarter.</summary>
public enum IlpaSpan
{
    /// <summary>From the first day of the quarter.</summary>
    Quarter,

    /// <summary>From the first of January.</summary>
    Year,

    /// <summary>Since inception.</summary>
    Inception,
}

/// <summary>A column of figures.</summary>
public sealed record IlpaColumn(IlpaGroup Group, IlpaSpan Span)
{
    /// <summary>The nine columns from left to right.</summary>
    public static IReadOnlyList<IlpaColumn> All { get; } = [.. Enum.GetValues<IlpaGroup>().SelectMany(g => Enum.GetValues<IlpaSpan>().Select(s => new IlpaColumn(g, s)))];

    /// <summary>The columns of one group, in the order of spans.</summary>
    public static IEnumerable<int> Of(IlpaGroup group) => Enumerable.Range(0, All.Count).Where(c => All[c].Group == group);
}

/// <summary>An edition of the template: its rows from top to bottom.</summary>
public sealed class IlpaTemplate
{
    private readonly Dictionary<string, IlpaRow> byKey;

    internal IlpaTemplate(IlpaVersion version, string name, IReadOnlyList<IlpaRow> rows)
    {
        (Version, Name, Rows) = (version, name, rows);
        byKey = rows.ToDictionary(r => r.Key, StringComparer.Ordinal);
    }

    /// <summary>Which edition.</summary>
    public IlpaVersion Version { get; }

    /// <summary>Such as "ILPA Reporting Template v2.0".</summary>
    public string Name { get; }

    /// <summary>From top to bottom.</summary>
    public IReadOnlyList<IlpaRow> Rows { get; }

    /// <summary>A row by its key.</summary>
    /// <exception cref="KeyNotFoundException">The edition has no such row.</exception>
    public IlpaRow this[string key] => byKey[key];

    /// <summary>An edition.</summary>
    public static IlpaTemplate Of(IlpaVersion version) => version == IlpaVersion.V20 ? IlpaTemplate20.Template : IlpaTemplate11.Template;
}

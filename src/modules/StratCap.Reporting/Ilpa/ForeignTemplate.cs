using System.Globalization;
using System.Text.RegularExpressions;
using StratCap.FundMath.Ilpa;

namespace StratCap.Reporting.Ilpa;

/// <summary>
/// An ILPA template in a workbook that somebody else made: which of its rows and columns are which. Rows are known by their labels, in the template's order, so that
/// "Other" means another row in each section; columns by what stands above them.
/// </summary>
internal sealed partial class ForeignTemplate
{
    private const int LabelColumns = 6, FewestRows = 6, HeadRows = 30, HeadLines = 3;

    private readonly Sheet _sheet;

    private ForeignTemplate(Sheet sheet, IlpaTemplate template) => (_sheet, Template) = (sheet, template);

    /// <summary>Which edition it is.</summary>
    public IlpaTemplate Template { get; }

    /// <summary>The sheet that holds it.</summary>
    public string SheetName => _sheet.Name;

    /// <summary>The sheet's row of each row of the template that was found.</summary>
    public Dictionary<string, int> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>The sheet's column of each column of the template that was found.</summary>
    public Dictionary<int, int> Columns { get; } = [];

    /// <summary>Rows with figures whose labels are no row of the template.</summary>
    public List<(int Row, string Label)> Unknown { get; } = [];

    /// <summary>Finds the template; null when no sheet holds one.</summary>
    public static ForeignTemplate? Find(IReadOnlyList<Sheet> sheets) => sheets
        .SelectMany(sheet => Enum.GetValues<IlpaVersion>().Select(version => Read(sheet, IlpaTemplate.Of(version))))
        .Where(found => found.Rows.Count >= FewestRows && found.Columns.Count > 0)
        .MaxBy(found => found.Rows.Count - found.Unknown.Count);

    /// <summary>A figure; null where there is none, or none that can be read.</summary>
    public decimal? Figure(string row, int column) => CellOf(row, column) is { } cell ? NumberOf(cell) : null;

    /// <summary>What stands where a figure should and cannot be read as one; null where nothing does.</summary>
    public string? Unreadable(string row, int column) => CellOf(row, column) is { } cell && IsUnreadable(cell) ? cell.Text : null;

    /// <summary>A cell's address, such as <c>C12</c>.</summary>
    public string Address(string row, int column)
    {
        var (letters, c) = ("", Columns[column]);
        for (; c > 0; c = (c - 1) / 26) letters = (char)('A' + ((c - 1) % 26)) + letters;
        return letters + Rows[row].ToString(CultureInfo.InvariantCulture);
    }

    private SheetCell? CellOf(string row, int column) => Rows.TryGetValue(row, out var r) && Columns.TryGetValue(column, out var c) && _sheet.Cells.TryGetValue((r, c), out var cell) ? cell : null;

    private static ForeignTemplate Read(Sheet sheet, IlpaTemplate template)
    {
        var found = new ForeignTemplate(sheet, template);
        var strange = new List<(int Row, string Label)>();
        var next = 0;
        foreach (var (row, label) in Labels(sheet))
        {
            if (RowLabels.Find(template, label, next) is { } at)
            {
                if (found.Rows.TryAdd(template.Rows[at].Key, row)) next = at + 1;
            }
            else
            {
                strange.Add((row, label));
            }
        }
        found.FindColumns();
        // What stands above the template's first row belongs to its head.
        var first = found.Rows.Count == 0 ? 0 : found.Rows.Values.Min();
        var columns = found.Columns.Values.ToHashSet();
        var figures = sheet.Cells.Where(c => c.Value.Number is not null || (columns.Contains(c.Key.Column) && IsFigure(c.Value))).Select(c => c.Key.Row).ToHashSet();
        found.Unknown.AddRange(strange.Where(s => s.Row >= first && figures.Contains(s.Row)));
        return found;
    }

    private static List<(int Row, string Label)> Labels(Sheet sheet) =>
    [
        .. sheet.Cells.Where(c => c.Key.Column <= LabelColumns && c.Value.Text is { } text && text.Any(char.IsLetter) && !SheetReader.IsError(text)).GroupBy(c => c.Key.Row).OrderBy(g => g.Key)
            .Select(g => (g.Key, g.MinBy(c => c.Key.Column).Value.Text!)),
    ];

    /// <summary>A column is known by the nearest words above it for its span, and for its group by the nearest in that line or just above, there or to the left.</summary>
    private void FindColumns()
    {
        if (Rows.Count == 0) return;
        var first = Rows.Where(r => Template[r.Key].Kind != IlpaRowKind.Heading).Select(r => r.Value).DefaultIfEmpty(0).Min();
        var heads = _sheet.Cells.Where(c => c.Key.Row < first && c.Key.Row >= first - HeadRows && c.Value.Text is not null).ToList();
        var rows = Rows.Values.ToHashSet();
        var columns = _sheet.Cells.Where(c => rows.Contains(c.Key.Row) && IsFigure(c.Value)).Select(c => c.Key.Column).Distinct().Order();
        foreach (var column in columns)
        {
            var head = heads.Where(h => h.Key.Column == column && SpanOf(h.Value.Text!) is not null).OrderByDescending(h => h.Key.Row).Select(h => (h.Key.Row, Span: SpanOf(h.Value.Text!))).FirstOrDefault();
            if (head.Span is not { } span) continue;
            // A heading over several columns stands in the first of them, in a line of its own above.
            var group = heads.Where(h => h.Key.Column > 1 && h.Key.Column <= column && h.Key.Row <= head.Row && h.Key.Row > head.Row - HeadLines).OrderByDescending(h => h.Key.Row).ThenByDescending(h => h.Key.Column)
                .Select(h => GroupOf(h.Value.Text!)).FirstOrDefault(g => g is not null) ?? IlpaGroup.Investor;
            Columns.TryAdd(((int)group * 3) + (int)span, column);
        }
    }

    private static IlpaSpan? SpanOf(string text) => Quarterly().IsMatch(text) ? IlpaSpan.Quarter : Yearly().IsMatch(text) ? IlpaSpan.Year : SinceInception().IsMatch(text) ? IlpaSpan.Inception : null;

    private static IlpaGroup? GroupOf(string text) =>
        Including().IsMatch(text) ? IlpaGroup.Fund : General().IsMatch(text) ? IlpaGroup.GeneralPartner : Whole().IsMatch(text) ? IlpaGroup.Fund : Limited().IsMatch(text) ? IlpaGroup.Investor : null;

    private static decimal? NumberOf(SheetCell cell) => cell.Number ?? (cell.Text is { } text ? FigureText.Read(text) : null);

    /// <summary>A text with digits that is no figure for sure, or what a formula left that failed. Words alone, such as n/a, say that there is nothing.</summary>
    private static bool IsUnreadable(SheetCell cell) => cell.Text is { } text && NumberOf(cell) is null && (text.Any(char.IsDigit) || SheetReader.IsError(text));

    private static bool IsFigure(SheetCell cell) => NumberOf(cell) is not null || IsUnreadable(cell);

    [GeneratedRegex(@"\bQTD\b|quarter[\s-]*to[\s-]*date|\bcurrent quarter\b", RegexOptions.IgnoreCase)]
    private static partial Regex Quarterly();

    [GeneratedRegex(@"\bYTD\b|year[\s-]*to[\s-]*date", RegexOptions.IgnoreCase)]
    private static partial Regex Yearly();

    [GeneratedRegex(@"\bITD\b|since inception|inception[\s-]*to[\s-]*date|\bSI\b", RegexOptions.IgnoreCase)]
    private static partial Regex SinceInception();

    [GeneratedRegex(@"\bincl", RegexOptions.IgnoreCase)]
    private static partial Regex Including();

    [GeneratedRegex(@"^\W*(the )?(GP\b|general partner)", RegexOptions.IgnoreCase)]
    private static partial Regex General();

    [GeneratedRegex(@"^\W*(the )?(total )?fund\b", RegexOptions.IgnoreCase)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^\W*(the )?(LP\b|limited partner|investor)|allocation", RegexOptions.IgnoreCase)]
    private static partial Regex Limited();
}

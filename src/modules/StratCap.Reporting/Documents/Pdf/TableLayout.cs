using StratCap.FundMath;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>A table whose widths, font size and line breaks are decided. Pure: nothing is drawn here.</summary>
internal sealed class TableLayout
{
    /// <summary>White at both sides of a cell, in points.</summary>
    public const double PadX = 4;

    /// <summary>White above and below a cell, in points.</summary>
    public const double PadY = 3.2;

    private const double LargestSize = 9;
    private const double SmallestSize = 6;
    private const double NarrowestText = 40;
    private const double WidestNarrowText = 110;

    private readonly PdfTable _table;

    /// <summary>Lays a table out in a width.</summary>
    /// <param name="width">In points.</param>
    /// <exception cref="FundRuleException"><c>reporting.document.table_shape</c>: a row has more or fewer cells than there are columns.</exception>
    public TableLayout(PdfTable table, double width)
    {
        _table = Printable(table);
        Size = LargestSize;
        while (Size > SmallestSize && NeededWidth(Size) > width)
            Size -= 0.5;
        ColumnWidths = Widths(width);
        Header = Lay(_table.Columns.Select(column => column.Header).ToList(), FontFace.Bold);
        Rows = _table.Rows.Select(row => Lay(row.Cells, FaceOf(row.Kind))).ToList();
    }

    /// <summary>Font size in points: the largest at which no figure is broken.</summary>
    public double Size { get; }

    /// <summary>Height of a line of text in points.</summary>
    public double LineHeight => Size * 1.25;

    /// <summary>In points; sums to the table's width.</summary>
    public IReadOnlyList<double> ColumnWidths { get; }

    /// <summary>The header's cells.</summary>
    public LaidRow Header { get; }

    /// <summary>The rows' cells, in the table's order.</summary>
    public IReadOnlyList<LaidRow> Rows { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<PdfColumn> Columns => _table.Columns;

    /// <summary>What a row is.</summary>
    public PdfRowKind KindOf(int row) => _table.Rows[row].Kind;

    /// <summary>The face of a row's text.</summary>
    public static FontFace FaceOf(PdfRowKind kind) => kind == PdfRowKind.Line ? FontFace.Regular : FontFace.Bold;

    /// <summary>Height of the rows that must stand on one page with this one: a section's name with its first row, a total with the row before it.</summary>
    public double KeptTogether(int row)
    {
        var height = Rows[row].Height;
        for (var next = row; next + 1 < Rows.Count && (KindOf(next) == PdfRowKind.Section || KindOf(next + 1) is PdfRowKind.Subtotal or PdfRowKind.Total); next++)
            height += Rows[next + 1].Height;
        return height;
    }

    /// <summary>Whether a figure is negative, so that its closing parenthesis hangs over at the right.</summary>
    public static bool Hangs(string cell) => cell.StartsWith('(') && cell.EndsWith(')');

    private static PdfTable Printable(PdfTable table)
    {
        if (table.Rows.FirstOrDefault(row => row.Cells.Count != table.Columns.Count) is { } odd)
            throw new FundRuleException("reporting.document.table_shape", $"A row has {odd.Cells.Count} cells but the table has {table.Columns.Count} columns: give one cell for each column.");
        return new(
            table.Columns.Select(column => column with { Header = PrintableText.Line(column.Header) }).ToList(),
            table.Rows.Select(row => row with { Cells = row.Cells.Select(PrintableText.Line).ToList() }).ToList());
    }

    private double NeededWidth(double size) => _table.Columns.Select((_, index) => NarrowestWidth(index, size)).Sum();

    private double NarrowestWidth(int column, double size)
    {
        var (header, kind, _) = _table.Columns[column];
        var widest = TextWrap.WidestWord(header, FontFace.Bold, size);
        foreach (var row in _table.Rows)
            widest = Math.Max(widest, CellWidth(row, column, size));
        var room = kind == PdfColumnKind.Text
            ? Math.Clamp(widest, NarrowestText * size / LargestSize, WidestNarrowText * size / LargestSize)
            : widest;
        return room + HangingWidth(column, size) + (2 * PadX);
    }

    private double CellWidth(PdfRow row, int column, double size)
    {
        var (cell, face) = (row.Cells[column], FaceOf(row.Kind));
        return _table.Columns[column].Kind switch
        {
            PdfColumnKind.Text => TextWrap.WidestWord(cell, face, size),
            PdfColumnKind.Short => face.Width(cell, size),
            _ => face.Width(Hangs(cell) ? cell[..^1] : cell, size),
        };
    }

    private List<double> Widths(double width)
    {
        var widths = _table.Columns.Select((_, index) => NarrowestWidth(index, Size)).ToList();
        var left = width - widths.Sum();
        if (left < 0)
            return widths.Select(each => each * width / widths.Sum()).ToList();

        // Headers of figures get one line where that takes little from the text.
        var wanted = _table.Columns.Select((column, index) => column.Kind == PdfColumnKind.Figure ? Math.Max(0, HeaderWidth(index) - widths[index]) : 0).ToList();
        if (wanted.Sum() <= left * 0.4)
        {
            widths = widths.Select((each, index) => each + wanted[index]).ToList();
            left -= wanted.Sum();
        }

        // Without a text column all share what is left, or the table would end short of the margin.
        var shares = _table.Columns.Any(column => column.Kind == PdfColumnKind.Text)
            ? _table.Columns.Select(column => column.Kind == PdfColumnKind.Text ? column.Share : 0).ToList()
            : _table.Columns.Select(_ => 1d).ToList();
        return widths.Select((each, index) => each + (left * shares[index] / shares.Sum())).ToList();
    }

    private double HeaderWidth(int column) =>
        FontFace.Bold.Width(_table.Columns[column].Header, Size) + HangingWidth(column, Size) + (2 * PadX);

    private LaidRow Lay(IReadOnlyList<string> cells, FontFace face)
    {
        var lines = cells.Select((cell, index) => TextWrap.Lines(cell, face, Size, RoomFor(cell, index))).ToList();
        return new(lines, (lines.Max(cell => cell.Count) * LineHeight) + (2 * PadY));
    }

    // A hair more than measured, so that a figure that just fits is not broken by the last bit of a sum.
    private double RoomFor(string cell, int column) =>
        ColumnWidths[column] - (2 * PadX) + 0.01 - (Hangs(cell) ? 0 : HangingWidth(column, Size));

    // Every figure keeps room for a closing parenthesis, so that digits stand under digits.
    private double HangingWidth(int column, double size) =>
        _table.Columns[column].Kind == PdfColumnKind.Figure ? FontFace.Bold.Width(")", size) : 0;
}

/// <summary>A row with its cells broken into lines.</summary>
/// <param name="Height">In points, with the white above and below.</param>
internal sealed record LaidRow(IReadOnlyList<IReadOnlyList<string>> Cells, double Height);

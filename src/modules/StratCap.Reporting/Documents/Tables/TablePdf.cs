using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents.Tables;

/// <summary>Prints a table. Unlike the other exports it is laid out as a whole, so it has a limit.</summary>
internal static class TablePdf
{
    /// <summary>The most rows that are printed: about a hundred pages.</summary>
    public const int MostRows = 5_000;

    /// <summary>Renders the table. The same arguments give the same bytes.</summary>
    /// <exception cref="FundRuleException">
    /// <c>reporting.table.too_many_rows</c>, <c>reporting.table.shape</c>, <c>reporting.document.*</c>.
    /// </exception>
    public static byte[] Pdf(
        Letterhead letterhead, DocumentStamp stamp, string title, string subtitle, IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<TableCell>> rows)
    {
        if (rows.Count > MostRows)
            throw new FundRuleException("reporting.table.too_many_rows", $"{Count(rows.Count)} rows are more than the {Count(MostRows)} that are printed: narrow the report, or take it as xlsx or csv.");
        foreach (var row in rows)
            TableRules.CheckShape(columns, row);
        using var flow = new DocumentFlow(letterhead, stamp, "Report", title);
        flow.Title(title, subtitle);
        flow.Table(rows.Count == 1 ? "1 row" : $"{Count(rows.Count)} rows", new(
            columns.Select((column, index) => new PdfColumn(column.Header, KindOf(rows, index))).ToList(),
            rows.Select(row => new PdfRow(row.Select((cell, index) => Text(cell, columns[index])).ToList())).ToList()));
        return flow.Finish();
    }

    private static string Count(int rows) => Figures.Number(rows, 0);

    private static PdfColumnKind KindOf(IReadOnlyList<IReadOnlyList<TableCell>> rows, int column)
    {
        var kinds = rows.Select(row => row[column].Kind).Where(kind => kind != TableCellKind.Empty).Distinct().ToList();
        return kinds switch
        {
            [TableCellKind.Number] => PdfColumnKind.Figure,
            [TableCellKind.Date] => PdfColumnKind.Short,
            _ => PdfColumnKind.Text,
        };
    }

    private static string Text(TableCell cell, TableColumn column) => cell.Kind switch
    {
        TableCellKind.Empty => "",
        TableCellKind.Text => cell.TextValue!,
        TableCellKind.Number => Figures.Number(cell.NumberValue, TableRules.Decimals(cell.NumberValue, column)),
        TableCellKind.Date => Figures.ShortDate(cell.DateValue),
        TableCellKind.Instant => Figures.Instant(cell.InstantValue),
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell.Kind, "A cell of an unknown kind."),
    };
}

using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;
using StratCap.FundMath;

namespace StratCap.Foundation.Tables;

/// <summary>
/// Writes a table as a workbook. Rows are streamed; memory does not grow with them. Beyond Excel's 1,048,576 rows the table goes on in a further sheet,
/// with the header again.
/// </summary>
public static class TableXlsx
{
    private const int MostRows = 1_048_576;
    private const int LongestName = 31;

    /// <summary>Writes header and rows; the stream stays open and is only written to asynchronously.</summary>
    /// <param name="name">The sheet's name; what Excel does not allow in it is replaced.</param>
    /// <exception cref="FundRuleException"><c>reporting.table.shape</c>: a row's cells do not match the columns. What was written before stays written.</exception>
    public static Task Write(
        Stream stream, string name, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, CancellationToken cancellation = default) =>
        Write(stream, name, columns, rows, MostRows, cancellation);

    /// <summary>As <see cref="Write(Stream, string, IReadOnlyList{TableColumn}, IAsyncEnumerable{IReadOnlyList{TableCell}}, CancellationToken)"/>, with another limit of rows per sheet.</summary>
    public static async Task Write(
        Stream stream, string name, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, int mostRows, CancellationToken cancellation)
    {
        await using var buffered = new BufferedWriteStream(stream);
        await using (var sheet = await Spreadsheet.CreateNewAsync(buffered, SheetOptions.Default, cancellation))
            await WriteSheets(sheet, name, columns, rows, mostRows, cancellation);
        await buffered.FlushAsync(cancellation);
    }

    private static async Task WriteSheets(
        Spreadsheet sheet, string name, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, int mostRows, CancellationToken cancellation)
    {
        var styles = new SheetStyles(sheet);
        var sheets = 1;
        await StartSheet(sheet, styles, SheetName(name, sheets), columns, cancellation);
        var cells = new Cell[columns.Count];
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            TableRules.CheckShape(columns, row);
            if (sheet.NextRowNumber > mostRows)
                await StartSheet(sheet, styles, SheetName(name, ++sheets), columns, cancellation);
            for (var column = 0; column < cells.Length; column++)
                cells[column] = ToCell(row[column], columns[column], styles);
            await sheet.AddRowAsync(cells, cancellation);
        }

        await sheet.FinishAsync(cancellation);
    }

    private static async Task StartSheet(Spreadsheet sheet, SheetStyles styles, string name, IReadOnlyList<TableColumn> columns, CancellationToken cancellation)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var column = 0; column < columns.Count; column++)
            options.Column(column + 1).Width = columns[column].Width;
        await sheet.StartWorksheetAsync(name, options, cancellation);
        await sheet.AddRowAsync(columns.Select(column => new Cell(SheetText.Clean(column.Header), styles.Header)).ToArray(), cancellation);
    }

    private static Cell ToCell(TableCell cell, TableColumn column, SheetStyles styles) => cell.Kind switch
    {
        TableCellKind.Empty => default,
        TableCellKind.Text => new(SheetText.Clean(cell.TextValue), styles.Text),
        TableCellKind.Number when SheetNumber.IsExact(cell.NumberValue) => new(cell.NumberValue, styles.Number(TableRules.Decimals(cell.NumberValue, column))),
        TableCellKind.Number => new(TableRules.Plain(cell.NumberValue, column), styles.NumberAsText),
        TableCellKind.Date => SheetDate.Cell(cell.DateValue, styles),
        TableCellKind.Instant => SheetDate.Cell(cell.InstantValue, styles),
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell.Kind, "A cell of an unknown kind."),
    };

    private static string SheetName(string name, int number)
    {
        var suffix = number == 1 ? "" : $" ({number.ToString(CultureInfo.InvariantCulture)})";
        var allowed = string.Concat(SheetText.Clean(name).Select(character => "[]:*?/\\\n\t\uFFFD".Contains(character, StringComparison.Ordinal) ? '_' : character)).Trim('\'', ' ');
        var room = LongestName - suffix.Length;
        return (allowed.Length == 0 ? "Table" : allowed.Length > room ? allowed[..room].TrimEnd('\'', ' ') : allowed) + suffix;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using StratCap.FundMath;

namespace StratCap.Foundation.Tables;

/// <summary>
/// Writes a table as CSV (RFC 4180: commas, CRLF, doubled quotes) in UTF-8 with a byte order mark, which spreadsheet programs need to read accents.
/// Rows are streamed; memory does not grow with them.
/// </summary>
public static class TableCsv
{
    private const string StartsFormula = "=+-@\t\r\n＝＋－＠";
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n\t ;");

    /// <summary>Writes header and rows; the stream stays open and is only written to asynchronously.</summary>
    /// <exception cref="FundRuleException"><c>reporting.table.shape</c>: a row's cells do not match the columns. What was written before stays written.</exception>
    public static async Task Write(Stream stream, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, CancellationToken cancellation = default)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 16_384, leaveOpen: true) { NewLine = "\r\n" };
        var line = new StringBuilder();
        await WriteLine(writer, line, columns.Select(column => Escape(column.Header)), cancellation);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            TableRules.CheckShape(columns, row);
            await WriteLine(writer, line, row.Select((cell, index) => Field(cell, columns[index])), cancellation);
        }

        await writer.FlushAsync(cancellation);
    }

    /// <summary>
    /// Text that no spreadsheet program takes for a formula: one that begins like a formula, also behind spaces or apostrophes, gets an apostrophe
    /// in front. Others stay as they are, so that <see cref="Restore"/> gives every text back.
    /// </summary>
    public static string Neutralise(string text) => BeginsLikeFormula(text) ? "'" + text : text;

    /// <summary>Takes off the apostrophe that <see cref="Neutralise"/> put on, so that an export can be imported again unchanged.</summary>
    public static string Restore(string text) => text.StartsWith('\'') && BeginsLikeFormula(text) ? text[1..] : text;

    private static bool BeginsLikeFormula(string text)
    {
        var start = text.AsSpan().TrimStart(" '");
        return start.Length > 0 && StartsFormula.Contains(start[0], StringComparison.Ordinal);
    }

    private static string Field(TableCell cell, TableColumn column) => cell.Kind switch
    {
        TableCellKind.Empty => "",
        TableCellKind.Text => Escape(cell.TextValue!),
        TableCellKind.Number => TableRules.Plain(cell.NumberValue, column),
        TableCellKind.Date => cell.DateValue.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TableCellKind.Instant => cell.InstantValue.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell.Kind, "A cell of an unknown kind."),
    };

    private static string Escape(string text)
    {
        var safe = Neutralise(text.Replace("\0", "\uFFFD", StringComparison.Ordinal));
        return safe.AsSpan().IndexOfAny(NeedsQuotes) < 0 ? safe : "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static async Task WriteLine(StreamWriter writer, StringBuilder line, IEnumerable<string> fields, CancellationToken cancellation)
    {
        line.Clear().AppendJoin(',', fields).Append("\r\n");
        await writer.WriteAsync(line, cancellation);
    }
}

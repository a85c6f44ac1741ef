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
    private const string StartsFormula = "=+-@＝＋－＠";
    private const string StartsCell = ",;|\t\r\n";
    private static readonly SearchValues<char> MayRun = SearchValues.Create(StartsFormula + "\t\r\n");
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n\t ;|");

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
    /// Text that no spreadsheet program takes for a formula, whatever it takes for the end of a cell: where quotes in the middle of a line mean nothing to it, a German one reads <c>Acme;=1+1</c> as two cells, and what
    /// stands behind a line's end as the next row. What begins like a formula, also behind blanks, quotes or apostrophes, gets an apostrophe in front. All else stays as it is, so that <see cref="Restore"/> gives every text back.
    /// </summary>
    public static string Neutralise(string text) => Beside(text, (safe, begins, c) => safe.Append(begins ? "'" : "").Append(c));

    /// <summary>Takes off the apostrophes that <see cref="Neutralise"/> put on, so that an export can be imported again unchanged.</summary>
    public static string Restore(string text) => Beside(text, (plain, begins, c) => begins && c == '\'' ? plain : plain.Append(c));

    /// <summary>Goes through a text with whether what begins like a formula begins here.</summary>
    private static string Beside(string text, Func<StringBuilder, bool, char, StringBuilder> write)
    {
        if (text.AsSpan().IndexOfAny(MayRun) < 0) return text;
        var written = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
            write(written, (i == 0 || StartsCell.Contains(text[i - 1], StringComparison.Ordinal)) && BeginsLikeFormula(text.AsSpan(i), i == 0), text[i]);
        return written.ToString();
    }

    /// <param name="first">Nothing stands before it: a tab or a line's end is then the beginning of one, too.</param>
    private static bool BeginsLikeFormula(ReadOnlySpan<char> text, bool first)
    {
        foreach (var c in text)
        {
            if (StartsFormula.Contains(c, StringComparison.Ordinal)) return true;
            // A separator begins another cell, which is looked at by itself.
            if (StartsCell.Contains(c, StringComparison.Ordinal)) return first && char.IsWhiteSpace(c);
            if (c is not ('\'' or '"') && !char.IsWhiteSpace(c)) return false;
        }
        return false;
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

    private static string Escape(string text) => Quote(Neutralise(text.Replace("\0", "\uFFFD", StringComparison.Ordinal)));

    /// <summary>A field in quotes where it needs them.</summary>
    public static string Quote(string field) => field.AsSpan().IndexOfAny(NeedsQuotes) < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static async Task WriteLine(StreamWriter writer, StringBuilder line, IEnumerable<string> fields, CancellationToken cancellation)
    {
        line.Clear().AppendJoin(',', fields).Append("\r\n");
        await writer.WriteAsync(line, cancellation);
    }
}

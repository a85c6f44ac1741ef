using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using StratCap.PluginSdk;

namespace StratCap.Plugin.PortalSync.Files;

/// <summary>A row of a file: its columns by name, or why it is none.</summary>
internal sealed record CsvLine(int Number, JsonObject? Columns, string? Problem);

/// <summary>CSV as RFC 4180 has it, in UTF-8: a header always, CRLF when written, a byte order mark taken when read.</summary>
internal static class CsvText
{
    private const string FormulaStarts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";
    private const string Separators = ",;|\t\r\n";

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a file whole; rows that have not the header's number of fields say so.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>: no UTF-8, no header, a column twice, or a quote that never ends.</exception>
    internal static IReadOnlyList<CsvLine> Read(ReadOnlyMemory<byte> content, string delimiter)
    {
        using var parser = new CsvParser(new StringReader(Text(content)), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, HasHeaderRecord = false, BadDataFound = Bad, Mode = CsvMode.RFC4180 });
        if (!parser.Read() || parser.Record is not { } header || header.All(string.IsNullOrWhiteSpace)) throw new ConnectorException(ErrorClass.Validation, "The file has no header.");
        var names = header.Select(h => h.Trim()).ToList();
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count) throw new ConnectorException(ErrorClass.Validation, "The file's header names a column twice.");
        var lines = new List<CsvLine>();
        while (parser.Read()) lines.Add(Line(parser.RawRow, names, parser.Record!));
        return lines;
    }

    /// <summary>Writes rows of the same columns.</summary>
    internal static byte[] Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n", ShouldQuote = NeedsQuotes }))
        {
            foreach (var row in rows.Prepend(header))
            {
                foreach (var field in row) csv.WriteField(Harmless(field));
                csv.NextRecord();
            }
        }
        return Utf8.GetBytes(text.ToString());
    }

    /// <summary>
    /// A text that a spreadsheet would take for a formula gets an apostrophe in front; a plain number, also below zero, stays one. A program with another separator ends a cell in the middle of a text, and one that
    /// honours quotes at a cell's start alone begins a row behind a line's end: what stands behind each is looked at, too.
    /// </summary>
    internal static string? Harmless(string? field)
    {
        if (field is null || decimal.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)) return field;
        var safe = new StringBuilder(field.Length + 8);
        for (var i = 0; i < field.Length; i++)
        {
            if ((i == 0 || Separators.Contains(field[i - 1], StringComparison.Ordinal)) && Runs(field.AsSpan(i), i == 0)) safe.Append('\'');
            safe.Append(field[i]);
        }
        return safe.ToString();
    }

    private static bool Runs(ReadOnlySpan<char> text, bool first)
    {
        foreach (var c in text)
        {
            if (FormulaStarts.Contains(c, StringComparison.Ordinal)) return true;
            if (Separators.Contains(c, StringComparison.Ordinal)) return first && char.IsWhiteSpace(c);
            if (c != '"' && !char.IsWhiteSpace(c)) return false;
        }
        return false;
    }

    // With a line end of its own the library quotes fields that have that one alone, and a bare line feed would end the row.
    private static bool NeedsQuotes(ShouldQuoteArgs args) => args.Field is { Length: > 0 } field && (field.AsSpan().IndexOfAny("\",\r\n") >= 0 || field[0] == ' ' || field[^1] == ' ');

    private static CsvLine Line(int number, List<string> names, string[] fields)
    {
        if (fields.Length != names.Count) return new(number, null, $"The row has {fields.Length} fields, the header {names.Count}.");
        var columns = new JsonObject();
        for (var i = 0; i < fields.Length; i++) columns[names[i]] = fields[i];
        return new(number, columns, null);
    }

    private static string Text(ReadOnlyMemory<byte> content)
    {
        try
        {
            var text = Utf8.GetString(content.Span);
            return text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "The file is not in UTF-8.", inner: e);
        }
    }

    private static void Bad(BadDataFoundArgs found) => throw new ConnectorException(ErrorClass.Validation, $"The file is no CSV of RFC 4180 at line {found.Context.Parser?.RawRow}.");
}

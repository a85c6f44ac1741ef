using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace StratCap.Ingestion.Files;

/// <summary>One line of comma-separated values.</summary>
internal static class CsvLine
{
    // What a spreadsheet takes for the start of a formula, in their narrow and full-width forms.
    private const string FormulaStarts = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>The fields of a line; a malformed one is split as well as can be.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        using var text = new StringReader(line);
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ",", Mode = CsvMode.RFC4180, BadDataFound = null });
        return parser.Read() ? parser.Record ?? [] : [];
    }

    /// <summary>A line of fields, quoted where needed, none of which a spreadsheet runs as a formula. Plain numbers stay as they are.</summary>
    public static string Write(IReadOnlyList<string> fields) => string.Join(',', fields.Select(Field));

    private static string Field(string field)
    {
        var safe = field.TrimStart(' ') is { Length: > 0 } start && FormulaStarts.Contains(start[0], StringComparison.Ordinal) && !IsNumber(field) ? "'" + field : field;
        return safe.AsSpan().ContainsAny(",\"\r\n") || safe.Length > 0 && (safe[0] == ' ' || safe[^1] == ' ')
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    private static bool IsNumber(string field) => decimal.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}

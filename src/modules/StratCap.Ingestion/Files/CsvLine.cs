using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using StratCap.Foundation.Tables;

namespace StratCap.Ingestion.Files;

/// <summary>One line of comma-separated values.</summary>
internal static class CsvLine
{
    /// <summary>The fields of a line, without the apostrophes that <see cref="Write"/> puts in front of formulas; a malformed one is split as well as can be.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        using var text = new StringReader(line);
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ",", Mode = CsvMode.RFC4180, BadDataFound = null });
        return parser.Read() ? [.. (parser.Record ?? []).Select(TableCsv.Restore)] : [];
    }

    /// <summary>A line of fields, quoted where needed, none of which a spreadsheet runs as a formula. Plain numbers stay as they are.</summary>
    public static string Write(IReadOnlyList<string> fields) => string.Join(',', fields.Select(Field));

    private static string Field(string field) => TableCsv.Quote(IsNumber(field) ? field : TableCsv.Neutralise(field));

    private static bool IsNumber(string field) => decimal.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}

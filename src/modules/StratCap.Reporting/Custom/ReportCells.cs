using System.Globalization;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Tables;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Reporting.Custom;

/// <summary>Values and headings of a report, as they are read.</summary>
internal static class ReportCells
{
    /// <summary>A value as the API writes it: amounts with their currency's decimals, days and moments as ISO 8601; names of kinds and states in words where a language is asked for.</summary>
    public static string? Text(CheckedReport report, object?[] row, int place, string? language) => row[place] switch
    {
        null => null,
        decimal amount when report.Columns[place].Type == ColumnType.Money && CurrencyOf(report, row) is { } currency && currency.IsPayable(amount) => currency.Format(amount),
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        string text when language is not null => ListWords.Of(report.Columns[place].Source ?? "", text, language),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var text => text.ToString(),
    };

    /// <summary>A value as a cell of a file; names of kinds and states in words.</summary>
    public static TableCell Cell(CheckedReport report, object?[] row, int place, string language) => row[place] switch
    {
        null => TableCell.Empty,
        DateOnly day => TableCell.Date(day),
        DateTimeOffset moment => TableCell.Instant(moment),
        Guid id => TableCell.Text(id.ToString()),
        string text => TableCell.Text(ListWords.Of(report.Columns[place].Source ?? "", text, language)),
        var number => TableCell.Number(ReportRows.Number(number)),
    };

    /// <summary>The columns of a file.</summary>
    public static IReadOnlyList<TableColumn> Columns(CustomReport made, string language)
    {
        var minor = made.Rows.Select(r => CurrencyOf(made.Report, r)).OfType<Currency>().Distinct().Select(c => c.MinorUnits).DefaultIfEmpty(2).Max();
        return [.. made.Report.Columns.Select(c => new TableColumn(Heading(c, language), c.Type == ColumnType.Money ? minor : c.Formula is null ? 0 : c.Decimals, c.Type == ColumnType.Text ? 28 : 18))];
    }

    /// <summary>A column's heading.</summary>
    public static string Heading(CheckedColumn column, string language)
    {
        if (column.Heading is { } own) return own;
        var label = ListLabels.Of(column.Source ?? column.Name, language);
        var word = (column.Aggregate, language) switch
        {
            (Aggregate.Count, "de") => "Anzahl",
            (Aggregate.Min, "de") => "Minimum",
            (Aggregate.Max, "de") => "Maximum",
            (Aggregate.Count, _) => "count",
            (Aggregate.Min, _) => "least",
            (Aggregate.Max, _) => "greatest",
            _ => null,
        };
        return word is null ? label : $"{label} ({word})";
    }

    private static Currency? CurrencyOf(CheckedReport report, object?[] row) => report.Currency is { } place && row[place] is string code ? new Currency(code) : null;
}

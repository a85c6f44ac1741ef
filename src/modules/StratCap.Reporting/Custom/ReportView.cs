using StratCap.Foundation.Datasets;

namespace StratCap.Reporting.Custom;

/// <summary>A custom report as callers read it.</summary>
/// <param name="AsOf">The day as of which it was read, where one was asked for.</param>
/// <param name="Currency">The currency that all amounts were converted to, where one was asked for.</param>
/// <param name="Rows">The values of each row by the columns, as text: amounts in the currency of their row, null where something is missing.</param>
/// <param name="Totals">A row for each currency, by the columns.</param>
/// <param name="Truncated">There are more rows than are shown; there are no totals then.</param>
/// <param name="MostRows">How many rows a report may have.</param>
internal sealed record ReportView(
    string Dataset, DateOnly? AsOf, DateTimeOffset? RecordedAt, string? Currency, IReadOnlyList<ReportView.Column> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, IReadOnlyList<IReadOnlyList<string?>> Totals, bool Truncated,
    int MostRows, DateTimeOffset MadeAt)
{
    /// <param name="Source">The dataset's column; null for a computed one.</param>
    internal sealed record Column(string Name, string Heading, string? Source, Aggregate Aggregate, ColumnType Type, string? Unit);

    public static ReportView Of(CustomReport made, string? language, int mostRows, DateTimeOffset at) => new(
        made.Report.Dataset.Info.Name, made.Report.AsOf, made.Report.RecordedAt, made.Report.In?.Currency.Code,
        [.. made.Report.Columns.Select(c => new Column(c.Name, ReportCells.Heading(c, language ?? "en"), c.Source, c.Aggregate, c.Type, c.Unit))],
        Texts(made, made.Rows, language), Texts(made, made.Totals, language), made.Truncated, mostRows, at);

    private static List<IReadOnlyList<string?>> Texts(CustomReport made, IReadOnlyList<object?[]> rows, string? language) =>
        [.. rows.Select(r => (IReadOnlyList<string?>)[.. r.Select((_, place) => ReportCells.Text(made.Report, r, place, language))])];
}

using StratCap.Foundation.Datasets;

namespace StratCap.Reporting.Custom;

/// <summary>What a custom report shows. As soon as one column has an aggregate, the columns without one are what rows are grouped by.</summary>
/// <param name="Dataset">One of <c>GET /reports/datasets</c>.</param>
/// <param name="Columns">From left to right, 1 to 40.</param>
/// <param name="Computed">To the right of them, at most 20; each may use those before it.</param>
/// <param name="Filters">All of them must hold, those of rows and those of what the report makes of them; at most 20.</param>
/// <param name="Sort">By names of columns, at most 4.</param>
/// <param name="AsOf">A day such as 2026-03-31, or today, lastMonthEnd, lastQuarterEnd, lastYearEnd: as of when the dataset is read.</param>
/// <param name="RecordedAt">What was known by then; all when not given.</param>
/// <param name="Totals">Whether amounts are added up at the end, by currency.</param>
/// <param name="Currency">All amounts in this currency, ISO 4217: each at the firm's stored rate of its row's day (<c>rateDay</c> of the dataset), rounded once to the minor unit; each row's own when not given.</param>
/// <param name="Via">A third currency to convert through where a pair has no rate.</param>
internal sealed record ReportDefinition(
    string Dataset, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ComputedColumn>? Computed = null, IReadOnlyList<ReportFilter>? Filters = null, IReadOnlyList<ReportSort>? Sort = null,
    string? AsOf = null, DateTimeOffset? RecordedAt = null, bool Totals = false, string? Currency = null, string? Via = null);

/// <summary>A column of the dataset.</summary>
/// <param name="Name">What computed columns and the order call it: letters, digits and underscores, the column's own name when not given.</param>
/// <param name="Heading">Its heading; the column's own when not given.</param>
internal sealed record ReportColumn(string Column, Aggregate Aggregate = Aggregate.None, string? Name = null, string? Heading = null);

/// <summary>A column that is worked out of others of its row.</summary>
/// <param name="Expression">Numbers, names of columns, + - * / and parentheses. Empty where a part is missing, a divisor is zero, or the result is too large.</param>
/// <param name="Decimals">Rounded to so many, half away from zero; 0 to 8.</param>
internal sealed record ComputedColumn(string Name, string Expression, string? Heading = null, int Decimals = 4);

/// <summary>Which columns a filter is of.</summary>
internal enum FilterOf
{
    /// <summary>Of the dataset: rows that do not meet it are left out before anything is grouped or worked out.</summary>
    Dataset,

    /// <summary>Of the report: rows that do not meet it are left out once sums, counts and computed columns are there, before they are ordered, cut and added up.</summary>
    Report,
}

/// <summary>A condition.</summary>
/// <param name="Column">A column of the dataset; or, of the report, one that is computed, or summed, counted, least or greatest, by its name.</param>
/// <param name="Values">As text, in the column's form: 1234.50, 2026-03-31, 2026-03-31T12:00:00Z, an id. One, but two for Between, up to 100 for In, none for IsMissing and IsPresent.</param>
internal sealed record ReportFilter(string Column, FilterOperator Operator, IReadOnlyList<string>? Values = null, FilterOf Of = FilterOf.Dataset);

/// <summary>Sorts by a column of the report, by its name. What is missing comes last.</summary>
internal sealed record ReportSort(string Column, bool Descending = false);

using StratCap.Foundation.Datasets;
using StratCap.FundMath;

namespace StratCap.Reporting.Custom;

/// <summary>What a column of a report shows.</summary>
/// <param name="Type">Of its values; a count is an integer.</param>
/// <param name="Formula">Of a computed column, else null.</param>
/// <param name="Decimals">Of a computed column.</param>
/// <param name="Adds">Whether it has a total.</param>
internal sealed record CheckedColumn(string Name, string? Heading, string? Source, Aggregate Aggregate, ColumnType Type, string? Unit, Formula? Formula = null, int Decimals = 0, bool Adds = false)
{
    /// <summary>Whether it can be reckoned with.</summary>
    public bool IsNumber => Type is ColumnType.Money or ColumnType.Ratio or ColumnType.Integer;
}

/// <summary>Sorts by a column of the report.</summary>
internal sealed record CheckedSort(int Place, bool Descending);

/// <summary>Keeps the rows of a report by what was worked out, as it is shown: rounded.</summary>
/// <param name="Values">Of the column's type.</param>
internal sealed record CheckedKeep(int Place, FilterOperator Operator, IReadOnlyList<object> Values)
{
    /// <summary>Whether a row meets it. What is missing meets what it meets in a dataset, too: that it is missing, or is not a value.</summary>
    public bool Holds(object?[] row)
    {
        if (row[Place] is not { } value) return Operator is FilterOperator.IsMissing or FilterOperator.NotEquals;
        return Operator switch
        {
            FilterOperator.IsMissing => false,
            FilterOperator.IsPresent => true,
            FilterOperator.Equals => Against(value, 0) == 0,
            FilterOperator.NotEquals => Against(value, 0) != 0,
            FilterOperator.In => Values.Index().Any(v => Against(value, v.Index) == 0),
            FilterOperator.LessThan => Against(value, 0) < 0,
            FilterOperator.AtMost => Against(value, 0) <= 0,
            FilterOperator.GreaterThan => Against(value, 0) > 0,
            FilterOperator.AtLeast => Against(value, 0) >= 0,
            FilterOperator.Between => Against(value, 0) >= 0 && Against(value, 1) <= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(row), Operator, "What is worked out is no text."),
        };
    }

    // A sum and a count are numbers of other types than what they are compared with.
    private int Against(object value, int index) => Cells.Compare(Plain(value), Plain(Values[index]), descending: false);

    private static object Plain(object value) => ReportRows.Number(value) is { } number ? number : value;
}

/// <summary>A currency that all amounts are wanted in.</summary>
/// <param name="Via">A third currency to convert through, or null.</param>
internal sealed record CheckedCurrency(Currency Currency, string? Via);

/// <summary>A definition that was understood: nothing in it is a name that the dataset does not have.</summary>
/// <param name="Columns">Those of the dataset, then the computed ones.</param>
/// <param name="Filters">Conditions on the dataset's rows.</param>
/// <param name="Kept">Conditions on the report's rows.</param>
/// <param name="In">The currency of all amounts; null leaves each in its own.</param>
internal sealed record CheckedReport(
    IDataset Dataset, IReadOnlyList<CheckedColumn> Columns, IReadOnlyList<Condition> Filters, IReadOnlyList<CheckedKeep> Kept, IReadOnlyList<CheckedSort> Sort, DateOnly? AsOf, DateTimeOffset? RecordedAt,
    bool Totals, CheckedCurrency? In)
{
    /// <summary>How many columns come from the dataset.</summary>
    public int Read { get; } = Columns.Count(c => c.Formula is null);

    /// <summary>The place of each column by its name.</summary>
    public IReadOnlyDictionary<string, int> Places { get; } = Columns.Index().ToDictionary(c => c.Item.Name, c => c.Index, StringComparer.Ordinal);

    /// <summary>Whether the order needs what is computed, so that the database cannot make it.</summary>
    public bool SortsComputed => Sort.Any(s => Columns[s.Place].Formula is not null);

    /// <summary>Whether all rows of the dataset's answer are needed before the first of the report is known: fewer would leave some out silently.</summary>
    public bool NeedsAll => SortsComputed || Kept.Count > 0;

    /// <summary>The place of the row's currency; null when the report has no amounts.</summary>
    public int? Currency { get; } = Columns.Index().Where(c => c.Item is { Source: "currency", Aggregate: Aggregate.None }).Select(c => (int?)c.Index).FirstOrDefault();

    /// <summary>What the dataset is asked.</summary>
    public DatasetQuestion Question(int most) => new(
        [.. Columns.Take(Read).Select(c => new WantedColumn(c.Source!, c.Aggregate))], Filters, SortsComputed ? [] : [.. Sort.Select(s => new Ordering(s.Place, s.Descending))], AsOf, RecordedAt, most);
}

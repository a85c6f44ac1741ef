using StratCap.Foundation.Datasets;

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

/// <summary>A definition that was understood: nothing in it is a name that the dataset does not have.</summary>
/// <param name="Columns">Those of the dataset, then the computed ones.</param>
internal sealed record CheckedReport(
    IDataset Dataset, IReadOnlyList<CheckedColumn> Columns, IReadOnlyList<Condition> Filters, IReadOnlyList<CheckedSort> Sort, DateOnly? AsOf, DateTimeOffset? RecordedAt, bool Totals)
{
    /// <summary>How many columns come from the dataset.</summary>
    public int Read { get; } = Columns.Count(c => c.Formula is null);

    /// <summary>The place of each column by its name.</summary>
    public IReadOnlyDictionary<string, int> Places { get; } = Columns.Index().ToDictionary(c => c.Item.Name, c => c.Index, StringComparer.Ordinal);

    /// <summary>Whether the order needs what is computed, so that the database cannot make it.</summary>
    public bool SortsComputed => Sort.Any(s => Columns[s.Place].Formula is not null);

    /// <summary>The place of the row's currency; null when the report has no amounts.</summary>
    public int? Currency { get; } = Columns.Index().Where(c => c.Item is { Source: "currency", Aggregate: Aggregate.None }).Select(c => (int?)c.Index).FirstOrDefault();

    /// <summary>What the dataset is asked.</summary>
    public DatasetQuestion Question(int most) => new(
        [.. Columns.Take(Read).Select(c => new WantedColumn(c.Source!, c.Aggregate))], Filters, SortsComputed ? [] : [.. Sort.Select(s => new Ordering(s.Place, s.Descending))], AsOf, RecordedAt, most);
}

namespace StratCap.Foundation.Datasets;

/// <summary>What a column of a dataset holds.</summary>
public enum ColumnType
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>The id of a thing.</summary>
    Id,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>An amount in the currency of its row.</summary>
    Money,

    /// <summary>A fraction or a multiple, such as 1.25.</summary>
    Ratio,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A moment.</summary>
    Instant,
}

/// <summary>What is made of the rows of a group.</summary>
public enum Aggregate
{
    /// <summary>The value itself.</summary>
    None,

    /// <summary>All together; missing when one of them is.</summary>
    Sum,

    /// <summary>How many rows have a value.</summary>
    Count,

    /// <summary>The least of those that are there.</summary>
    Min,

    /// <summary>The greatest of those that are there.</summary>
    Max,
}

/// <summary>How a column is compared with what is asked for.</summary>
public enum FilterOperator
{
    /// <summary>Is the value; of text, letter by letter.</summary>
    Equals,

    /// <summary>Is another value, or missing.</summary>
    NotEquals,

    /// <summary>Is one of the values.</summary>
    In,

    /// <summary>Holds the text, in any case.</summary>
    Contains,

    /// <summary>Begins with the text, in any case.</summary>
    StartsWith,

    /// <summary>Is less.</summary>
    LessThan,

    /// <summary>Is less, or the value itself.</summary>
    AtMost,

    /// <summary>Is greater.</summary>
    GreaterThan,

    /// <summary>Is greater, or the value itself.</summary>
    AtLeast,

    /// <summary>Is one of two values, or between them.</summary>
    Between,

    /// <summary>Is missing.</summary>
    IsMissing,

    /// <summary>Is there.</summary>
    IsPresent,
}

/// <summary>A column of a dataset, as it is documented.</summary>
/// <param name="Meaning">One sentence.</param>
/// <param name="Unit">Of its numbers, or null.</param>
/// <param name="CanFilter">Rows can be kept by it, and sorted by it.</param>
/// <param name="CanGroup">Rows that are alike in it can be put together.</param>
/// <param name="CanSum">It can be added up.</param>
/// <param name="CanRange">It has a least and a greatest.</param>
/// <param name="NameOf">The column of ids whose names it shows, or null.</param>
public sealed record DatasetColumn(string Name, ColumnType Type, string Meaning, string? Unit, bool CanFilter, bool CanGroup, bool CanSum, bool CanRange, string? NameOf = null);

/// <summary>A dataset, as it is documented.</summary>
/// <param name="Permission">What a reader must hold beside the permission to make reports.</param>
/// <param name="KnowsAsOf">It can be read as of a day.</param>
/// <param name="KnowsRecordedAt">It can be read as it was known at a time.</param>
/// <param name="RateDay">The column of the day whose exchange rates a row's amounts are converted at; null where that is the day as of which it is read.</param>
public sealed record DatasetInfo(string Name, string Meaning, string Permission, bool KnowsAsOf, bool KnowsRecordedAt, IReadOnlyList<DatasetColumn> Columns, string? RateDay);

/// <summary>A column that is asked for.</summary>
public sealed record WantedColumn(string Column, Aggregate Aggregate);

/// <summary>A condition on the dataset's rows.</summary>
/// <param name="Values">Of the column's type: text, whole numbers as long, decimals, days, moments, ids.</param>
public sealed record Condition(string Column, FilterOperator Operator, IReadOnlyList<object> Values);

/// <summary>Sorts by one of the columns asked for.</summary>
/// <param name="Place">Its place among them.</param>
public sealed record Ordering(int Place, bool Descending);

/// <summary>What is asked of a dataset: checked already, in names that it has. As soon as one column is an aggregate, those that are none are what rows are grouped by.</summary>
/// <param name="Most">How many rows at most; one more is answered when there are more.</param>
public sealed record DatasetQuestion(IReadOnlyList<WantedColumn> Columns, IReadOnlyList<Condition> Filters, IReadOnlyList<Ordering> Sort, DateOnly? AsOf, DateTimeOffset? RecordedAt, int Most)
{
    /// <summary>Whether rows are grouped.</summary>
    public bool IsGrouped => Columns.Any(c => c.Aggregate != Aggregate.None);
}

/// <summary>How much a question may take.</summary>
/// <param name="Time">The longest it may run.</param>
/// <param name="Rows">The most rows that may be looked at together in memory.</param>
public sealed record DatasetLimits(TimeSpan Time, int Rows);

/// <summary>Rows that a report can be made of, of the tenant in scope. A module offers each of its own; nothing else of its tables can be asked for.</summary>
public interface IDataset
{
    /// <summary>What it is.</summary>
    DatasetInfo Info { get; }

    /// <summary>Rows in the order asked, what is missing last, each with its values by the columns asked for; null is missing.</summary>
    /// <exception cref="DatasetLimitException">It took too long, or needs more rows at once than allowed.</exception>
    Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct);
}

/// <summary>A question was too much.</summary>
/// <param name="tooSlow">It ran out of time; else it needs too many rows at once.</param>
public sealed class DatasetLimitException(bool tooSlow, Exception? inner = null) : Exception("The question asks for too much.", inner)
{
    /// <summary>It ran out of time.</summary>
    public bool TooSlow { get; } = tooSlow;
}

using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace StratCap.Foundation.Datasets;

/// <summary>
/// The columns of a dataset, each with how it is read from a row, and questions answered by them: in the database, where a question becomes one statement with parameters,
/// or in memory, where rows were folded from a book. Both mean the same.
/// </summary>
public sealed partial class DatasetShape<TRow>
{
    private readonly Dictionary<string, LambdaExpression> _read = new(StringComparer.Ordinal);
    private readonly List<DatasetColumn> _columns = [];
    private readonly List<LambdaExpression> _unique = [];

    /// <summary>The columns, in the order in which they were added.</summary>
    public IReadOnlyList<DatasetColumn> Columns => _columns;

    /// <summary>A column that rows can be filtered, sorted and, as its type allows, grouped or added up by.</summary>
    /// <param name="sums">An amount adds up unless it says otherwise.</param>
    public DatasetShape<TRow> Column<T>(string name, ColumnType type, Expression<Func<TRow, T>> read, string meaning, string? unit = null, bool sums = true)
    {
        var isFigure = type is ColumnType.Money or ColumnType.Ratio;
        return Add(new DatasetColumn(name, type, meaning, unit, true, !isFigure, type == ColumnType.Money && sums, isFigure || type is ColumnType.Integer or ColumnType.Date or ColumnType.Instant), read);
    }

    /// <summary>A name that is looked up for an id once the rows are read: it can be shown and grouped by, and stands for its id until then.</summary>
    /// <param name="of">The column that shows the id.</param>
    public DatasetShape<TRow> Named(string name, string of, Expression<Func<TRow, Guid?>> read, string meaning) =>
        Add(new DatasetColumn(name, ColumnType.Text, meaning, null, false, true, false, false, of), read);

    /// <summary>What tells two rows apart, so that their order is always the same.</summary>
    public DatasetShape<TRow> Unique<T>(Expression<Func<TRow, T>> key)
    {
        _unique.Add(key);
        return this;
    }

    /// <summary>Keeps the rows that meet all conditions.</summary>
    /// <param name="inDatabase">Whether the database evaluates them, or the process.</param>
    public IQueryable<TRow> Filtered(IQueryable<TRow> rows, IEnumerable<Condition> conditions, bool inDatabase)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        foreach (var condition in conditions)
            rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(ConditionTerms.Of(On(_read[condition.Column], row), condition, inDatabase), row));
        return rows;
    }

    private DatasetShape<TRow> Add(DatasetColumn column, LambdaExpression read)
    {
        _columns.Add(column);
        _read.Add(column.Name, read);
        return this;
    }

    private static Expression On(LambdaExpression read, Expression row) => ReplacingExpressionVisitor.Replace(read.Parameters[0], row, read.Body);
}

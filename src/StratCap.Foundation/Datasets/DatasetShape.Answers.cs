using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace StratCap.Foundation.Datasets;

public sealed partial class DatasetShape<TRow>
{
    private static readonly Type[] KeyTypes = [typeof(Key<>), typeof(Key<,>), typeof(Key<,,>), typeof(Key<,,,>), typeof(Key<,,,,>), typeof(Key<,,,,,>), typeof(Key<,,,,,,>), typeof(Key<,,,,,,,>)];
    private static readonly MethodInfo GroupedBy = typeof(DatasetShape<TRow>).GetMethod(nameof(Grouped), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>How many columns rows can be grouped by.</summary>
    public const int MostGroups = 8;

    /// <summary>Answers a question of rows in the database.</summary>
    public async Task<IReadOnlyList<object?[]>> InDatabase(IQueryable<TRow> rows, DatasetQuestion question, CancellationToken ct) =>
        await Answer(rows, question, inDatabase: true).ToListAsync(ct);

    /// <summary>Answers a question of rows in memory.</summary>
    public IReadOnlyList<object?[]> InMemory(IEnumerable<TRow> rows, DatasetQuestion question) =>
        [.. Answer(rows.AsQueryable(), question, inDatabase: false)];

    private IQueryable<object?[]> Answer(IQueryable<TRow> rows, DatasetQuestion question, bool inDatabase)
    {
        rows = Filtered(rows, question.Filters, inDatabase);
        if (!question.IsGrouped) return Shown(rows, question, inDatabase, question.Columns.Select(c => _read[c.Column]).ToList(), _unique);
        var row = Expression.Parameter(typeof(TRow), "row");
        var keys = question.Columns.Where(c => c.Aggregate == Aggregate.None).Select(c => On(_read[c.Column], row)).ToList();
        var type = keys.Count == 0 ? typeof(int) : KeyTypes[keys.Count - 1].MakeGenericType([.. keys.Select(k => k.Type)]);
        Expression key = keys.Count == 0
            ? Expression.Constant(1)
            : Expression.New(type.GetConstructors().Single(c => c.GetParameters().Length == keys.Count), keys, keys.Select((_, i) => (MemberInfo)type.GetProperty(Places[i])!));
        return (IQueryable<object?[]>)GroupedBy.MakeGenericMethod(type).Invoke(this, [rows, Expression.Lambda(key, row), question, inDatabase])!;
    }

    private IQueryable<object?[]> Grouped<TKey>(IQueryable<TRow> rows, Expression<Func<TRow, TKey>> key, DatasetQuestion question, bool inDatabase)
    {
        var group = Expression.Parameter(typeof(IGrouping<TKey, TRow>), "group");
        var place = 0;
        var values = question.Columns.Select(c => Expression.Lambda(c.Aggregate == Aggregate.None ? Expression.Property(Expression.Property(group, "Key"), Places[place++]) : Made(c, group), group)).ToList();
        var unique = question.Columns.Zip(values).Where(v => v.First.Aggregate == Aggregate.None).Select(v => v.Second).ToList();
        return Shown(rows.GroupBy(key), question, inDatabase, values, unique);
    }

    private Expression Made(WantedColumn wanted, Expression group)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var column = On(_read[wanted.Column], row);
        var missing = ConditionTerms.Missing(column);
        switch (wanted.Aggregate)
        {
            case Aggregate.Count:
                return missing is null ? Call(nameof(Enumerable.Count), group) : Call(nameof(Enumerable.Count), group, Expression.Lambda(Expression.Not(missing), row));
            case Aggregate.Sum:
                // A part is not the whole: what is not known of one row is not known of the sum.
                var sum = Expression.Convert(Call(nameof(Enumerable.Sum), group, Expression.Lambda(column, row)), typeof(decimal?));
                return missing is null ? sum : Expression.Condition(
                    Expression.GreaterThan(Call(nameof(Enumerable.Count), group, Expression.Lambda(missing, row)), Expression.Constant(0)), Expression.Constant(null, typeof(decimal?)), sum);
            default:
                return Range(wanted.Aggregate == Aggregate.Min ? nameof(Enumerable.Min) : nameof(Enumerable.Max), group, Expression.Lambda(column, row));
        }
    }

    private static MethodCallExpression Range(string name, Expression group, LambdaExpression column)
    {
        var bare = Nullable.GetUnderlyingType(column.ReturnType) ?? column.ReturnType;
        return bare == typeof(decimal) || bare == typeof(int) || bare == typeof(long)
            ? Call(name, group, column)
            : Expression.Call(typeof(Enumerable), name, [typeof(TRow), column.ReturnType], group, column);
    }

    private static MethodCallExpression Call(string name, params Expression[] arguments) => Expression.Call(typeof(Enumerable), name, [typeof(TRow)], arguments);

    /// <summary>Rows in their order, up to one more than asked, as their values.</summary>
    private static IQueryable<object?[]> Shown<T>(IQueryable<T> rows, DatasetQuestion question, bool inDatabase, IReadOnlyList<LambdaExpression> values, IReadOnlyList<LambdaExpression> unique)
    {
        var steps = question.Sort.Select(s => (By: values[s.Place], s.Descending)).Concat(unique.Select(u => (By: u, Descending: false))).ToList();
        var row = Expression.Parameter(typeof(T), "row");
        var all = Expression.Lambda<Func<T, object?[]>>(Expression.NewArrayInit(typeof(object), values.Select(v => Expression.Convert(On(v, row), typeof(object)))), row);
        return (inDatabase ? Ordered(rows, steps) : Sorted(rows, steps)).Take(question.Most + 1).Select(all);
    }

    // What is missing comes last both ways, as in memory.
    private static IQueryable<T> Ordered<T>(IQueryable<T> rows, IReadOnlyList<(LambdaExpression By, bool Descending)> steps)
    {
        var source = rows.Expression;
        var first = true;
        foreach (var (by, descending) in steps)
        {
            if (ConditionTerms.Missing(by.Body) is { } missing) Step(Expression.Lambda(missing, by.Parameters), false);
            Step(by, descending);
        }
        return rows.Provider.CreateQuery<T>(source);

        void Step(LambdaExpression by, bool down)
        {
            var name = (first, down) switch { (true, false) => "OrderBy", (true, true) => "OrderByDescending", (false, false) => "ThenBy", _ => "ThenByDescending" };
            source = Expression.Call(typeof(Queryable), name, [typeof(T), by.ReturnType], source, Expression.Quote(by));
            first = false;
        }
    }

    private static IQueryable<T> Sorted<T>(IQueryable<T> rows, IReadOnlyList<(LambdaExpression By, bool Descending)> steps)
    {
        var read = steps.Select(s => (Of: Expression.Lambda<Func<T, object?>>(Expression.Convert(s.By.Body, typeof(object)), s.By.Parameters).Compile(), s.Descending)).ToList();
        var keyed = rows.AsEnumerable().Select(r => (Row: r, Keys: read.Select(k => k.Of(r)).ToArray())).ToList();
        keyed.Sort((a, b) =>
        {
            for (var i = 0; i < read.Count; i++)
                if (Cells.Compare(a.Keys[i], b.Keys[i], read[i].Descending) is var c and not 0) return c;
            return 0;
        });
        return keyed.Select(k => k.Row).AsQueryable();
    }

    private static readonly string[] Places = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];
}

/// <summary>Comparing values of cells as the database does.</summary>
public static class Cells
{
    /// <summary>Compares two values of one type: text by its code points, what is missing last whichever way.</summary>
    public static int Compare(object? one, object? other, bool descending)
    {
        if (one is null || other is null) return one is null ? other is null ? 0 : 1 : -1;
        var order = one is string text ? string.CompareOrdinal(text, (string)other) : one is Guid id ? Bytes(id).SequenceCompareTo(Bytes((Guid)other)) : Comparer<object>.Default.Compare(one, other);
        return descending ? -order : order;
    }

    // PostgreSQL compares an id byte by byte as it is written; .NET does not.
    private static ReadOnlySpan<byte> Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}

internal sealed record Key<A>(A One);

internal sealed record Key<A, B>(A One, B Two);

internal sealed record Key<A, B, C>(A One, B Two, C Three);

internal sealed record Key<A, B, C, D>(A One, B Two, C Three, D Four);

internal sealed record Key<A, B, C, D, E>(A One, B Two, C Three, D Four, E Five);

internal sealed record Key<A, B, C, D, E, F>(A One, B Two, C Three, D Four, E Five, F Six);

internal sealed record Key<A, B, C, D, E, F, G>(A One, B Two, C Three, D Four, E Five, F Six, G Seven);

internal sealed record Key<A, B, C, D, E, F, G, H>(A One, B Two, C Three, D Four, E Five, F Six, G Seven, H Eight);

using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace StratCap.Foundation.Web;

public sealed partial class Listing<T>
{
    /// <summary>A key as types are not known: in expressions for the database, and as values.</summary>
    private abstract class Key(LambdaExpression by, bool nullable)
    {
        public LambdaExpression By { get; } = by;
        public bool Nullable { get; } = nullable;
        public Type Type => By.ReturnType;
        public bool IsSame(Key other) => ExpressionEqualityComparer.Instance.Equals(By, other.By);
        public abstract IOrderedQueryable<T> Order(IQueryable<T> rows, bool first, bool down);
        public abstract object? Of(T row);
        public abstract int Compare(object? one, object? other);
        public abstract object? Read(JsonElement value);
        public abstract JsonElement Write(object? value);
        public abstract Expression Parameter(object? value);
    }

    private sealed class Key<TKey>(Expression<Func<T, TKey>> by, bool nullable) : Key(by, nullable || System.Nullable.GetUnderlyingType(typeof(TKey)) is not null)
    {
        private readonly Lazy<Func<T, TKey>> _of = new(by.Compile);

        // As the database compares: text by its code points, enumerations by the names that are stored.
        private static readonly IComparer<TKey> Comparer =
            typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal
            : typeof(TKey).IsEnum ? Comparer<TKey>.Create((a, b) => string.CompareOrdinal(a!.ToString(), b!.ToString()))
            : Comparer<TKey>.Default;

        public override IOrderedQueryable<T> Order(IQueryable<T> rows, bool first, bool down) => (first, down) switch
        {
            (true, false) => rows.OrderBy(by),
            (true, true) => rows.OrderByDescending(by),
            (false, false) => ((IOrderedQueryable<T>)rows).ThenBy(by),
            (false, true) => ((IOrderedQueryable<T>)rows).ThenByDescending(by),
        };

        public override object? Of(T row) => _of.Value(row);

        public override int Compare(object? one, object? other) => (one, other) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => Comparer.Compare((TKey)one, (TKey)other),
        };

        public override object? Read(JsonElement value) =>
            value.Deserialize<TKey>(ApiJson.Options) is { } key ? key : Nullable ? null : throw new JsonException("A key is missing.");

        public override JsonElement Write(object? value) => JsonSerializer.SerializeToElement((TKey?)value, ApiJson.Options);

        // A field, not a constant: the database then sees one statement with parameters.
        public override Expression Parameter(object? value) => Expression.Field(Expression.Constant(new Box<TKey>((TKey)value!)), nameof(Box<TKey>.Value));
    }

    private sealed class Box<TKey>(TKey value)
    {
        public readonly TKey Value = value;
    }

    /// <summary>Where rows come from.</summary>
    private abstract class Source
    {
        /// <summary>How far one may jump.</summary>
        public virtual int MostSkipped => 1_000_000;

        public abstract Source Search(IReadOnlyList<Expression<Func<T, string?>>> texts, string wanted);
        /// <summary>Rows, up to a limit; of more than that it is enough to know that they are more.</summary>
        public abstract Task<long> Count(int most, Order order, CancellationToken ct);
        public abstract Task<List<T>> Read(Order order, object?[]? after, int skip, int take, CancellationToken ct);
    }

    private sealed class Memory(IEnumerable<T> rows) : Source
    {
        private readonly List<T> _rows = [.. rows];

        public override Source Search(IReadOnlyList<Expression<Func<T, string?>>> texts, string wanted)
        {
            var read = texts.Select(t => t.Compile()).ToList();
            return new Memory(_rows.Where(r => read.Any(t => t(r)?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true)));
        }

        public override Task<long> Count(int most, Order order, CancellationToken ct) => Task.FromResult((long)_rows.Count);

        public override Task<List<T>> Read(Order order, object?[]? after, int skip, int take, CancellationToken ct)
        {
            var sorted = _rows.Select(r => (Row: r, Keys: order.Of(r))).Order(Comparer<(T Row, object?[] Keys)>.Create((a, b) => order.Compare(a.Keys, b.Keys)));
            return Task.FromResult(sorted.SkipWhile(r => after is not null && order.Compare(r.Keys, after) <= 0).Skip(skip).Take(take).Select(r => r.Row).ToList());
        }
    }

    private sealed class Sql(IReadOnlyList<IQueryable<T>> parts, Expression<Func<T, bool>>? found = null) : Source
    {
        // Of several tables as many rows are read from each as are passed over.
        public override int MostSkipped => parts.Count == 1 ? base.MostSkipped : 10_000;

        private static readonly System.Reflection.MethodInfo Greater = Function(nameof(NpgsqlDbFunctionsExtensions.GreaterThan));
        private static readonly System.Reflection.MethodInfo Less = Function(nameof(NpgsqlDbFunctionsExtensions.LessThan));
        private static readonly System.Reflection.MethodInfo NotLess = Function(nameof(NpgsqlDbFunctionsExtensions.GreaterThanOrEqual));
        private static readonly System.Reflection.MethodInfo NotGreater = Function(nameof(NpgsqlDbFunctionsExtensions.LessThanOrEqual));
        private static readonly System.Reflection.MethodInfo ILike =
            typeof(NpgsqlDbFunctionsExtensions).GetMethod(nameof(NpgsqlDbFunctionsExtensions.ILike), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;

        public override Source Search(IReadOnlyList<Expression<Func<T, string?>>> texts, string wanted)
        {
            var pattern = new Box<string>("%" + wanted.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%");
            var row = Expression.Parameter(typeof(T), "row");
            var any = texts.Select(t => (Expression)Expression.Call(ILike, Functions, On(t, row), Expression.Field(Expression.Constant(pattern), nameof(Box<string>.Value)), Expression.Constant(@"\")))
                .Aggregate(Expression.OrElse);
            if (found is not null) any = Expression.OrElse(any, On(found, row));
            var holds = Expression.Lambda<Func<T, bool>>(any, row);
            return new Sql([.. parts.Select(p => p.Where(holds))]);
        }

        public override async Task<long> Count(int most, Order order, CancellationToken ct)
        {
            var count = 0L;
            foreach (var part in parts) count += await order.Steps[^1].Key.Order(part, true, false).Take(most).CountAsync(ct);
            return count;
        }

        public override async Task<List<T>> Read(Order order, object?[]? after, int skip, int take, CancellationToken ct)
        {
            if (parts.Count == 1) return await Read(parts[0], order, after).Skip(skip).Take(take).ToListAsync(ct);
            var rows = new List<T>();
            foreach (var part in parts) rows.AddRange(await Read(part, order, after).Take(skip + take).ToListAsync(ct));
            // One that moves from table to table between the reads is there twice then; the first read counts.
            return [.. rows.Select(r => (Row: r, Keys: order.Of(r))).OrderBy(r => r.Keys, Comparer<object?[]>.Create(order.Compare)).DistinctBy(r => string.Join('\n', r.Keys)).Skip(skip).Take(take).Select(r => r.Row)];
        }

        public static IQueryable<T> Read(IQueryable<T> rows, Order order, object?[]? after)
        {
            if (after is not null) rows = rows.Where(After(order, after));
            for (var i = 0; i < order.Steps.Count; i++) rows = order.Steps[i].Key.Order(rows, i == 0, order.Steps[i].Down);
            return rows;
        }

        /// <summary>Rows after these keys. All one way and none missing, it is one comparison of rows, which an index answers from its middle on.</summary>
        private static Expression<Func<T, bool>> After(Order order, object?[] keys)
        {
            var row = Expression.Parameter(typeof(T), "row");
            var columns = order.Steps.Select(s => On(s.Key.By, row)).ToArray();
            var values = order.Steps.Select((s, i) => s.Key.Parameter(keys[i])).ToArray();
            var first = order.Steps[0];
            if (order.Steps.All(s => s.Down == first.Down && !s.Key.Nullable))
                return Expression.Lambda<Func<T, bool>>(Compare(first.Down ? Less : Greater, columns, values), row);

            Expression? any = null;
            for (var i = order.Steps.Count - 1; i >= 0; i--)
            {
                var (key, down) = order.Steps[i];
                var beyond = Beyond(key, down, columns[i], values[i], keys[i]);
                any = any is null ? beyond : Either(beyond, Both(keys[i] is null ? IsNull(columns[i]) : Expression.Equal(columns[i], values[i]), any));
            }
            if (!first.Key.Nullable) any = Both(Compare(first.Down ? NotGreater : NotLess, [columns[0]], [values[0]]), any);
            return Expression.Lambda<Func<T, bool>>(any ?? Expression.Constant(false), row);
        }

        /// <summary>Beyond a key alone; null when nothing can be. The database puts what is missing last, and first downwards.</summary>
        private static Expression? Beyond(Key key, bool down, Expression column, Expression value, object? wanted) => (wanted, down) switch
        {
            (null, false) => null,
            (null, true) => Expression.Not(IsNull(column)),
            (_, false) when key.Nullable => Expression.OrElse(Compare(Greater, [column], [value]), IsNull(column)),
            _ => Compare(down ? Less : Greater, [column], [value]),
        };

        private static Expression? Either(Expression? one, Expression? other) => one is null ? other : other is null ? one : Expression.OrElse(one, other);

        private static Expression? Both(Expression one, Expression? other) => other is null ? null : Expression.AndAlso(one, other);

        private static BinaryExpression IsNull(Expression column) => Expression.Equal(column, Expression.Constant(null, column.Type));

        private static MethodCallExpression Compare(System.Reflection.MethodInfo how, Expression[] columns, Expression[] values) =>
            Expression.Call(how, Functions, Tuple(columns), Tuple(values));

        private static UnaryExpression Tuple(Expression[] items) =>
            Expression.Convert(Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), [.. items.Select(i => i.Type)], items), typeof(ITuple));

        private static Expression On(LambdaExpression key, ParameterExpression row) => ReplacingExpressionVisitor.Replace(key.Parameters[0], row, key.Body);

        private static System.Reflection.MethodInfo Function(string name) => typeof(NpgsqlDbFunctionsExtensions).GetMethod(name, [typeof(DbFunctions), typeof(ITuple), typeof(ITuple)])!;

        private static Expression Functions => Expression.Constant(EF.Functions);
    }
}

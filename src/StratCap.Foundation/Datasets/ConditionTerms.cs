using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace StratCap.Foundation.Datasets;

/// <summary>A condition as an expression. Values go in as parameters, never as text of a statement.</summary>
internal static class ConditionTerms
{
    private static readonly MethodInfo ILike = typeof(NpgsqlDbFunctionsExtensions).GetMethod(nameof(NpgsqlDbFunctionsExtensions.ILike), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;
    private static readonly MethodInfo Within = typeof(string).GetMethod(nameof(string.Contains), [typeof(string), typeof(StringComparison)])!;
    private static readonly MethodInfo Begins = typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string), typeof(StringComparison)])!;

    public static Expression Of(Expression column, Condition condition, bool inDatabase) => condition.Operator switch
    {
        FilterOperator.Equals => Expression.Equal(column, Value(column, condition.Values[0])),
        FilterOperator.NotEquals => Expression.NotEqual(column, Value(column, condition.Values[0])),
        FilterOperator.In => condition.Values.Select(v => (Expression)Expression.Equal(column, Value(column, v))).Aggregate(Expression.OrElse),
        FilterOperator.Contains => Holds(column, (string)condition.Values[0], anywhere: true, inDatabase),
        FilterOperator.StartsWith => Holds(column, (string)condition.Values[0], anywhere: false, inDatabase),
        FilterOperator.LessThan => Expression.LessThan(column, Value(column, condition.Values[0])),
        FilterOperator.AtMost => Expression.LessThanOrEqual(column, Value(column, condition.Values[0])),
        FilterOperator.GreaterThan => Expression.GreaterThan(column, Value(column, condition.Values[0])),
        FilterOperator.AtLeast => Expression.GreaterThanOrEqual(column, Value(column, condition.Values[0])),
        FilterOperator.Between => Expression.AndAlso(
            Expression.GreaterThanOrEqual(column, Value(column, condition.Values[0])), Expression.LessThanOrEqual(column, Value(column, condition.Values[1]))),
        FilterOperator.IsMissing => Missing(column) ?? Expression.Constant(false),
        FilterOperator.IsPresent => Missing(column) is { } missing ? Expression.Not(missing) : Expression.Constant(true),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Operator, "An operator of an unknown kind."),
    };

    /// <summary>Whether a value is missing; null where it never is.</summary>
    public static Expression? Missing(Expression column) =>
        column.Type.IsValueType && Nullable.GetUnderlyingType(column.Type) is null ? null : Expression.Equal(column, Expression.Constant(null, column.Type));

    // A field, not a constant: the database then sees one statement with parameters.
    private static Expression Value(Expression column, object value)
    {
        var bare = Nullable.GetUnderlyingType(column.Type) ?? column.Type;
        var box = Activator.CreateInstance(typeof(Box<>).MakeGenericType(bare), bare == value.GetType() ? value : Convert.ChangeType(value, bare, System.Globalization.CultureInfo.InvariantCulture))!;
        var field = Expression.Field(Expression.Constant(box), nameof(Box<>.Value));
        return bare == column.Type ? field : Expression.Convert(field, column.Type);
    }

    private static Expression Holds(Expression column, string text, bool anywhere, bool inDatabase)
    {
        if (inDatabase)
        {
            var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
            return Expression.Call(ILike, Expression.Constant(EF.Functions), column, Value(column, (anywhere ? "%" : "") + escaped + "%"), Expression.Constant(@"\"));
        }
        var holds = Expression.Call(column, anywhere ? Within : Begins, Expression.Constant(text), Expression.Constant(StringComparison.OrdinalIgnoreCase));
        return Expression.AndAlso(Expression.Not(Missing(column)!), holds);
    }

    private sealed class Box<T>(T value)
    {
        public readonly T Value = value;
    }
}

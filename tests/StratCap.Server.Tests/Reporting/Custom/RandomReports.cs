using System.Globalization;
using StratCap.Foundation.Datasets;
using StratCap.Funds.Reports;
using StratCap.Reporting.Custom;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Random valid definitions over cash flows, some in another currency, each with what it must give: worked out row by row, without the engine, from the rows themselves.</summary>
/// <param name="currencies">Those to ask for.</param>
/// <param name="rate">Units of the second currency for one of the first, on a day.</param>
internal sealed class RandomReports(Random random, IReadOnlyList<CashFlowLine> rows, IReadOnlyList<string> currencies, Func<string, string, DateOnly, decimal> rate)
{
    /// <summary>The rows that are told: the planted ones, or these in another currency.</summary>
    private IReadOnlyList<CashFlowLine> _told = [];

    private static readonly IReadOnlyList<DatasetColumn> Columns = CashFlowsDataset.Shape.Columns;

    /// <summary>A definition and the rows that it gives: values of its columns, then its computed ones.</summary>
    public (ReportDefinition Definition, List<object?[]> Expected) Next()
    {
        var grouped = random.Next(2) == 0;
        var currency = random.Next(3) == 0 ? currencies[random.Next(currencies.Count)] : null;
        _told = currency is null ? rows : [.. rows.Select(r => Converted(r, currency))];
        var columns = grouped ? Groups() : Plain();
        if (columns.All(c => c.Column != "currency" || c.Aggregate != Aggregate.None)) columns.Add(new ReportColumn("currency", Aggregate.None, "currency"));
        var filters = Enumerable.Range(0, random.Next(4)).Select(_ => Filter()).ToList();
        var computed = Computed(columns);
        var sort = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(columns.Count + computed.Count)).Distinct().Select(i => (Place: i, Down: random.Next(2) == 0)).ToList();
        var kept = rows.Zip(_told).Where(r => filters.All(f => f.Holds(r.First, r.Second))).Select(r => r.Second).ToList();
        var values = (grouped ? Grouped(kept, columns) : kept.OrderBy(r => r.FundId.ToString()).ThenBy(r => r.FlowId.ToString()).ThenBy(r => r.InvestorId.ToString()).Select(r => columns.Select(c => Of(r, c.Column)).ToArray()))
            .Select(r => r.Concat(new object?[computed.Count]).ToArray()).ToList();
        foreach (var row in values)
            foreach (var (index, column) in computed.Index()) row[columns.Count + index] = column.Value(row);
        string NameAt(int place) => place < columns.Count ? columns[place].Name! : computed[place - columns.Count].Column.Name;
        var made = Enumerable.Range(0, columns.Count + computed.Count).Where(i => i >= columns.Count || columns[i].Aggregate != Aggregate.None).ToList();
        List<ReportFilter> last = [.. Enumerable.Range(0, made.Count == 0 ? 0 : random.Next(3)).Select(_ =>
        {
            var place = made[random.Next(made.Count)];
            var (filter, holds) = Kept(NameAt(place), [.. values.Select(v => v[place])]);
            values = [.. values.Where(v => holds(v[place]))];
            return filter;
        })];
        foreach (var (place, down) in Enumerable.Reverse(sort)) values = Sorted(values, place, down);
        var definition = new ReportDefinition("cash-flows", columns, [.. computed.Select(c => c.Column)], [.. filters.Select(f => f.Filter).Concat(last).OrderBy(_ => random.Next())],
            [.. sort.Select(s => new ReportSort(NameAt(s.Place), s.Down))], Currency: currency);
        return (definition, values);
    }

    /// <summary>Each amount at the rate of the row's day, rounded once; what is nothing stays nothing.</summary>
    private CashFlowLine Converted(CashFlowLine row, string currency)
    {
        var told = new CashFlowLine();
        foreach (var property in typeof(CashFlowLine).GetProperties()) property.SetValue(told, property.GetValue(row));
        if (row.Currency == currency) return told;
        foreach (var column in Columns.Where(c => c.Type == ColumnType.Money))
            Property(column.Name).SetValue(told, Math.Round((decimal)Of(row, column.Name)! * rate(row.Currency, currency, row.Date), currency == "JPY" ? 0 : 2, MidpointRounding.AwayFromZero));
        Property("currency").SetValue(told, currency);
        return told;
    }

    /// <summary>A condition on what the report has worked out, near what stands there.</summary>
    private (ReportFilter Filter, Func<object?, bool> Holds) Kept(string name, List<object?> there)
    {
        var operators = FilterValues.Operators(ColumnType.Ratio).Order().ToList();
        var how = operators[random.Next(operators.Count)];
        var some = there.Where(v => v is not null).OrderBy(_ => random.Next()).Take(2).ToList();
        // Nothing stands there: whatever is asked for, nothing is found but what is missing.
        if (some.Count == 0) return (new(name, FilterOperator.IsMissing, Of: FilterOf.Report), v => v is null);
        var two = some.Concat(some).Take(2).OrderBy(v => v, Comparer<object?>.Create((a, b) => Cells.Compare(a, b, false))).ToList();
        var values = how is FilterOperator.IsMissing or FilterOperator.IsPresent ? [] : how is FilterOperator.In or FilterOperator.Between ? two : two[..1];
        return (new(name, how, [.. values.Select(Said)], FilterOf.Report), v => Holds(how, two, v));
    }

    private static bool Holds(FilterOperator how, IReadOnlyList<object?> two, object? value) => how switch
    {
        FilterOperator.IsMissing => value is null,
        FilterOperator.IsPresent => value is not null,
        FilterOperator.In => two.Contains(value),
        FilterOperator.Between => value is not null && Cells.Compare(value, two[0], false) >= 0 && Cells.Compare(value, two[1], false) <= 0,
        FilterOperator.NotEquals => !Equals(value, two[0]),
        _ => value is not null && Cells.Compare(value, two[0], false) is var c && (how switch
        {
            FilterOperator.Equals => c == 0,
            FilterOperator.LessThan => c < 0,
            FilterOperator.AtMost => c <= 0,
            FilterOperator.GreaterThan => c > 0,
            _ => c >= 0,
        }),
    };

    private List<ReportColumn> Plain() => [.. Columns.OrderBy(_ => random.Next()).Take(1 + random.Next(6)).Select(c => new ReportColumn(c.Name, Aggregate.None, c.Name))];

    private List<ReportColumn> Groups()
    {
        var keys = Columns.Where(c => c.CanGroup).OrderBy(_ => random.Next()).Take(random.Next(4)).Select(c => new ReportColumn(c.Name, Aggregate.None, c.Name));
        var made = Columns.OrderBy(_ => random.Next()).Take(1 + random.Next(4)).Select(c => new ReportColumn(c.Name, AggregateOf(c), "made_" + c.Name));
        return [.. keys.Concat(made).OrderBy(_ => random.Next())];
    }

    private Aggregate AggregateOf(DatasetColumn column)
    {
        List<Aggregate> all = [Aggregate.Count];
        if (column.CanSum) all.Add(Aggregate.Sum);
        if (column.CanRange) all.AddRange([Aggregate.Min, Aggregate.Max]);
        return all[random.Next(all.Count)];
    }

    /// <summary>A condition on rows: on an amount as it is told, on anything else as it stands.</summary>
    private (ReportFilter Filter, Func<CashFlowLine, CashFlowLine, bool> Holds) Filter()
    {
        var column = Columns[random.Next(Columns.Count)];
        var operators = FilterValues.Operators(column.Type).Order().ToList();
        var how = operators[random.Next(operators.Count)];
        object? At(CashFlowLine row, CashFlowLine told) => Of(column.Type == ColumnType.Money ? told : row, column.Name);
        var some = rows.Zip(_told, At).Where(v => v is not null).OrderBy(_ => random.Next()).Take(2).ToList();
        var two = some.Concat(some).Take(2).OrderBy(v => v, Comparer<object?>.Create((a, b) => Cells.Compare(a, b, false))).ToList();
        var value = two[0];
        if (how is FilterOperator.Contains or FilterOperator.StartsWith)
        {
            var whole = (string)value!;
            var text = whole[..Math.Min(3, whole.Length)];
            return (new(column.Name, how, [text]), (row, told) => At(row, told) is string s && (how == FilterOperator.Contains ? Folded(s).Contains(Folded(text), StringComparison.Ordinal) : Folded(s).StartsWith(Folded(text), StringComparison.Ordinal)));
        }
        var values = how is FilterOperator.IsMissing or FilterOperator.IsPresent ? [] : how is FilterOperator.In or FilterOperator.Between ? two : two[..1];
        return (new(column.Name, how, [.. values.Select(Said)]), (row, told) => Holds(how, two, At(row, told)));
    }

    private List<(ComputedColumn Column, Func<object?[], decimal?> Value)> Computed(List<ReportColumn> columns)
    {
        var numbers = columns.Index().Where(c => c.Item.Aggregate == Aggregate.Count || Columns.Single(k => k.Name == c.Item.Column).Type is ColumnType.Money or ColumnType.Integer).ToList();
        if (numbers.Count == 0) return [];
        return [.. Enumerable.Range(0, random.Next(3)).Select(i =>
        {
            var (text, value) = Expression(numbers, 0);
            var decimals = random.Next(9);
            return (new ComputedColumn($"computed{i}", text, null, decimals), (Func<object?[], decimal?>)(row =>
            {
                try
                {
                    return value(row) is { } v ? Math.Round(v, decimals, MidpointRounding.AwayFromZero) : null;
                }
                catch (OverflowException)
                {
                    return null;
                }
            }));
        })];
    }

    private (string Text, Func<object?[], decimal?> Value) Expression(List<(int Index, ReportColumn Item)> numbers, int depth)
    {
        if (depth > 3 || random.Next(3) == 0)
        {
            if (random.Next(4) == 0)
            {
                var number = random.Next(0, 1000) / 10m;
                return (number.ToString(CultureInfo.InvariantCulture), _ => number);
            }
            var (index, column) = numbers[random.Next(numbers.Count)];
            return (column.Name!, row => row[index] is { } v ? Convert.ToDecimal(v, CultureInfo.InvariantCulture) : null);
        }
        var (left, right) = (Expression(numbers, depth + 1), Expression(numbers, depth + 1));
        return random.Next(5) switch
        {
            0 => ($"({left.Text} + {right.Text})", row => left.Value(row) + right.Value(row)),
            1 => ($"({left.Text}-{right.Text})", row => left.Value(row) - right.Value(row)),
            2 => ($"({left.Text} *{right.Text})", row => left.Value(row) * right.Value(row)),
            3 => ($"-({left.Text})", row => -left.Value(row)),
            _ => ($"({left.Text} / {right.Text})", row => left.Value(row) is { } a && right.Value(row) is { } b && b != 0 ? a / b : null),
        };
    }

    private static IEnumerable<object?[]> Grouped(List<CashFlowLine> kept, List<ReportColumn> columns)
    {
        var keys = columns.Where(c => c.Aggregate == Aggregate.None).ToList();
        var groups = new Dictionary<string, (object?[] Key, List<CashFlowLine> Rows)>(StringComparer.Ordinal);
        foreach (var row in kept)
        {
            var key = keys.Select(k => Of(row, k.Column)).ToArray();
            var name = string.Join('\u0001', key.Select(Said));
            if (!groups.TryGetValue(name, out var group)) groups[name] = group = (key, []);
            group.Rows.Add(row);
        }
        var ordered = groups.Values.ToList();
        for (var i = keys.Count - 1; i >= 0; i--) ordered = [.. ordered.OrderBy(g => g.Key[i], Comparer<object?>.Create((a, b) => Cells.Compare(a, b, false)))];
        foreach (var (key, members) in ordered)
        {
            var place = 0;
            yield return [.. columns.Select(c => c.Aggregate == Aggregate.None ? key[place++] : Made(c, members))];
        }
    }

    private static object? Made(ReportColumn column, List<CashFlowLine> members)
    {
        var values = members.Select(m => Of(m, column.Column)).Where(v => v is not null).ToList();
        return column.Aggregate switch
        {
            Aggregate.Count => values.Count,
            Aggregate.Sum => values.Count == members.Count ? values.Sum(v => (decimal)v!) : null,
            Aggregate.Min => values.Count == 0 ? null : values.MinBy(v => v, Comparer<object?>.Create((a, b) => Cells.Compare(a, b, false))),
            _ => values.Count == 0 ? null : values.MaxBy(v => v, Comparer<object?>.Create((a, b) => Cells.Compare(a, b, false))),
        };
    }

    private static List<object?[]> Sorted(List<object?[]> values, int place, bool down) => [.. values.OrderBy(r => r[place], Comparer<object?>.Create((a, b) => Cells.Compare(a, b, down)))];

    private static object? Of(CashFlowLine row, string column) => Property(column).GetValue(row);

    private static System.Reflection.PropertyInfo Property(string column) => typeof(CashFlowLine).GetProperty(char.ToUpperInvariant(column[0]) + column[1..])!;

    // As the database folds: letters of ASCII surely, others as its locale knows them, the same on both sides of a comparison of a name with its own beginning.
    private static string Folded(string text) => text.ToLowerInvariant();

    private static string Said(object? value) => value switch
    {
        null => "\0",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}

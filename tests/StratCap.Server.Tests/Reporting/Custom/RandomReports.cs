using System.Globalization;
using StratCap.Foundation.Datasets;
using StratCap.Funds.Reports;
using StratCap.Reporting.Custom;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Random valid definitions over cash flows, each with what it must give: worked out row by row, without the engine, from the rows themselves.</summary>
internal sealed class RandomReports(Random random, IReadOnlyList<CashFlowLine> rows)
{
    private static readonly IReadOnlyList<DatasetColumn> Columns = CashFlowsDataset.Shape.Columns;

    /// <summary>A definition and the rows that it gives: values of its columns, then its computed ones.</summary>
    public (ReportDefinition Definition, List<object?[]> Expected) Next()
    {
        var grouped = random.Next(2) == 0;
        var columns = grouped ? Groups() : Plain();
        if (columns.All(c => c.Column != "currency" || c.Aggregate != Aggregate.None)) columns.Add(new ReportColumn("currency", Aggregate.None, "currency"));
        var filters = Enumerable.Range(0, random.Next(4)).Select(_ => Filter()).ToList();
        var computed = Computed(columns);
        var sort = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(columns.Count + computed.Count)).Distinct().Select(i => (Place: i, Down: random.Next(2) == 0)).ToList();
        var definition = new ReportDefinition("cash-flows", columns, [.. computed.Select(c => c.Column)], [.. filters.Select(f => f.Filter)],
            [.. sort.Select(s => new ReportSort(s.Place < columns.Count ? columns[s.Place].Name! : computed[s.Place - columns.Count].Column.Name, s.Down))]);
        var kept = rows.Where(r => filters.All(f => f.Holds(r))).ToList();
        var values = (grouped ? Grouped(kept, columns) : kept.OrderBy(r => r.FundId.ToString()).ThenBy(r => r.FlowId.ToString()).ThenBy(r => r.InvestorId.ToString()).Select(r => columns.Select(c => Of(r, c.Column)).ToArray()))
            .Select(r => r.Concat(new object?[computed.Count]).ToArray()).ToList();
        foreach (var row in values)
            foreach (var (index, column) in computed.Index()) row[columns.Count + index] = column.Value(row);
        foreach (var (place, down) in Enumerable.Reverse(sort)) values = Sorted(values, place, down);
        return (definition, values);
    }

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

    private (ReportFilter Filter, Func<CashFlowLine, bool> Holds) Filter()
    {
        var column = Columns[random.Next(Columns.Count)];
        var operators = FilterValues.Operators(column.Type).Order().ToList();
        var how = operators[random.Next(operators.Count)];
        var some = rows.Select(r => Of(r, column.Name)).Where(v => v is not null).OrderBy(_ => random.Next()).Take(2).ToList();
        var two = some.Concat(some).Take(2).OrderBy(v => v, Comparer<object?>.Create((a, b) => Cells.Compare(a, b, false))).ToList();
        var value = two[0];
        if (how is FilterOperator.Contains or FilterOperator.StartsWith)
        {
            var whole = (string)value!;
            var text = whole[..Math.Min(3, whole.Length)];
            return (new(column.Name, how, [text]), r => Of(r, column.Name) is string s && (how == FilterOperator.Contains ? Folded(s).Contains(Folded(text), StringComparison.Ordinal) : Folded(s).StartsWith(Folded(text), StringComparison.Ordinal)));
        }
        return how switch
        {
            FilterOperator.IsMissing => (new(column.Name, how), r => Of(r, column.Name) is null),
            FilterOperator.IsPresent => (new(column.Name, how), r => Of(r, column.Name) is not null),
            FilterOperator.In => (new(column.Name, how, [.. two.Select(Said)]), r => two.Contains(Of(r, column.Name))),
            FilterOperator.Between => (new(column.Name, how, [.. two.Select(Said)]), r => Of(r, column.Name) is { } v && Cells.Compare(v, two[0], false) >= 0 && Cells.Compare(v, two[1], false) <= 0),
            FilterOperator.NotEquals => (new(column.Name, how, [Said(value)]), r => !Equals(Of(r, column.Name), value)),
            _ => (new(column.Name, how, [Said(value)]), r => Of(r, column.Name) is { } v && Cells.Compare(v, value, false) is var c && (how switch
            {
                FilterOperator.Equals => c == 0,
                FilterOperator.LessThan => c < 0,
                FilterOperator.AtMost => c <= 0,
                FilterOperator.GreaterThan => c > 0,
                _ => c >= 0,
            })),
        };
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

    private static object? Of(CashFlowLine row, string column) => typeof(CashFlowLine).GetProperty(char.ToUpperInvariant(column[0]) + column[1..])!.GetValue(row);

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

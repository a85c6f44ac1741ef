using StratCap.Foundation.Datasets;

namespace StratCap.Reporting.Custom;

/// <summary>What a report makes of the rows of its dataset.</summary>
internal static class ReportRows
{
    /// <summary>The rows with their computed columns that meet the report's conditions, in its order.</summary>
    public static List<object?[]> Computed(CheckedReport report, IReadOnlyList<object?[]> read)
    {
        var rows = read.Select(r => Completed(report, r)).Where(r => report.Kept.All(k => k.Holds(r))).ToList();
        if (!report.SortsComputed) return rows;
        // Rows that are alike keep the dataset's own order.
        return [.. rows.Index().Order(Comparer<(int Index, object?[] Item)>.Create((a, b) =>
        {
            foreach (var step in report.Sort)
                if (Cells.Compare(a.Item[step.Place], b.Item[step.Place], step.Descending) is var c and not 0) return c;
            return a.Index.CompareTo(b.Index);
        })).Select(r => r.Item)];
    }

    /// <summary>Totals by currency: amounts and counts are added up; computed columns are worked out of the totals. What is missing in one row is not known of the total.</summary>
    public static IReadOnlyList<object?[]> Totals(CheckedReport report, IReadOnlyList<object?[]> rows)
    {
        if (report.Columns.All(c => !c.Adds) || rows.Count == 0) return [];
        return [.. rows.GroupBy(r => report.Currency is { } place ? (string?)r[place] : "").OrderBy(g => g.Key, StringComparer.Ordinal).Select(group =>
        {
            var total = new object?[report.Columns.Count];
            for (var place = 0; place < report.Read; place++)
                if (report.Columns[place].Adds) total[place] = Sum(group, place);
            if (report.Currency is { } currency) total[currency] = group.Key;
            return Completed(report, total);
        })];
    }

    /// <summary>A cell's number; null where it is missing.</summary>
    public static decimal? Number(object? value) => value switch
    {
        decimal number => number,
        int whole => whole,
        long whole => whole,
        _ => null,
    };

    private static object? Sum(IEnumerable<object?[]> rows, int place)
    {
        var sum = 0m;
        foreach (var row in rows)
        {
            if (Number(row[place]) is not { } value) return null;
            // A sum that no decimal holds is not known, as a computed column's value is not.
            if (Math.Abs(sum) > decimal.MaxValue - Math.Abs(value)) return null;
            sum += value;
        }
        return sum;
    }

    private static object?[] Completed(CheckedReport report, object?[] read)
    {
        var row = new object?[report.Columns.Count];
        read.AsSpan(0, report.Read).CopyTo(row);
        for (var place = report.Read; place < row.Length; place++)
        {
            var column = report.Columns[place];
            var value = column.Formula!.Value(name => Number(row[report.Places[name]]));
            row[place] = value is { } number ? Math.Round(number, column.Decimals, MidpointRounding.AwayFromZero) : null;
        }
        return row;
    }
}

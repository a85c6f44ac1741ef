using System.Globalization;
using StratCap.FundMath;

namespace StratCap.Foundation.Tables;

/// <summary>What all exports share: their shape, and numbers as plain text.</summary>
public static class TableRules
{
    /// <summary>Checks that a row has a cell for each column.</summary>
    /// <exception cref="FundRuleException"><c>reporting.table.shape</c>.</exception>
    public static void CheckShape(IReadOnlyList<TableColumn> columns, IReadOnlyList<TableCell> row)
    {
        if (row.Count != columns.Count)
            throw new FundRuleException("reporting.table.shape", $"A row has {row.Count} cells but the table has {columns.Count} columns: give one cell for each column.");
    }

    /// <summary>A number with at least the column's decimals, exact, with a point and without separators: <c>-1234.50</c>.</summary>
    public static string Plain(decimal number, TableColumn column) =>
        (number == 0 ? 0 : number).ToString("0." + new string('0', column.Decimals) + new string('#', 28 - column.Decimals), CultureInfo.InvariantCulture);

    /// <summary>How many decimals a number needs in a column.</summary>
    public static int Decimals(decimal number, TableColumn column)
    {
        var decimals = column.Decimals;
        while (decimals < 28 && Math.Round(number, decimals) != number)
            decimals++;
        return decimals;
    }
}

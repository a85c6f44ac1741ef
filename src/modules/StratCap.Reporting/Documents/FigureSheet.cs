using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>A figure table as a sheet: its sums are formulas over the rows that they name, with their figure stored beside. A column with a figure of more than 15 digits has none: such a figure is text, which a sum would leave out.</summary>
internal sealed class FigureSheet(Spreadsheet sheet, SheetStyles styles, Currency currency, CancellationToken ct)
{
    /// <summary>Writes the table as a sheet of that name.</summary>
    public async Task Write(FigureTable table, string name)
    {
        var options = new WorksheetOptions { FrozenRows = 1, FrozenColumns = 1 };
        options.Column(1).Width = 58;
        foreach (var column in Enumerable.Range(2, table.Columns.Count)) options.Column(column).Width = 22;
        await sheet.StartWorksheetAsync(name, options, ct);
        await sheet.AddRowAsync([new Cell($"{table.Title} ({currency.Code})", styles.Header), .. table.Columns.Select(c => new Cell(c.Label, styles.FigureHeader))], ct);
        var exact = table.Columns.Select((_, column) => table.Rows.Where(r => r.Kind != FigureRowKind.Section).All(r => SheetNumber.IsExact(r.Amounts[column]))).ToArray();
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            rows.Add(row.Key, sheet.NextRowNumber);
            await sheet.AddRowAsync([Label(row), .. row.Amounts.Select((amount, column) => row.Sum is null ? Money(amount) : Computed(Formula(row.Sum, rows, column), amount, exact[column]))], ct);
        }
    }

    /// <summary>An amount as a number, or as text where a number cell would round it.</summary>
    public Cell Money(decimal amount, bool isTotal = false) => SheetNumber.IsExact(Figures.Payable(amount, currency))
        ? new(amount, styles.Number(currency.MinorUnits, isTotal))
        : new(currency.Format(amount), styles.NumberAsText);

    /// <summary>A formula with its figure, or the figure alone where not all that it sums are numbers.</summary>
    public Cell Computed(string formula, decimal stored, bool isExact) => isExact && SheetNumber.IsExact(Figures.Payable(stored, currency))
        ? new(new Formula(formula), stored, styles.Number(currency.MinorUnits, true))
        : Money(stored, isTotal: true);

    private Cell Label(FigureRow row) => row.Kind switch
    {
        FigureRowKind.Section => new(SheetText.Clean(row.Label), styles.BoldText),
        FigureRowKind.Subtotal or FigureRowKind.Total => new(SheetText.Clean(row.Label), styles.TotalText),
        FigureRowKind.Memo => new(SheetText.Clean("Memo: " + row.Label), styles.Text),
        _ => new(SheetText.Clean(row.Label), styles.Text),
    };

    private static string Formula(IReadOnlyList<FigureTerm> of, Dictionary<string, int> rows, int column) => string.Concat(of.Select((term, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{(term.Less ? "-" : i == 0 ? "" : "+")}{(char)('B' + column)}{rows[term.Key]}")));
}

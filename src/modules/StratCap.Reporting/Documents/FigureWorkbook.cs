using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Documents;

/// <summary>
/// Writes a table of figures as a workbook. Sums are formulas with the stored figure as their value, which must be their result. A column with a figure of more than 15
/// digits has no formulas: that figure is text, which a sum would leave out.
/// </summary>
internal sealed class FigureWorkbook
{
    private const int FirstFigure = 2;
    private readonly FigureSheet _table;
    private readonly Spreadsheet _sheet;
    private readonly SheetStyles _styles;
    private readonly CancellationToken _cancellation;
    private readonly bool[] _isExact;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    private FigureWorkbook(FigureSheet table, Spreadsheet sheet, SheetStyles styles, CancellationToken cancellation)
    {
        (_table, _sheet, _styles, _cancellation) = (table, sheet, styles, cancellation);
        _isExact = [.. Enumerable.Range(0, table.Columns.Count).Select(column => table.Rows.Where(row => row.Kind != IlpaRowKind.Heading).All(row => row.Figures[column] is not { } figure || SheetNumber.IsExact(figure)))];
    }

    /// <summary>Writes a workbook of one table. The same table and time give the same bytes.</summary>
    /// <exception cref="FundRuleException"><c>reporting.table.does_not_add_up</c>: a sum is not what its parts are; <c>reporting.document.amount_not_payable</c>.</exception>
    public static Task<byte[]> Write(FigureSheet table, DateTimeOffset producedAt, CancellationToken cancellation) => Write([table], producedAt, cancellation);

    /// <summary>Writes a workbook with a sheet for each table, and what else is written after them.</summary>
    /// <exception cref="FundRuleException"><c>reporting.table.does_not_add_up</c>: a sum is not what its parts are; <c>reporting.document.amount_not_payable</c>.</exception>
    public static async Task<byte[]> Write(IReadOnlyList<FigureSheet> tables, DateTimeOffset producedAt, CancellationToken cancellation, Func<Spreadsheet, SheetStyles, Task>? more = null)
    {
        foreach (var table in tables) Check(table);
        using var stream = new MemoryStream();
        await using (var sheet = await Spreadsheet.CreateNewAsync(stream, SheetOptions.Default, cancellation))
        {
            var styles = new SheetStyles(sheet);
            foreach (var table in tables) await new FigureWorkbook(table, sheet, styles, cancellation).Write();
            if (more is not null) await more(sheet, styles);
            await sheet.FinishAsync(cancellation);
        }
        var bytes = stream.ToArray();
        StableZip.SetTimes(bytes, producedAt);
        return bytes;
    }

    /// <summary>Writes a table as one more sheet of a workbook.</summary>
    /// <exception cref="FundRuleException"><c>reporting.table.does_not_add_up</c>: a sum is not what its parts are; <c>reporting.document.amount_not_payable</c>.</exception>
    public static Task Write(FigureSheet table, Spreadsheet sheet, SheetStyles styles, CancellationToken cancellation)
    {
        Check(table);
        return new FigureWorkbook(table, sheet, styles, cancellation).Write();
    }

    /// <summary>An amount as a number, or as text where a number cell would round it.</summary>
    public static Cell Money(decimal amount, Currency currency, SheetStyles styles, bool isTotal = false) => SheetNumber.IsExact(Figures.Payable(amount, currency))
        ? new(amount, styles.Number(currency.MinorUnits, isTotal))
        : new(currency.Format(amount), styles.NumberAsText);

    private static void Check(FigureSheet table)
    {
        var rows = table.Rows.ToDictionary(r => r.Key, StringComparer.Ordinal);
        foreach (var row in table.Rows.Where(r => r.Parts.Count > 0))
        {
            for (var column = 0; column < table.Columns.Count; column++)
            {
                if (row.Figures[column] is { } sum && row.Parts.Sum(p => p.Sign * (rows[p.Row].Figures[column] ?? 0)) != sum)
                    throw new FundRuleException("reporting.table.does_not_add_up", $"'{row.Label}' is not the sum of its parts: make the report again from the fund's book.");
            }
        }
    }

    private async Task Write()
    {
        var options = new WorksheetOptions { FrozenRows = 1, FrozenColumns = 1 };
        options.Column(1).Width = 62;
        foreach (var column in Enumerable.Range(FirstFigure, _table.Columns.Count))
            options.Column(column).Width = 22;
        await _sheet.StartWorksheetAsync(_table.Name, options, _cancellation);
        await Row([new Cell(SheetText.Clean(_table.Title), _styles.Header), .. _table.Columns.Select(c => new Cell(SheetText.Clean(c), _styles.FigureHeader))]);
        foreach (var (label, value) in _table.Particulars)
            await Row([Text(label), Text(value)]);
        await Row([]);
        foreach (var row in _table.Rows)
            _rows.Add(row.Key, _sheet.NextRowNumber + _rows.Count);
        foreach (var row in _table.Rows)
            await Row([Label(row), .. row.Kind == IlpaRowKind.Heading ? [] : row.Figures.Select((figure, column) => Figure(row, figure, column))]);
        await Row([]);
        foreach (var (label, value, format) in _table.Ratios)
            await Row([Text(label), value is { } ratio ? new(Math.Round(ratio, 12, MidpointRounding.AwayFromZero), _styles.Of(format)) : new("n/a", _styles.NumberAsText)]);
        foreach (var note in _table.Notes)
            await Row([Text(note)]);
    }

    private Cell Label(FigureRow row) => new(SheetText.Clean(row.Label), row.Kind switch
    {
        IlpaRowKind.Heading => _styles.BoldText,
        IlpaRowKind.Sum => _styles.TotalText,
        _ => _styles.Text,
    });

    private Cell Figure(FigureRow row, decimal? figure, int column)
    {
        if (figure is not { } amount)
            return default;
        var isSum = row.Kind == IlpaRowKind.Sum;
        return row.Parts.Count > 0 && _isExact[column]
            ? new(new Formula(FormulaOf(row, column)), Figures.Payable(amount, _table.Currency), _styles.Number(_table.Currency.MinorUnits, isSum))
            : Money(amount, _table.Currency, _styles, isSum);
    }

    /// <summary>Rows below each other that are added become one SUM.</summary>
    private string FormulaOf(FigureRow row, int column)
    {
        var letter = (char)('A' + FirstFigure - 1 + column);
        var formula = "";
        var parts = row.Parts.Select(p => (At: _rows[p.Row], p.Sign)).OrderBy(p => p.At).ToList();
        for (int first = 0, next; first < parts.Count; first = next)
        {
            next = first + 1;
            while (next < parts.Count && parts[first].Sign > 0 && parts[next].Sign > 0 && parts[next].At == parts[next - 1].At + 1)
                next++;
            var term = next - first > 1 ? Here($"SUM({letter}{parts[first].At}:{letter}{parts[next - 1].At})") : Here($"{letter}{parts[first].At}");
            formula += parts[first].Sign < 0 ? "-" + term : formula.Length == 0 ? term : "+" + term;
        }
        return formula;
    }

    private ValueTask Row(Cell[] cells) => _sheet.AddRowAsync(cells, _cancellation);

    private Cell Text(string text) => new(SheetText.Clean(text), _styles.Text);

    private static string Here(FormattableString reference) => reference.ToString(CultureInfo.InvariantCulture);
}

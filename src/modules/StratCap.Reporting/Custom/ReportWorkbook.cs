using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Tables;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Custom;

/// <summary>
/// A report as a workbook. Computed columns and totals are formulas with the value that was worked out here; where a cell holds a number that a spreadsheet would round, it is text,
/// and what rests on it is a value, too.
/// </summary>
internal sealed class ReportWorkbook
{
    private const int FirstRow = 2;
    private readonly CustomReport _made;
    private readonly IReadOnlyList<TableColumn> _columns;
    private readonly string _language;
    private readonly Dictionary<int, List<int>> _parts = [];
    private readonly SheetStyles _styles;

    private ReportWorkbook(CustomReport made, IReadOnlyList<TableColumn> columns, string language, SheetStyles styles) => (_made, _columns, _language, _styles) = (made, columns, language, styles);

    /// <summary>Writes it. The same report and time give the same bytes.</summary>
    public static async Task<byte[]> Write(CustomReport made, IReadOnlyList<TableColumn> columns, string title, string language, DateTimeOffset at, CancellationToken ct)
    {
        using var stream = new MemoryStream();
        await using (var sheet = await Spreadsheet.CreateNewAsync(stream, SheetOptions.Default, ct))
        {
            var book = new ReportWorkbook(made, columns, language, new SheetStyles(sheet));
            await book.Rows(sheet, ct);
            await book.About(sheet, title, at, ct);
            await sheet.FinishAsync(ct);
        }
        var bytes = stream.ToArray();
        StableZip.SetTimes(bytes, at);
        return bytes;
    }

    private async Task Rows(Spreadsheet sheet, CancellationToken ct)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        foreach (var (place, column) in _columns.Index()) options.Column(place + 1).Width = column.Width;
        await sheet.StartWorksheetAsync(_language == "de" ? "Bericht" : "Report", options, ct);
        await sheet.AddRowAsync([.. _columns.Select(c => new Cell(SheetText.Clean(c.Header), _styles.Header))], ct);
        foreach (var (index, row) in _made.Rows.Index()) await sheet.AddRowAsync([.. row.Select((_, place) => CellOf(row, place, FirstRow + index, null))], ct);
        foreach (var (index, row) in _made.Totals.Index()) await sheet.AddRowAsync([.. row.Select((_, place) => CellOf(row, place, FirstRow + _made.Rows.Count + index, row))], ct);
    }

    private async Task About(Spreadsheet sheet, string title, DateTimeOffset at, CancellationToken ct)
    {
        var options = new WorksheetOptions();
        options.Column(1).Width = 24;
        options.Column(2).Width = 60;
        await sheet.StartWorksheetAsync("Info", options, ct);
        await Line("name", new Cell(SheetText.Clean(title), _styles.Text));
        await Line("dataset", new Cell(_made.Report.Dataset.Info.Name, _styles.Text));
        if (_made.Report.AsOf is { } day) await Line("asOf", SheetDate.Cell(day, _styles));
        if (_made.Report.RecordedAt is { } known) await Line("recordedAt", SheetDate.Cell(known, _styles));
        if (_made.Report.In is { } converted) await Line("currency", new Cell(converted.Currency.Code, _styles.Text));
        await Line("madeAt", SheetDate.Cell(at, _styles));

        ValueTask Line(string label, Cell value) => sheet.AddRowAsync([new Cell(StratCap.Foundation.Web.ListLabels.Of(label, _language), _styles.BoldText), value], ct);
    }

    /// <param name="total">The row itself, where it is one of totals.</param>
    private Cell CellOf(object?[] row, int place, int number, object?[]? total)
    {
        var column = _made.Report.Columns[place];
        var cell = ReportCells.Cell(_made.Report, row, place, _language);
        if (cell.Kind is TableCellKind.Empty && column.Formula is null) return default;
        return cell.Kind switch
        {
            TableCellKind.Text => new(SheetText.Clean(cell.TextValue), total is null ? _styles.Text : _styles.TotalText),
            TableCellKind.Date => SheetDate.Cell(cell.DateValue, _styles),
            TableCellKind.Instant => SheetDate.Cell(cell.InstantValue, _styles),
            _ => Figure(row, place, number, total is not null, cell.Kind == TableCellKind.Empty ? null : cell.NumberValue),
        };
    }

    private Cell Figure(object?[] row, int place, int number, bool isTotal, decimal? value)
    {
        var column = _made.Report.Columns[place];
        var style = _styles.Number(TableRules.Decimals(value ?? 0, _columns[place]), isTotal);
        if (value is { } figure && !SheetNumber.IsExact(figure)) return new(TableRules.Plain(figure, _columns[place]), _styles.NumberAsText);
        var formula = column.Formula is { } own ? Computed(own, Parts(place), column.Decimals, row, number) : isTotal ? Total(row, place) : null;
        return formula is null ? (value is { } plain ? new(plain, style) : default) : new(new SpreadCheetah.Formula(formula), value, style);
    }

    /// <summary>Empty where a part is, or it cannot be worked out, as here.</summary>
    private string? Computed(Formula formula, IReadOnlyList<int> parts, int decimals, object?[] row, int number)
    {
        if (parts.Any(p => ReportRows.Number(row[p]) is { } value && !SheetNumber.IsExact(value))) return null;
        var text = $"IFERROR(ROUND({formula.Sheet(n => Address(_made.Report.Places[n], number))},{decimals.ToString(CultureInfo.InvariantCulture)}),\"\")";
        return parts.Count == 0 ? text : $"IF(COUNT({string.Join(',', parts.Select(p => Address(p, number)))})<{parts.Count.ToString(CultureInfo.InvariantCulture)},\"\",{text})";
    }

    /// <summary>Where the columns of a formula stand; the same for every row.</summary>
    private IReadOnlyList<int> Parts(int place)
    {
        if (!_parts.TryGetValue(place, out var parts))
            _parts.Add(place, parts = [.. _made.Report.Columns[place].Formula!.Names.Distinct(StringComparer.Ordinal).Select(n => _made.Report.Places[n])]);
        return parts;
    }

    private string? Total(object?[] total, int place)
    {
        if (_made.Rows.Any(r => ReportRows.Number(r[place]) is not { } value || !SheetNumber.IsExact(value))) return null;
        var last = FirstRow + _made.Rows.Count - 1;
        string Span(int column) => $"{Address(column, FirstRow)}:{Address(column, last)}";
        return _made.Report.Currency is { } currency ? $"SUMIF({Span(currency)},\"{(string?)total[currency]}\",{Span(place)})" : $"SUM({Span(place)})";
    }

    private static string Address(int column, int row)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26) letters = (char)('A' + ((rest - 1) % 26)) + letters;
        return letters + row.ToString(CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Documents;

/// <summary>
/// The statement as a workbook: a sheet "Statement" and a sheet "Transactions". Subtotals, closings and differences are formulas with the stored
/// figure as their value, so that a reader can follow them and a program that does not calculate reads the same. A column with a figure of more
/// than 15 digits has no formulas: that figure is text, which a sum would leave out.
/// </summary>
internal sealed class InvestorStatementWorkbook
{
    private static readonly string[] FigureColumns = ["B", "C", "D"];

    private readonly InvestorStatementModel _model;
    private readonly Spreadsheet _sheet;
    private readonly SheetStyles _styles;
    private readonly CancellationToken _cancellation;

    private InvestorStatementWorkbook(InvestorStatementModel model, Spreadsheet sheet, CancellationToken cancellation) =>
        (_model, _sheet, _styles, _cancellation) = (model, sheet, new SheetStyles(sheet), cancellation);

    /// <summary>Writes the workbook. The same model gives the same bytes.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.*</c>, <c>reporting.document.amount_not_payable</c>.</exception>
    public static async Task<byte[]> Write(InvestorStatementModel model, CancellationToken cancellation)
    {
        StatementRules.Check(model);
        using var stream = new MemoryStream();
        await using (var sheet = await Spreadsheet.CreateNewAsync(stream, SheetOptions.Default, cancellation))
        {
            var workbook = new InvestorStatementWorkbook(model, sheet, cancellation);
            await workbook.StatementSheet();
            await workbook.TransactionsSheet();
            if (model.InCurrency is { } own)
                await new StatementInCurrencySheets(model, own, sheet, workbook._styles, cancellation).Write();
            await sheet.FinishAsync(cancellation);
        }

        var bytes = stream.ToArray();
        StableZip.SetTimes(bytes, model.Stamp.ProducedAt);
        return bytes;
    }

    private async Task StatementSheet()
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        options.Column(1).Width = 46;
        foreach (var column in Enumerable.Range(2, FigureColumns.Length))
            options.Column(column).Width = 24;
        await _sheet.StartWorksheetAsync("Statement", options, _cancellation);
        await Row(
            new Cell($"Investor statement ({_model.Currency.Code})", _styles.Header), new Cell("Period", _styles.FigureHeader),
            new Cell("Year to date", _styles.FigureHeader), new Cell("Since inception", _styles.FigureHeader));
        await Particulars();
        var closing = await RollForward(_model.CapitalAccount);
        foreach (var line in _model.CapitalAccountMemo)
            await Row([Text("Memo: " + line.Label), .. line.Amounts.Columns.Select(amount => Money(amount))]);
        var unfunded = await RollForward(_model.Unfunded);
        await Performance();
        await TieOut(closing, unfunded);
        foreach (var note in _model.Notes)
            await Row(Text(note));
    }

    private async Task Particulars()
    {
        await Particular("Firm", _model.Letterhead.FirmName);
        await Particular("Fund", _model.FundName);
        await Particular("Investor", _model.Investor.Name);
        await Particular("Statement", _model.PeriodName);
        await Row(Text("Period from"), SheetDate.Cell(_model.PeriodStart, _styles));
        await Row(Text("Period to"), SheetDate.Cell(_model.PeriodEnd, _styles));
        await Particular("Status", _model.Status);
        await Particular("Reference", _model.Stamp.Reference);
        await Particular("Made from", _model.Stamp.ContentHash);
        await Particular("Currency", _model.Currency.Code);
        await Row(Text("Commitment"), Money(_model.Commitment));
    }

    private async Task Particular(string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            await Row(Text(label), Text(value));
    }

    // Returns the row of the closing balance.
    private async Task<int> RollForward(StatementRollForward roll)
    {
        await Row();
        await Row(Bold(roll.Name));
        var isExact = Enumerable.Range(0, FigureColumns.Length).Select(column => IsExact(roll, column)).ToArray();
        var parts = new List<string> { Here($"{{0}}{_sheet.NextRowNumber}") };
        await Row([Text(roll.OpeningLabel), .. roll.Opening.Columns.Select(amount => Money(amount))]);
        foreach (var section in roll.Sections.Where(section => section.Lines.Count > 0))
            parts.Add(await Section(section, isExact));
        var closingRow = _sheet.NextRowNumber;
        await Row([new Cell(SheetText.Clean(roll.ClosingLabel), _styles.TotalText), .. Sums(string.Join('+', parts), roll.Closing.Columns, isExact)]);
        return closingRow;
    }

    // Returns what the section adds to the closing, with {0} for the column.
    private async Task<string> Section(StatementSection section, bool[] isExact)
    {
        await Row(Bold(section.Name));
        var first = _sheet.NextRowNumber;
        foreach (var line in section.Lines)
            await Row([Text(line.Label), .. line.Amounts.Columns.Select(amount => Money(amount))]);
        var sum = Here($"SUM({{0}}{first}:{{0}}{_sheet.NextRowNumber - 1})");
        if (section.SubtotalLabel is not { } label)
            return sum;
        var subtotalRow = _sheet.NextRowNumber;
        var sums = Enumerable.Range(0, FigureColumns.Length).Select(column => section.Lines.Sum(line => line.Amounts.Columns[column])).ToList();
        await Row([new Cell(SheetText.Clean(label), _styles.TotalText), .. Sums(sum, sums, isExact)]);
        return Here($"{{0}}{subtotalRow}");
    }

    private IEnumerable<Cell> Sums(string formula, IReadOnlyList<decimal> stored, bool[] isExact) => stored.Select((amount, column) =>
        Computed(string.Format(CultureInfo.InvariantCulture, formula, FigureColumns[column]), amount, isExact[column], isTotal: true));

    private async Task Performance()
    {
        var performance = _model.Performance;
        await Row();
        await Row(Bold("Performance since inception, net"));
        await Row(Text("DPI"), Ratio(performance.Dpi, "0.00\\x"));
        await Row(Text("RVPI"), Ratio(performance.Rvpi, "0.00\\x"));
        await Row(Text("TVPI"), Ratio(performance.Tvpi, "0.00\\x"));
        await Row(Text("PIC"), Ratio(performance.Pic, "0.00\\x"));
        await Row(Text("IRR"), Ratio(performance.Irr, "0.00%"));
        if (performance.Note is { } note)
            await Row(Text(note));
    }

    private async Task TieOut(int closingRow, int unfundedRow)
    {
        await Row();
        await Row(Bold("Tied to the fund's book"), FigureHead("This statement"), FigureHead("Fund's book"), FigureHead("Difference"));
        await TieOutRow(_model.CapitalAccount, closingRow, _model.TieOut.CapitalAccount);
        await TieOutRow(_model.Unfunded, unfundedRow, _model.TieOut.Unfunded);
        if (_model.TieOut.Note is { } note)
            await Row(Text(note));
    }

    private async Task TieOutRow(StatementRollForward roll, int closingRow, decimal book)
    {
        var (row, closing) = (_sheet.NextRowNumber, roll.Closing.SinceInception);
        var isExact = SheetNumber.IsExact(closing) && SheetNumber.IsExact(book);
        await Row(
            Text(roll.ClosingLabel), Computed(Here($"D{closingRow}"), closing, isExact, isTotal: false), Money(book),
            Computed(Here($"B{row}-C{row}"), closing - book, isExact, isTotal: false));
    }

    private async Task TransactionsSheet()
    {
        var options = new WorksheetOptions { FrozenRows = 1, AutoFilter = new(Here($"A1:F{_model.Transactions.Count + 1}")) };
        double[] widths = [12, 40, 48, 24, 22, 22];
        foreach (var (width, column) in widths.Select((width, index) => (width, index + 1)))
            options.Column(column).Width = width;
        await _sheet.StartWorksheetAsync("Transactions", options, _cancellation);
        await Row(
            new("Date", _styles.Header), new("Type", _styles.Header), new("Description", _styles.Header), new("Reference", _styles.Header),
            FigureHead($"Amount ({_model.Currency.Code})"), FigureHead($"Effect on unfunded ({_model.Currency.Code})"));
        foreach (var each in _model.Transactions)
        {
            await Row(
                SheetDate.Cell(each.Date, _styles), Text(each.Type), Text(each.Description), Text(each.Reference),
                Money(each.Amount), Money(each.EffectOnUnfunded));
        }
    }

    private ValueTask Row(params Cell[] cells) => _sheet.AddRowAsync(cells, _cancellation);

    private Cell Text(string text) => new(SheetText.Clean(text), _styles.Text);

    private Cell Bold(string text) => new(SheetText.Clean(text), _styles.BoldText);

    private Cell FigureHead(string text) => new(text, _styles.FigureHeader);

    private Cell Money(decimal amount, bool isTotal = false) => SheetNumber.IsExact(Figures.Payable(amount, _model.Currency))
        ? new(amount, _styles.Number(_model.Currency.MinorUnits, isTotal))
        : new(_model.Currency.Format(amount), _styles.NumberAsText);

    private Cell Computed(string formula, decimal stored, bool isExact, bool isTotal) => isExact && SheetNumber.IsExact(Figures.Payable(stored, _model.Currency))
        ? new(new Formula(formula), stored, _styles.Number(_model.Currency.MinorUnits, isTotal))
        : Money(stored, isTotal);

    // Ratios are not money: twelve decimals are more than anyone reads and fewer than a cell holds.
    private Cell Ratio(decimal? ratio, string format) => ratio is { } value
        ? new(Math.Round(value, 12, MidpointRounding.AwayFromZero), _styles.Of(format))
        : new("n/a", _styles.NumberAsText);

    // Sums count too: a subtotal that had to be text would be missing from the closing's formula.
    private static bool IsExact(StatementRollForward roll, int column)
    {
        var lines = roll.Sections.Select(section => section.Lines.Select(line => line.Amounts.Columns[column]).ToList()).ToList();
        return lines.SelectMany(each => each).Concat(lines.Select(each => each.Sum()))
            .Append(roll.Opening.Columns[column]).Append(roll.Closing.Columns[column]).All(SheetNumber.IsExact);
    }

    private static string Here(FormattableString reference) => FormattableString.Invariant(reference);
}

using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Returns;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Ilpa;

/// <summary>
/// The ILPA Performance Template as a workbook: a sheet of returns, a sheet of transactions with their treatment, and a sheet with the daily flows of each return. Sums, multiples and rates are
/// formulas with the stored figure as their value. Where a transaction has more than 15 digits, none of them is: that figure is text, which a sum would leave out.
/// </summary>
internal sealed class PerformanceWorkbook
{
    private const string Transactions = "Transactions";

    private const int FirstRow = 2;

    private readonly PerformanceTemplate _template;
    private readonly Currency _currency;
    private readonly Spreadsheet _sheet;
    private readonly SheetStyles _styles;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<Named> _returns;
    private readonly bool _isExact;

    /// <param name="Column">Of the sheet of transactions, where what the return counts stands; null for returns of the portfolio.</param>
    /// <param name="Role">The column with the role in the multiple.</param>
    private sealed record Named(string Label, string Multiple, IlpaReturn Return, string? Column = null, string? Role = null);

    private PerformanceWorkbook(PerformanceTemplate template, Spreadsheet sheet, CancellationToken cancellation)
    {
        (_template, _currency, _sheet, _styles, _cancellation) = (template, new Currency(template.Currency), sheet, new SheetStyles(sheet), cancellation);
        _returns = Returns(template);
        _isExact = template.Flows.All(f => SheetNumber.IsExact(f.Amount)) && _returns.All(r => SheetNumber.IsExact(r.Return.Value) && r.Return.Flows.All(f => SheetNumber.IsExact(f.Amount)));
    }

    /// <summary>Writes the workbook. The same template and time give the same bytes.</summary>
    /// <param name="bookHash">The last fact of the book that it was made from.</param>
    /// <exception cref="FundRuleException"><c>reporting.document.amount_not_payable</c>.</exception>
    public static async Task<byte[]> Write(PerformanceTemplate template, string bookHash, DateTimeOffset producedAt, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        await using (var sheet = await Spreadsheet.CreateNewAsync(stream, SheetOptions.Default, cancellation))
        {
            var workbook = new PerformanceWorkbook(template, sheet, cancellation);
            await workbook.Summary(bookHash);
            await workbook.AllTransactions();
            foreach (var one in workbook._returns) await workbook.Flows(one);
            await sheet.FinishAsync(cancellation);
        }
        var bytes = stream.ToArray();
        StableZip.SetTimes(bytes, producedAt);
        return bytes;
    }

    private static List<Named> Returns(PerformanceTemplate t)
    {
        var hasLine = t.NetWithoutLine is not null;
        List<Named> all = [new(hasLine ? "Net with line" : "Net", "TVPI", t.Net, "D", "H"), new(hasLine ? "Gross with line" : "Gross", "MOIC", t.Gross, "E", "H")];
        if (t.NetWithoutLine is { } net) all.Add(new("Net without line", "TVPI", net, "F", "I"));
        if (t.GrossWithoutLine is { } gross) all.Add(new("Gross without line", "MOIC", gross, "G", "I"));
        return [.. all, new("Portfolio realised", "MOIC", t.Portfolio.Realised), new("Portfolio unrealised", "MOIC", t.Portfolio.Unrealised), new("Portfolio total", "MOIC", t.Portfolio.Total)];
    }

    private async Task Summary(string bookHash)
    {
        await Start("Performance", 46, 22, 22, 22, 22);
        await Row(new Cell(SheetText.Clean($"{PerformanceTemplate.Name} ({_template.Currency})"), _styles.Header), FigureHead("IRR"), FigureHead("Multiple"), FigureHead("Paid in"), FigureHead("Value"));
        foreach (var one in _returns) await Row(Summary(one));
        await Row();
        foreach (var (label, value) in (LabelledValue[])
            [new("Fund", _template.FundName), new("Period end", _template.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), new("Method", Words(_template.Method)), new("Population", $"{_template.Partners.Count} fee-paying limited partners"), new("Made from", bookHash)])
            await Row(Text(label), Text(value));
        foreach (var note in _template.Notes) await Row(Text(note));
    }

    private Cell[] Summary(Named one)
    {
        var (r, row) = (one.Return, _sheet.NextRowNumber);
        var last = FirstRow + r.Flows.Count - 1;
        var rate = r.Irr.Rate is { } found ? Math.Round(found, 12, MidpointRounding.AwayFromZero) : (decimal?)null;
        // XIRR starts at the rate itself, since its own start of 10 % does not find every rate.
        var irr = rate is { } known && r.Irr.Status == IrrStatus.Unique && _isExact
            ? new Cell(new Formula(Here($"XIRR('{one.Label}'!B{FirstRow}:B{last},'{one.Label}'!A{FirstRow}:A{last},{known})")), known, _styles.Of("0.00%"))
            : Ratio(rate, "0.00%");
        var multiple = r.Multiple is { } ratio
            ? new Cell(new Formula(Here($"E{row}/D{row}")), Math.Round(ratio, 12, MidpointRounding.AwayFromZero), _styles.Of("0.00\\x"))
            : Ratio(null, "0.00\\x");
        return [Text(one.Label + " (" + one.Multiple + ")"), irr, multiple, Sum(one, r.PaidIn, isPaidIn: true), Sum(one, r.Value, isPaidIn: false)];
    }

    private Cell Sum(Named one, decimal amount, bool isPaidIn)
    {
        if (!_isExact || one.Column is null) return Money(amount);
        string Of(IlpaMultipleRole role) => Here($"SUMIFS({Range(one.Column)},{Range(one.Role!)},\"{Words(role)}\")");
        return new(new Formula(isPaidIn ? $"-{Of(IlpaMultipleRole.Denominator)}-{Of(IlpaMultipleRole.LessDenominator)}" : Of(IlpaMultipleRole.Numerator)), Figures.Payable(amount, _currency), _styles.Number(_currency.MinorUnits));
    }

    private async Task AllTransactions()
    {
        await Start(Transactions, 14, 54, 22, 22, 22, 22, 22, 20, 20);
        await Row(Head("Date"), Head("Type"), FigureHead("Amount"), FigureHead("Net, with line"), FigureHead("Gross, with line"), FigureHead("Net, without line"), FigureHead("Gross, without line"), Head("Multiple, with line"), Head("Multiple, without line"));
        foreach (var flow in _template.Flows)
        {
            var row = _sheet.NextRowNumber;
            Cell Counted(bool counts) => !counts ? default : _isExact ? new(new Formula(Here($"C{row}")), Figures.Payable(flow.Amount, _currency), _styles.Number(_currency.MinorUnits)) : Money(flow.Amount);
            await Row(
                SheetDate.Cell(flow.Date, _styles), Text(IlpaFlowTypes.LabelOf(flow.Type)), Money(flow.Amount), Counted(flow.WithLine.Net), Counted(flow.WithLine.Gross), Counted(flow.WithoutLine.Net),
                Counted(flow.WithoutLine.Gross), Text(Words(flow.WithLine.Role)), Text(Words(flow.WithoutLine.Role)));
        }
    }

    private async Task Flows(Named one)
    {
        await Start(one.Label, 14, 22);
        await Row(Head("Date"), FigureHead("Flow"));
        foreach (var flow in one.Return.Flows)
        {
            var row = _sheet.NextRowNumber;
            await Row(
                SheetDate.Cell(flow.Date, _styles),
                one.Column is not null && _isExact
                    ? new(new Formula(Here($"SUMIFS({Range(one.Column)},{Range("A")},A{row})")), Figures.Payable(flow.Amount, _currency), _styles.Number(_currency.MinorUnits))
                    : Money(flow.Amount));
        }
    }

    private string Range(string column) => Here($"{Transactions}!{column}${FirstRow}:{column}${FirstRow + _template.Flows.Count - 1}");

    /// <summary>The method's name.</summary>
    public static string Words(IlpaMethod method) => method == IlpaMethod.Granular ? "Granular" : "Gross up";

    /// <summary>The role's name.</summary>
    public static string Words(IlpaMultipleRole role) => role switch
    {
        IlpaMultipleRole.Numerator => "Numerator",
        IlpaMultipleRole.Denominator => "Denominator",
        IlpaMultipleRole.LessDenominator => "Decreases denominator",
        _ => "Excluded",
    };

    private async Task Start(string name, params int[] widths)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var column = 0; column < widths.Length; column++) options.Column(column + 1).Width = widths[column];
        await _sheet.StartWorksheetAsync(name, options, _cancellation);
    }

    private Cell Ratio(decimal? value, string format) => value is { } ratio ? new(ratio, _styles.Of(format)) : new("n/a", _styles.NumberAsText);

    private Cell Money(decimal amount) => FigureWorkbook.Money(amount, _currency, _styles);

    private Cell Text(string text) => new(SheetText.Clean(text), _styles.Text);

    private Cell Head(string text) => new(text, _styles.Header);

    private Cell FigureHead(string text) => new(text, _styles.FigureHeader);

    private ValueTask Row(params Cell[] cells) => _sheet.AddRowAsync(cells, _cancellation);

    private static string Here(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

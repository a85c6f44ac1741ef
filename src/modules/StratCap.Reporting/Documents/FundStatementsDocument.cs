using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>A fund's financial statements for reading and printing, and as a workbook whose sums are formulas. The same model gives the same bytes.</summary>
internal static class FundStatementsDocument
{
    private const string Title = "Financial statements";

    private static readonly string[] Notes =
    [
        "Unaudited. Capital called and not yet received is no asset until it is received.",
        "Accrued carried interest is what a liquidation at the capital accounts would allocate.",
        "An investment's level (ASC 820) is that of its last valuation; transfers between levels are taken at the end of the period, at the fair value then.",
        "Ratios are those of the limited partners as a class, to their average capital by days before accrued carried interest, for the period and not annualised.",
    ];

    private static string[] NotesOf(FundStatementsModel model) => model.FundCurrency == model.Currency
        ? Notes
        :
        [
            .. Notes,
            $"Translated from {model.FundCurrency.Code} by the current-rate method (ASC 830-30): assets and liabilities at the rates of their days, capital and result at the rates of the days on which they came. The difference is a part of the partners' capital. The highlights and fair values by level are in {model.FundCurrency.Code}.",
        ];

    private static readonly (string Label, Func<FinancialHighlights, decimal?> Value)[] HighlightRows =
    [
        ("Expense ratio", h => h.ExpenseRatio),
        ("Carried interest ratio", h => h.CarriedInterestRatio),
        ("Net investment income ratio", h => h.NetInvestmentIncomeRatio),
        ("Internal rate of return since inception, beginning of period", h => h.IrrAtBeginning),
        ("Internal rate of return since inception, end of period", h => h.IrrAtEnd),
    ];

    /// <summary>Renders the statements as PDF.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.does_not_tie</c>, <c>reporting.document.*</c>.</exception>
    public static byte[] Pdf(FundStatementsModel model)
    {
        Check(model.Ties, model.Currency);
        using var flow = new DocumentFlow(model.Letterhead, model.Stamp, Title, $"{Title}, {model.PeriodName}, {model.FundName}");
        flow.Title(Title, $"{model.FundName} · {model.PeriodName}");
        foreach (var table in model.Tables)
            flow.Table(table.Title, Printed(table, model.Currency));
        flow.Table("Schedule of investments", Schedule(model));
        if (model.Investments.Count == 0)
            flow.Note("None.");
        flow.Table("Financial highlights of the limited partners", new(
            [new(""), new("", PdfColumnKind.Figure)],
            [
                new(["Average capital, weighted by days", Figures.MoneyWithCode(model.Highlights.AverageCapital, model.FundCurrency)]),
                .. HighlightRows.Select(row => new PdfRow([row.Label, Figures.Percent(row.Value(model.Highlights))])),
            ]));
        flow.Table("Ties", new(
            [new(""), new($"Left ({model.Currency.Code})", PdfColumnKind.Figure), new($"Right ({model.Currency.Code})", PdfColumnKind.Figure)],
            [.. model.Ties.Select(t => new PdfRow([t.What, Figures.Money(t.Left, model.Currency), Figures.Money(t.Right, model.Currency)]))]));
        foreach (var note in NotesOf(model))
            flow.Note(note);
        return flow.Finish();
    }

    /// <summary>Writes the statements as a workbook: a sheet for each statement, sums as formulas with their figure.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.does_not_tie</c>, <c>reporting.document.*</c>.</exception>
    public static async Task<byte[]> Xlsx(FundStatementsModel model, CancellationToken ct)
    {
        Check(model.Ties, model.Currency);
        return await FigureWorkbook.Write([.. model.Tables.Select(t => Sheet(t, model.Currency)), Highlights(model)], model.Stamp.ProducedAt, ct, (sheet, styles) => ScheduleSheet(model, sheet, styles, ct));
    }

    /// <summary>Refuses to print what does not tie.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.does_not_tie</c>.</exception>
    public static void Check(IReadOnlyList<StatementsTie> ties, Currency currency)
    {
        if (ties.FirstOrDefault(t => !t.Holds) is { } odd)
            throw new FundRuleException("reporting.statement.does_not_tie", $"{odd.What}: {currency.Format(odd.Left)} against {currency.Format(odd.Right)}. Nothing is printed until they are the same.");
    }

    private static PdfTable Printed(LedgerTable table, Currency currency) => new(
        [new(""), .. table.Columns.Select(c => new PdfColumn($"{c.Label} ({currency.Code})", PdfColumnKind.Figure))],
        [.. table.Rows.Select(row => new PdfRow(
            [row.Kind == LedgerRowKind.Memo ? "Memo: " + row.Label : row.Label, .. row.Kind == LedgerRowKind.Section ? table.Columns.Select(_ => "") : row.Amounts.Select(a => Figures.Money(a, currency))],
            row.Kind switch
            {
                LedgerRowKind.Section => PdfRowKind.Section,
                LedgerRowKind.Subtotal => PdfRowKind.Subtotal,
                LedgerRowKind.Total => PdfRowKind.Total,
                _ => PdfRowKind.Line,
            }))]);

    private static PdfTable Schedule(FundStatementsModel model) => new(
        [
            new("Investment"), new("Level", PdfColumnKind.Short), new("Valued on", PdfColumnKind.Short), new($"Cost ({model.Currency.Code})", PdfColumnKind.Figure),
            new($"Fair value ({model.Currency.Code})", PdfColumnKind.Figure), new("Of capital", PdfColumnKind.Figure),
        ],
        [
            .. model.Investments.Select(i => new PdfRow(
            [
                i.Name, i.Level?.ToString(CultureInfo.InvariantCulture) ?? "–", i.ValuedOn is { } day ? Figures.ShortDate(day) : "–", Figures.Money(i.Cost, model.Currency), Figures.Money(i.FairValue, model.Currency),
                Figures.Percent(i.PercentOfCapital),
            ])),
            new(["Total", "", "", Figures.Money(model.Investments.Sum(i => i.Cost), model.Currency), Figures.Money(model.Investments.Sum(i => i.FairValue), model.Currency), Figures.Percent(model.Investments.Sum(i => i.PercentOfCapital))], PdfRowKind.Total),
        ]);

    /// <summary>A statement as a sheet of its own.</summary>
    public static FigureSheet Sheet(LedgerTable table, Currency currency) => new(
        SheetName(table), $"{table.Title} ({currency.Code})", currency, [.. table.Columns.Select(c => c.Label)], [],
        [.. table.Rows.Select(row => new FigureRow(row.Key, row.Kind == LedgerRowKind.Memo ? "Memo: " + row.Label : row.Label, KindOf(row.Kind), [.. (row.Sum ?? []).Select(t => new IlpaPart(t.Key, t.Less ? -1 : 1))], [.. row.Amounts]))],
        [], []);

    private static FigureSheet Highlights(FundStatementsModel model) => new(
        "Financial highlights", $"Limited partners ({model.FundCurrency.Code})", model.FundCurrency, [model.PeriodName], [new("Fund", model.FundName), new("Reference", model.Stamp.Reference), new("Made from", model.Stamp.ContentHash ?? "n/a")],
        [new("averageCapital", "Average capital, weighted by days", IlpaRowKind.Entered, [], [model.Highlights.AverageCapital])],
        [.. HighlightRows.Select(row => (row.Label, row.Value(model.Highlights), "0.00%"))], NotesOf(model));

    private static IlpaRowKind KindOf(LedgerRowKind kind) => kind switch
    {
        LedgerRowKind.Section => IlpaRowKind.Heading,
        LedgerRowKind.Subtotal or LedgerRowKind.Total => IlpaRowKind.Sum,
        LedgerRowKind.Memo => IlpaRowKind.Memo,
        _ => IlpaRowKind.Entered,
    };

    private static string SheetName(LedgerTable table) => table.Key switch
    {
        "assetsAndLiabilities" => "Assets and liabilities",
        "operations" => "Operations",
        "changes" => "Changes in capital",
        "changesYear" => "Changes, year to date",
        "fairValueHierarchy" => "Fair value hierarchy",
        "fairValueRoll" => "Fair value roll-forward",
        "fairValueInvestments" => "Movements by investment",
        _ => "Cash flows",
    };

    private static async Task ScheduleSheet(FundStatementsModel model, Spreadsheet sheet, SheetStyles styles, CancellationToken ct)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        options.Column(1).Width = 46;
        foreach (var column in Enumerable.Range(2, 5)) options.Column(column).Width = 20;
        await sheet.StartWorksheetAsync("Schedule of investments", options, ct);
        await sheet.AddRowAsync(
            [new Cell("Investment", styles.Header), new("Level", styles.FigureHeader), new("Valued on", styles.Header), new($"Cost ({model.Currency.Code})", styles.FigureHeader), new($"Fair value ({model.Currency.Code})", styles.FigureHeader), new("Of capital", styles.FigureHeader)], ct);
        Cell Money(decimal amount) => FigureWorkbook.Money(amount, model.Currency, styles);
        foreach (var i in model.Investments)
            await sheet.AddRowAsync(
                [new Cell(SheetText.Clean(i.Name), styles.Text), i.Level is { } level ? new Cell(level) : new Cell(""), i.ValuedOn is { } day ? SheetDate.Cell(day, styles) : new Cell(""), Money(i.Cost), Money(i.FairValue), Percent(i.PercentOfCapital, styles)], ct);
        var last = model.Investments.Count + 1;
        Cell Sum(char column, Func<ScheduledInvestment, decimal> figure) => last > 1 && model.Investments.All(i => SheetNumber.IsExact(figure(i)))
            ? new(new Formula(string.Create(CultureInfo.InvariantCulture, $"SUM({column}2:{column}{last})")), model.Investments.Sum(figure), styles.Number(model.Currency.MinorUnits, true))
            : Money(model.Investments.Sum(figure));
        await sheet.AddRowAsync([new Cell("Total", styles.TotalText), new Cell("", styles.TotalText), new Cell("", styles.TotalText), Sum('D', i => i.Cost), Sum('E', i => i.FairValue), Percent(model.Investments.Sum(i => i.PercentOfCapital), styles)], ct);
    }

    private static Cell Percent(decimal? fraction, SheetStyles styles) => fraction is { } value ? new(Math.Round(value, 12, MidpointRounding.AwayFromZero), styles.Of("0.00%")) : new("n/a", styles.NumberAsText);
}

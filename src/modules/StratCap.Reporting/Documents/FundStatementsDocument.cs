using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Documents;

/// <summary>A fund's financial statements for reading and printing, and as a workbook whose sums are formulas. The same model gives the same bytes.</summary>
internal static class FundStatementsDocument
{
    private const string Title = "Financial statements";

    private static readonly string[] Notes =
    [
        "Unaudited. Capital called and not yet received is no asset until it is received.",
        "Accrued carried interest is what a liquidation at the capital accounts would allocate.",
        "Ratios are those of the limited partners as a class, to their average capital by days before accrued carried interest, for the period and not annualised.",
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
        Check(model);
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
                new(["Average capital, weighted by days", Figures.MoneyWithCode(model.Highlights.AverageCapital, model.Currency)]),
                .. HighlightRows.Select(row => new PdfRow([row.Label, Figures.Percent(row.Value(model.Highlights))])),
            ]));
        flow.Table("Ties", new(
            [new(""), new($"Left ({model.Currency.Code})", PdfColumnKind.Figure), new($"Right ({model.Currency.Code})", PdfColumnKind.Figure)],
            [.. model.Ties.Select(t => new PdfRow([t.What, Figures.Money(t.Left, model.Currency), Figures.Money(t.Right, model.Currency)]))]));
        foreach (var note in Notes)
            flow.Note(note);
        return flow.Finish();
    }

    /// <summary>Writes the statements as a workbook: a sheet for each statement, sums as formulas with their figure.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.does_not_tie</c>, <c>reporting.document.*</c>.</exception>
    public static async Task<byte[]> Xlsx(FundStatementsModel model, CancellationToken ct)
    {
        Check(model);
        using var stream = new MemoryStream();
        await using (var sheet = await Spreadsheet.CreateNewAsync(stream, SheetOptions.Default, ct))
        {
            var styles = new SheetStyles(sheet);
            foreach (var table in model.Tables)
                await new FigureSheet(sheet, styles, model.Currency, ct).Write(table, SheetName(table));
            await ScheduleSheet(model, sheet, styles, ct);
            await HighlightsSheet(model, sheet, styles, ct);
            await sheet.FinishAsync(ct);
        }
        var bytes = stream.ToArray();
        StableZip.SetTimes(bytes, model.Stamp.ProducedAt);
        return bytes;
    }

    private static void Check(FundStatementsModel model)
    {
        if (model.Ties.FirstOrDefault(t => !t.Holds) is { } odd)
            throw new FundRuleException("reporting.statement.does_not_tie", $"{odd.What}: {model.Currency.Format(odd.Left)} against {model.Currency.Format(odd.Right)}. Nothing is printed until they are the same.");
    }

    private static PdfTable Printed(FigureTable table, Currency currency) => new(
        [new(""), .. table.Columns.Select(c => new PdfColumn($"{c.Label} ({currency.Code})", PdfColumnKind.Figure))],
        [.. table.Rows.Select(row => new PdfRow(
            [row.Kind == FigureRowKind.Memo ? "Memo: " + row.Label : row.Label, .. row.Kind == FigureRowKind.Section ? table.Columns.Select(_ => "") : row.Amounts.Select(a => Figures.Money(a, currency))],
            row.Kind switch
            {
                FigureRowKind.Section => PdfRowKind.Section,
                FigureRowKind.Subtotal => PdfRowKind.Subtotal,
                FigureRowKind.Total => PdfRowKind.Total,
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

    private static string SheetName(FigureTable table) => table.Key switch
    {
        "assetsAndLiabilities" => "Assets and liabilities",
        "operations" => "Operations",
        "changes" => "Changes in capital",
        "changesYear" => "Changes, year to date",
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
        var figures = new FigureSheet(sheet, styles, model.Currency, ct);
        foreach (var i in model.Investments)
            await sheet.AddRowAsync(
                [new Cell(SheetText.Clean(i.Name), styles.Text), i.Level is { } level ? new Cell(level) : new Cell(""), i.ValuedOn is { } day ? SheetDate.Cell(day, styles) : new Cell(""), figures.Money(i.Cost), figures.Money(i.FairValue), Percent(i.PercentOfCapital, styles)], ct);
        var last = model.Investments.Count + 1;
        Cell Sum(string column, Func<ScheduledInvestment, decimal> figure) =>
            figures.Computed(last == 1 ? "0" : string.Create(CultureInfo.InvariantCulture, $"SUM({column}2:{column}{last})"), model.Investments.Sum(figure), model.Investments.All(i => SheetNumber.IsExact(figure(i))));
        await sheet.AddRowAsync([new Cell("Total", styles.TotalText), new Cell("", styles.TotalText), new Cell("", styles.TotalText), Sum("D", i => i.Cost), Sum("E", i => i.FairValue), Percent(model.Investments.Sum(i => i.PercentOfCapital), styles)], ct);
    }

    private static async Task HighlightsSheet(FundStatementsModel model, Spreadsheet sheet, SheetStyles styles, CancellationToken ct)
    {
        var options = new WorksheetOptions();
        options.Column(1).Width = 62;
        options.Column(2).Width = 22;
        await sheet.StartWorksheetAsync("Financial highlights", options, ct);
        await sheet.AddRowAsync([new Cell("Limited partners", styles.Header), new(model.PeriodName, styles.FigureHeader)], ct);
        await sheet.AddRowAsync([new Cell("Average capital, weighted by days", styles.Text), new FigureSheet(sheet, styles, model.Currency, ct).Money(model.Highlights.AverageCapital)], ct);
        foreach (var (label, value) in HighlightRows)
            await sheet.AddRowAsync([new Cell(label, styles.Text), Percent(value(model.Highlights), styles)], ct);
        foreach (var text in new[] { model.FundName, "Reference " + model.Stamp.Reference, "Made from " + model.Stamp.ContentHash }.Concat(Notes))
            await sheet.AddRowAsync([new Cell(SheetText.Clean(text), styles.Text)], ct);
    }

    private static Cell Percent(decimal? fraction, SheetStyles styles) => fraction is { } value ? new(Math.Round(value, 12, MidpointRounding.AwayFromZero), styles.Of("0.00%")) : new("n/a", styles.NumberAsText);
}

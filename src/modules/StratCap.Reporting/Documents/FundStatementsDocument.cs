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

    private const string Indent = "\u00a0\u00a0\u00a0";

    private static readonly string[] Notes =
    [
        "Unaudited. Capital called and not yet received is no asset until it is received.",
        "Accrued carried interest is what a liquidation at the capital accounts would allocate.",
        "An investment's level (ASC 820) is that of its last valuation; transfers between levels are taken at the end of the period, at the fair value then.",
        "Investments above 5 % of net assets stand by name, the others of each group together. Countries are those of an issuer's main business.",
        "Ratios are those of the limited partners as a class, to their average capital by days before accrued carried interest, for the period and not annualised.",
    ];

    private static string[] NotesOf(FundStatementsModel model) => model.FundCurrency == model.Currency
        ? Notes
        :
        [
            .. Notes,
            $"Translated from {model.FundCurrency.Code} by the current-rate method (ASC 830-30): assets and liabilities at the rates of their days, capital and result at the rates of the days on which they came. The difference is a part of the partners' capital; what changes of the rates did to fair values stands on a line of its own.",
            "The highlights are ratios of translated amounts. The average takes the capital of the opening at the rate of its day and what moved it at the rates of its days; a rate of return is that of the flows, each converted at the rate of its day.",
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
                new(["Average capital, weighted by days", Figures.MoneyWithCode(model.Highlights.AverageCapital, model.Currency)]),
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
        return await FigureWorkbook.Write(
            [.. model.Tables.Select(t => Sheet(t, model.Currency)), Highlights(model)], model.Stamp.ProducedAt, ct, (sheet, styles) => new ScheduleSheets(model, sheet, styles, ct).Write());
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
            new($"Fair value ({model.Currency.Code})", PdfColumnKind.Figure), new("Of net assets", PdfColumnKind.Figure),
        ],
        [.. model.Schedule.Select(row => new PdfRow(
            [
                Label(row), row.Investment?.Level?.ToString(CultureInfo.InvariantCulture) ?? "", row.Investment?.ValuedOn is { } day ? Figures.ShortDate(day) : "",
                Figures.Money(row.Cost, model.Currency), Figures.Money(row.FairValue, model.Currency), Figures.Percent(row.PercentOfNetAssets),
            ],
            row.Kind switch
            {
                ScheduleRowKind.Type => PdfRowKind.Section,
                ScheduleRowKind.Total => PdfRowKind.Total,
                _ => PdfRowKind.Line,
            }))]);

    /// <summary>Deeper groups begin further in; what is not named says of how many it is.</summary>
    private static string Label(ScheduleRow row) => row.Kind switch
    {
        ScheduleRowKind.Country => Indent + row.Label,
        ScheduleRowKind.Industry => Indent + Indent + row.Label,
        ScheduleRowKind.Investment => Indent + Indent + Indent + row.Label,
        ScheduleRowKind.Others => string.Create(CultureInfo.InvariantCulture, $"{Indent}{Indent}{Indent}{row.Label} ({row.Count})"),
        _ => row.Label,
    };

    /// <summary>A statement as a sheet of its own.</summary>
    public static FigureSheet Sheet(LedgerTable table, Currency currency) => new(
        SheetName(table), $"{table.Title} ({currency.Code})", currency, [.. table.Columns.Select(c => c.Label)], [],
        [.. table.Rows.Select(row => new FigureRow(row.Key, row.Kind == LedgerRowKind.Memo ? "Memo: " + row.Label : row.Label, KindOf(row.Kind), [.. (row.Sum ?? []).Select(t => new IlpaPart(t.Key, t.Less ? -1 : 1))], [.. row.Amounts]))],
        [], []);

    private static FigureSheet Highlights(FundStatementsModel model) => new(
        "Financial highlights", $"Limited partners ({model.Currency.Code})", model.Currency, [model.PeriodName], [new("Fund", model.FundName), new("Reference", model.Stamp.Reference), new("Made from", model.Stamp.ContentHash ?? "n/a")],
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
}

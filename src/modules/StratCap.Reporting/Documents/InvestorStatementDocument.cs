using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>An investor's statement: capital account, unfunded commitment, performance, transactions, and the proof that it ties to the fund's book.</summary>
internal static class InvestorStatementDocument
{
    /// <summary>Renders the statement for reading and printing. The same model gives the same bytes.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.*</c>: it does not add up or tie; <c>reporting.document.*</c>: it cannot be printed.</exception>
    public static byte[] Pdf(InvestorStatementModel model)
    {
        StatementRules.Check(model);
        using var flow = new DocumentFlow(model.Letterhead, model.Stamp, "Investor statement", $"Investor statement, {model.PeriodName}, {model.FundName}, {model.Investor.Name}");
        flow.Title("Investor statement", $"{model.FundName} · {model.PeriodName}");
        flow.AddresseeAndData(model.Investor, Data(model));
        flow.Tiles(
        [
            new(model.CapitalAccount.ClosingLabel, Figures.MoneyWithCode(model.CapitalAccount.Closing.SinceInception, model.Currency)),
            new("Commitment", Figures.MoneyWithCode(model.Commitment, model.Currency)),
            new(model.Unfunded.ClosingLabel, Figures.MoneyWithCode(model.Unfunded.Closing.SinceInception, model.Currency)),
        ]);
        flow.Table(model.CapitalAccount.Name, RollForward(model.CapitalAccount, model.CapitalAccountMemo, model.Currency));
        flow.Table(model.Unfunded.Name, RollForward(model.Unfunded, [], model.Currency));
        Performance(flow, model.Performance);
        flow.Table(model.TransactionsTitle, Transactions(model));
        if (model.Transactions.Count == 0)
            flow.Note("None.");
        flow.Table("Tied to the fund's book", TieOut(model));
        if (model.TieOut.Note is { } note)
            flow.Note(note);
        if (model.InCurrency is { } own)
            StatementInCurrencyPages.Add(flow, model, own);
        NoticeParts.Closing(flow, model.Contact, model.Notes);
        return flow.Finish();
    }

    /// <summary>Renders the statement as a workbook with live formulas beside the stored figures. See <see cref="InvestorStatementWorkbook"/>.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.*</c>.</exception>
    public static Task<byte[]> Xlsx(InvestorStatementModel model, CancellationToken cancellation = default) => InvestorStatementWorkbook.Write(model, cancellation);

    private static List<LabelledValue> Data(InvestorStatementModel model)
    {
        List<LabelledValue> data =
        [
            new("Period", $"{Figures.ShortDate(model.PeriodStart)} to {Figures.ShortDate(model.PeriodEnd)}"),
            new("As of", Figures.Date(model.PeriodEnd)),
            new("Currency", model.InCurrency is { } own ? $"{model.Currency.Code}, and in {own.Currency.Code} below" : model.Currency.Code),
            new("Reference", model.Stamp.Reference),
        ];
        if (model.Status is { } status)
            data.Add(new("Status", status));
        return data;
    }

    /// <summary>A balance and what moved it, in three columns.</summary>
    public static PdfTable RollForward(StatementRollForward roll, IReadOnlyList<StatementLine> memo, Currency currency)
    {
        List<PdfRow> rows = [Row(roll.OpeningLabel, roll.Opening, PdfRowKind.Line)];
        foreach (var section in roll.Sections.Where(section => section.Lines.Count > 0))
        {
            rows.Add(new([section.Name, "", "", ""], PdfRowKind.Section));
            rows.AddRange(section.Lines.Select(line => Row(line.Label, line.Amounts, PdfRowKind.Line)));
            if (section.SubtotalLabel is { } label)
                rows.Add(Row(label, Sum(section.Lines), PdfRowKind.Subtotal));
        }

        rows.Add(Row(roll.ClosingLabel, roll.Closing, PdfRowKind.Total));
        rows.AddRange(memo.Select(line => Row("Memo: " + line.Label, line.Amounts, PdfRowKind.Line)));
        return new(
            [
                new(""),
                new($"Period ({currency.Code})", PdfColumnKind.Figure),
                new($"Year to date ({currency.Code})", PdfColumnKind.Figure),
                new($"Since inception ({currency.Code})", PdfColumnKind.Figure),
            ],
            rows);

        PdfRow Row(string label, StatementAmounts amounts, PdfRowKind kind) => new([label, .. amounts.Columns.Select(amount => Figures.Money(amount, currency))], kind);
    }

    private static StatementAmounts Sum(IReadOnlyList<StatementLine> lines) => new(
        lines.Sum(line => line.Amounts.Period), lines.Sum(line => line.Amounts.YearToDate), lines.Sum(line => line.Amounts.SinceInception));

    private static void Performance(DocumentFlow flow, StatementPerformance performance)
    {
        flow.Heading("Performance since inception, net");
        flow.Tiles(
        [
            new("DPI", Figures.Multiple(performance.Dpi)),
            new("RVPI", Figures.Multiple(performance.Rvpi)),
            new("TVPI", Figures.Multiple(performance.Tvpi)),
            new("PIC", Figures.Multiple(performance.Pic)),
            new("IRR", Figures.Percent(performance.Irr)),
        ]);
        flow.Note("DPI: distributed to paid-in. RVPI: remaining value to paid-in. TVPI: total value to paid-in. PIC: paid-in to committed.");
        if (performance.Note is { } note)
            flow.Note(note);
    }

    private static PdfTable Transactions(InvestorStatementModel model) => new(
        [
            new("Date", PdfColumnKind.Short),
            new("Type"),
            new("Description", Share: 1.4),
            new("Reference", Share: 0.7),
            new($"Amount ({model.Currency.Code})", PdfColumnKind.Figure),
            new($"Effect on unfunded ({model.Currency.Code})", PdfColumnKind.Figure),
        ],
        model.Transactions.Select(each => new PdfRow(
        [
            Figures.ShortDate(each.Date), each.Type, each.Description, each.Reference,
            Figures.Money(each.Amount, model.Currency), Figures.Money(each.EffectOnUnfunded, model.Currency),
        ])).ToList());

    private static PdfTable TieOut(InvestorStatementModel model) => new(
        [
            new(""),
            new($"This statement ({model.Currency.Code})", PdfColumnKind.Figure),
            new($"Fund's book ({model.Currency.Code})", PdfColumnKind.Figure),
            new($"Difference ({model.Currency.Code})", PdfColumnKind.Figure),
        ],
        [
            Row(model.CapitalAccount, model.TieOut.CapitalAccount, model.Currency),
            Row(model.Unfunded, model.TieOut.Unfunded, model.Currency),
        ]);

    private static PdfRow Row(StatementRollForward roll, decimal book, Currency currency)
    {
        var closing = roll.Closing.SinceInception;
        return new([roll.ClosingLabel, Figures.Money(closing, currency), Figures.Money(book, currency), Figures.Money(closing - book, currency)]);
    }
}

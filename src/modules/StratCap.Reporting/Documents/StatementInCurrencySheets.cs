using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Worksheets;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;

namespace StratCap.Reporting.Documents;

/// <summary>A statement in another currency as three sheets: the capital account, whose sums are formulas, the period's transactions with their rates, whose closing is one, and the stored rates.</summary>
internal sealed class StatementInCurrencySheets(InvestorStatementModel model, StatementInCurrency own, Spreadsheet sheet, SheetStyles styles, CancellationToken ct)
{
    private string Code => own.Currency.Code;

    /// <summary>Writes them after the sheets that are there.</summary>
    public async Task Write()
    {
        await FigureWorkbook.Write(CapitalAccount(), sheet, styles, ct);
        await Transactions();
        await Rates();
    }

    private FigureSheet CapitalAccount()
    {
        var account = own.CapitalAccount;
        List<FigureRow> rows = [Row("opening", account.OpeningLabel, IlpaRowKind.Entered, account.Opening)];
        List<IlpaPart> parts = [new("opening")];
        for (var s = 0; s < account.Sections.Count; s++)
        {
            var section = account.Sections[s];
            rows.Add(new(Key(s), section.Name, IlpaRowKind.Heading, [], []));
            rows.AddRange(section.Lines.Select((line, l) => Row(Key(s, l), line.Label, IlpaRowKind.Entered, line.Amounts)));
            IlpaPart[] lines = [.. section.Lines.Select((_, l) => new IlpaPart(Key(s, l)))];
            parts.AddRange(lines);
            if (section.SubtotalLabel is { } label)
                rows.Add(Row(Key(s) + "sum", label, IlpaRowKind.Sum, Sum(section.Lines), lines));
        }
        var net = own.Memo[1];
        rows.AddRange(
        [
            Row("closing", account.ClosingLabel, IlpaRowKind.Sum, account.Closing, [.. parts]),
            Row("accruedCarry", StatementInCurrency.AccruedCarryLabel, IlpaRowKind.Memo, own.AccruedCarry),
            Row("net", net.Label, IlpaRowKind.Sum, net.Amounts, [new("closing"), new("accruedCarry")]),
            new("paidIn", "Paid in", IlpaRowKind.Memo, [], [null, null, own.PaidIn]),
            new("distributed", "Distributed", IlpaRowKind.Memo, [], [null, null, own.Distributed]),
            new("residualValue", "Residual value", IlpaRowKind.Memo, [], [null, null, own.ResidualValue]),
        ]);
        return new(
            $"In {Code}", $"{account.Name} in {Code}", own.Currency, ["Period", "Year to date", "Since inception"],
            [new("Fund", model.FundName), new("Investor", model.Investor.Name), new("Statement", model.PeriodName), new("Reference", model.Stamp.Reference)], rows,
            [
                ("DPI", own.Performance.Dpi, "0.00\\x"), ("RVPI", own.Performance.Rvpi, "0.00\\x"), ("TVPI", own.Performance.Tvpi, "0.00\\x"), ("IRR", own.Performance.Irr, "0.00%"),
            ],
            own.Performance.Note is { } note ? [own.Method, note] : [own.Method]);
    }

    private static FigureRow Row(string key, string label, IlpaRowKind kind, StatementAmounts amounts, params IlpaPart[] parts) => new(key, label, kind, parts, [.. amounts.Columns]);

    private static string Key(int section, int? line = null) => string.Create(CultureInfo.InvariantCulture, $"{section}.{line}");

    private static StatementAmounts Sum(IReadOnlyList<StatementLine> lines) => new(lines.Sum(l => l.Amounts.Period), lines.Sum(l => l.Amounts.YearToDate), lines.Sum(l => l.Amounts.SinceInception));

    private async Task Transactions()
    {
        await Start($"Transactions in {Code}", 12, 52, 18, 44, 22, 22);
        await Row(new("Date", styles.Header), new("Description", styles.Header), new("Reference", styles.Header), new("Rate", styles.Header), FigureHead($"Amount ({model.Currency.Code})"), FigureHead($"Amount ({Code})"));
        ConvertedLine[] lines = [own.Opening, .. own.Transactions];
        foreach (var line in lines)
            await Row(SheetDate.Cell(line.Date, styles), Text(line.Description), Text(line.Reference), Text(line.Rate), Money(line.Amount, model.Currency), Money(line.Converted, own.Currency));
        await Row(Text(""), Text(StatementInCurrency.EffectLabel), Text(""), Text(""), Money(0, model.Currency), Money(own.CurrencyEffect, own.Currency));
        var last = lines.Length + 2;
        Cell Closing(char column, decimal closing, Currency currency, IEnumerable<decimal> parts) => parts.Append(closing).All(SheetNumber.IsExact)
            ? new(new Formula(string.Create(CultureInfo.InvariantCulture, $"SUM({column}2:{column}{last})")), closing, styles.Number(currency.MinorUnits, true))
            : FigureWorkbook.Money(closing, currency, styles, true);
        await Row(
            SheetDate.Cell(own.Closing.Date, styles), new(SheetText.Clean(own.Closing.Description), styles.TotalText), Text(""), Text(own.Closing.Rate),
            Closing('E', own.Closing.Amount, model.Currency, lines.Select(l => l.Amount)), Closing('F', own.Closing.Converted, own.Currency, lines.Select(l => l.Converted).Append(own.CurrencyEffect)));
    }

    private async Task Rates()
    {
        await Start("Exchange rates", 12, 8, 8, 18, 40, 40);
        await Row(new("Date", styles.Header), new("From", styles.Header), new("To", styles.Header), FigureHead("Rate"), new("Source", styles.Header), new("Rate id", styles.Header));
        foreach (var rate in own.Rates)
            await Row(
                SheetDate.Cell(rate.Date, styles), Text(rate.From), Text(rate.To),
                SheetNumber.IsExact(rate.Rate) ? new(rate.Rate, styles.Of("0.0###########")) : new(rate.Rate.ToString(CultureInfo.InvariantCulture), styles.NumberAsText), Text(rate.Source), Text(rate.RateId.ToString()));
    }

    private async Task Start(string name, params int[] widths)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var column = 0; column < widths.Length; column++) options.Column(column + 1).Width = widths[column];
        await sheet.StartWorksheetAsync(name, options, ct);
    }

    private ValueTask Row(params Cell[] cells) => sheet.AddRowAsync(cells, ct);

    private Cell Text(string text) => new(SheetText.Clean(text), styles.Text);

    private Cell FigureHead(string text) => new(text, styles.FigureHeader);

    private Cell Money(decimal amount, Currency currency) => FigureWorkbook.Money(amount, currency, styles);
}

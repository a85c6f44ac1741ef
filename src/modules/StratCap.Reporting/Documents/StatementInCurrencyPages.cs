using System.Globalization;
using StratCap.FundMath;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>The pages of an investor's statement that say it in another currency: the capital account, its performance, how the period comes about rate by rate, and the rates behind all of it.</summary>
internal static class StatementInCurrencyPages
{
    public static void Add(DocumentFlow flow, InvestorStatementModel model, StatementInCurrency own)
    {
        flow.Table($"{own.CapitalAccount.Name} in {own.Currency.Code}", InvestorStatementDocument.RollForward(own.CapitalAccount, own.Memo, own.Currency));
        flow.Note(own.Method);
        Performance(flow, own);
        flow.Table($"{model.TransactionsTitle} in {own.Currency.Code}", Bridge(model, own));
        flow.Table($"Tied to the fund's book in {own.Currency.Code}", TieOut(own));
        flow.Table("Exchange rates", Rates(own));
        flow.Note("One unit of the first currency is so many of the second on the day. A rate counts on its own day.");
    }

    private static void Performance(DocumentFlow flow, StatementInCurrency own)
    {
        flow.Heading($"Performance since inception in {own.Currency.Code}, net");
        flow.Tiles(
        [
            new("Paid in", Figures.MoneyWithCode(own.PaidIn, own.Currency)), new("Distributed", Figures.MoneyWithCode(own.Distributed, own.Currency)),
            new("Residual value", Figures.MoneyWithCode(own.ResidualValue, own.Currency)),
        ]);
        flow.Tiles(
        [
            new("DPI", Figures.Multiple(own.Performance.Dpi)), new("RVPI", Figures.Multiple(own.Performance.Rvpi)), new("TVPI", Figures.Multiple(own.Performance.Tvpi)), new("IRR", Figures.Percent(own.Performance.Irr)),
        ]);
        if (own.Performance.Note is { } note)
            flow.Note(note);
    }

    private static PdfTable Bridge(InvestorStatementModel model, StatementInCurrency own)
    {
        return new(
        [
            new("Date", PdfColumnKind.Short), new("", Share: 1.3), new("Rate"), new($"Amount ({model.Currency.Code})", PdfColumnKind.Figure), new($"Amount ({own.Currency.Code})", PdfColumnKind.Figure),
        ],
        [
            Row(own.Opening, PdfRowKind.Line), .. own.Transactions.Select(t => Row(t, PdfRowKind.Line)),
            new(["", StatementInCurrency.EffectLabel, "", "", Figures.Money(own.CurrencyEffect, own.Currency)]), Row(own.Closing, PdfRowKind.Total),
        ]);

        PdfRow Row(ConvertedLine line, PdfRowKind kind) => new([Figures.ShortDate(line.Date), line.Description, line.Rate, Figures.Money(line.Amount, model.Currency), Figures.Money(line.Converted, own.Currency)], kind);
    }

    private static PdfTable TieOut(StatementInCurrency own) => new(
        [new(""), new($"This statement ({own.Currency.Code})", PdfColumnKind.Figure), new($"Fund's book, at the day's rate ({own.Currency.Code})", PdfColumnKind.Figure), new($"Difference ({own.Currency.Code})", PdfColumnKind.Figure)],
        [
            new(
            [
                own.CapitalAccount.ClosingLabel, Figures.Money(own.CapitalAccount.Closing.SinceInception, own.Currency), Figures.Money(own.BookBalance, own.Currency),
                Figures.Money(own.CapitalAccount.Closing.SinceInception - own.BookBalance, own.Currency),
            ]),
        ]);

    private static PdfTable Rates(StatementInCurrency own) => new(
        [new("Date", PdfColumnKind.Short), new("Pair", PdfColumnKind.Short), new("Rate", PdfColumnKind.Figure), new("Source", Share: 1.4), new("Reference")],
        [.. own.Rates.Select(r => new PdfRow([Figures.ShortDate(r.Date), $"{r.From}/{r.To}", r.Rate.ToString(CultureInfo.InvariantCulture), r.Source, r.RateId.ToString("N")[^12..]]))]);
}

using System.Globalization;
using StratCap.FundMath;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Ilpa;

/// <summary>Puts the kernel's template and capital account into the form that is written as a workbook.</summary>
internal static class IlpaSheets
{
    private static readonly string[] Spans = ["QTD", "YTD", "Since inception"];

    /// <param name="bookHash">The last fact of the book that it was made from.</param>
    public static FigureSheet Of(ReportingTemplate t, string bookHash) => new(
        "ILPA Reporting Template", $"{t.Template.Name} ({t.Currency})", new Currency(t.Currency), [.. IlpaColumn.All.Select(c => $"{Words(c.Group)} - {Spans[(int)c.Span]}")],
        [
            new("Fund", t.FundName), new("Investor", t.InvestorName), new("Currency", t.Currency), .. Dates(t.Dates), new("Made from", bookHash),
        ],
        [.. t.Rows.Select(r => new FigureRow(r.Row.Key, r.Row.Label, r.Row.Kind, r.Row.Parts, r.Figures))], [], t.Notes);

    /// <summary>Three columns: quarter, year and since inception to date.</summary>
    public static FigureSheet Of(CapitalAccount account, string bookHash)
    {
        var (s, p) = (account.Statement, account.Performance);
        FigureRow Row(CapitalAccountLine l, IlpaRowKind kind) => new(l.Key, l.Label, kind, l.Parts, [l.Quarter, l.Year, l.Inception]);
        return new(
            "Capital account", $"Partner's capital account ({s.Currency})", new Currency(s.Currency), Spans,
            [
                new("Fund", s.FundName), new("Investor", s.InvestorName), new("Currency", s.Currency), new("Current period start", Day(s.From)), new("Period end", Day(s.To)), new("Status", "Unaudited"), new("Made from", bookHash),
            ],
            [.. account.Lines.Select(l => Row(l, l.Parts.Count > 0 ? IlpaRowKind.Sum : IlpaRowKind.Entered)), .. account.Memo.Select(l => Row(l, IlpaRowKind.Memo))],
            [("DPI", p.Dpi, "0.00\\x"), ("RVPI", p.Rvpi, "0.00\\x"), ("TVPI", p.Tvpi, "0.00\\x"), ("IRR", p.Irr?.Rate, "0.00%")],
            ["Accrued carried interest is what a liquidation at the capital accounts would take on the last day. IRR: daily flows, actual/365, net."]);
    }

    /// <summary>Whose figures a column holds, as the template says it.</summary>
    public static string Words(IlpaGroup group) => group switch
    {
        IlpaGroup.Investor => "LP's allocation",
        IlpaGroup.Fund => "Total fund (incl. GP)",
        _ => "GP's allocation",
    };

    /// <summary>Which days a column covers, as the template says it.</summary>
    public static string Words(IlpaSpan span) => Spans[(int)span];

    private static IEnumerable<LabelledValue> Dates(IlpaDates d)
    {
        (string Label, DateOnly? Date)[] dates =
        [
            ("Inception date", d.Inception), ("Initial closing date", d.InitialClosing), ("Final closing date", d.FinalClosing), ("Commencement of operations", d.Commencement),
            ("Current year start", d.YearStart), ("Current period start", d.PeriodStart), ("Period end", d.PeriodEnd),
        ];
        return dates.Select(one => new LabelledValue(one.Label, one.Date is { } date ? Day(date) : "n/a"));
    }

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

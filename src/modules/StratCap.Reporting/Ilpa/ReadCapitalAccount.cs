using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Ilpa;

/// <summary>An investor's capital account (PCAP) of a quarter, as JSON or workbook, as known now or at an earlier time.</summary>
internal static class ReadCapitalAccount
{
    /// <param name="Lines">In the order of print, signed as they change the balance.</param>
    /// <param name="Memo">In no sum.</param>
    /// <param name="Ties">What it proves: each line equals its rows of the ILPA template, all partners add up to the fund.</param>
    internal sealed record Response(
        Guid FundId, string FundName, Guid InvestorId, string InvestorName, DateOnly From, DateOnly To, IReadOnlyList<Line> Lines, IReadOnlyList<Line> Memo, PerformanceView Performance,
        IReadOnlyList<Tie> Ties, string BookHash);

    /// <param name="IlpaRows">Rows of section A.1 of the ILPA Reporting Template v2.0 that say the same, a minus in front of those that are taken off.</param>
    internal sealed record Line(string Key, string Label, MoneyView Quarter, MoneyView YearToDate, MoneyView SinceInception, bool IsTotal, IReadOnlyList<string> IlpaRows);

    internal sealed record Tie(string What, MoneyView Left, MoneyView Right, bool Holds);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/capital-accounts/{investorId:guid}", Handle)
        .WithSummary("Read an investor's capital account of a quarter: format json or xlsx")
        .WithDescription("`period` is a quarter, such as 2026-Q2. `recordedAt` gives it as it was known then. Net of carried interest paid, and accrued by a liquidation at the capital accounts.")
        .Produces<Envelope<Response>>(200, "application/json", Xlsx.Type)
        .Needs(Permissions.ReportGenerate);

    internal static async Task<IResult> Handle(
        Guid investorId, Guid fundId, string period, Books books, TimeProvider clock, CancellationToken ct, string format = "json", DateTimeOffset? recordedAt = null)
    {
        var (run, refusal) = await Quarter.Of(books, fundId, investorId, period, format, recordedAt, ct);
        if (run is null) return RefusalResult.Of(refusal!);
        var (account, hash) = (CapitalAccount.Of(run, investorId), run.Statements.After.LastHash);
        if (account.Ties.FirstOrDefault(t => !t.Holds) is { } broken)
            throw new InvalidOperationException($"{broken.What} do not tie: {broken}.");
        return format == "json"
            ? (Answer<Response>)View(account, hash)
            : Results.File(await FigureWorkbook.Write(IlpaSheets.Of(account, hash), clock.GetUtcNow(), ct), Xlsx.Type, $"capital-account-{period}.xlsx");
    }

    private static Response View(CapitalAccount account, string hash)
    {
        var s = account.Statement;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, s.Currency);
        Line Of(CapitalAccountLine l) => new(l.Key, l.Label, Money(l.Quarter), Money(l.Year), Money(l.Inception), l.Parts.Count > 0, [.. l.Ilpa.Select(p => (p.Sign < 0 ? "-" : "") + p.Row)]);
        return new(
            s.FundId, s.FundName, s.InvestorId, s.InvestorName, s.From, s.To, [.. account.Lines.Select(Of)], [.. account.Memo.Select(Of)], PerformanceView.Of(account.Performance, s.Currency),
            [.. account.Ties.Select(t => new Tie(t.What, Money(t.Left), Money(t.Right), t.Holds))], hash);
    }
}

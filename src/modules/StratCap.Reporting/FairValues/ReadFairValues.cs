using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.FairValues;

/// <summary>A fund's fair values by level at the end of a period, and their roll-forward through it (ASC 820-10-50), from the book alone, as JSON or workbook.</summary>
internal static class ReadFairValues
{
    /// <param name="Tables">The hierarchy, the roll-forward by level, and the movements by investment.</param>
    /// <param name="Ties">Both ends against the book as of their days.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly From, DateOnly To, string PeriodName, IReadOnlyList<ReadFundStatements.TableView> Tables, IReadOnlyList<ReadFundStatements.TieView> Ties, string BookHash);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/fair-values/{fundId:guid}", Handle)
        .WithSummary("Read a fund's fair values by level and their roll-forward: format json or xlsx")
        .WithDescription("The fair-value hierarchy at the end of the period, what moved each level, and each investment (ASC 820-10-50). A level is that of an investment's last valuation; transfers are taken at the end of the period. `period` is 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30. `recordedAt` gives them as they were known then.")
        .Produces<Envelope<Response>>(200, "application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .Needs(Permissions.ReportGenerate);

    private static async Task<IResult> Handle(Guid fundId, string period, Books books, TimeProvider clock, CancellationToken ct, string format = "json", DateTimeOffset? recordedAt = null)
    {
        if (StatementPeriod.Parse(period) is not { } span) return RefusalResult.Of(Refusal.Field("period", "Write the period as 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30."));
        if (format is not ("json" or "xlsx")) return RefusalResult.Of(Refusal.Field("format", "The formats are json and xlsx."));
        if (await books.Facts(fundId, ct) is not { } facts) return RefusalResult.Of(Refusal.NotFound("fund"));
        var (before, after) = (books.AsOf(facts, span.From.AddDays(-1), recordedAt), books.AsOf(facts, span.To, recordedAt));
        if (!after.HasMovements)
            return RefusalResult.Of(Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead."));
        var roll = FairValueRollForward.Of(before, after);
        LedgerTable[] tables = [FairValueTables.Hierarchy(roll), FairValueTables.Roll(roll), FairValueTables.ByInvestment(roll)];
        StatementsTie[] ties = [new("Fair values open at the book's", roll.Total.Opening, before.Total.FairValue), new("Fair values of all levels are the book's", roll.Total.Closing, after.Total.FairValue)];
        if (format == "json") return (Answer<Response>)View(span, after, tables, ties);
        FundStatementsDocument.Check(ties, after.Currency);
        var file = await FigureWorkbook.Write([.. tables.Select(t => FundStatementsDocument.Sheet(t, after.Currency))], clock.GetUtcNow(), ct);
        return Results.File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"fair-values-{span.To:yyyy-MM-dd}.xlsx");
    }

    private static Response View(StatementPeriod span, FundBook book, LedgerTable[] tables, StatementsTie[] ties) => new(
        book.FundId, book.Name, book.Currency.Code, span.From, span.To, span.Name, [.. tables.Select(t => ReadFundStatements.Table(t, book.Currency.Code))],
        [.. ties.Select(t => ReadFundStatements.Tie(t, book.Currency.Code))], book.LastHash);
}

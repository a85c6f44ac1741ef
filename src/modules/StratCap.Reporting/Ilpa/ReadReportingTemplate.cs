using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Ilpa;

/// <summary>The ILPA Reporting Template for an investor and a quarter, as JSON or workbook, as known now or at an earlier time.</summary>
internal static class ReadReportingTemplate
{
    /// <param name="Columns">Whose figures, and of which days; each row has one figure for each.</param>
    /// <param name="Checks">How many identities were worked out; a template in which one did not hold is refused.</param>
    internal sealed record Response(
        string Template, Guid FundId, string FundName, Guid InvestorId, string InvestorName, string Currency, Head Dates, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows,
        IReadOnlyList<string> Notes, int Checks, string BookHash);

    /// <summary>Null where the fund's book does not hold the date.</summary>
    internal sealed record Head(DateOnly Inception, DateOnly? InitialClosing, DateOnly? FinalClosing, DateOnly? Commencement, DateOnly YearStart, DateOnly PeriodStart, DateOnly PeriodEnd);

    internal sealed record Column(string Group, string Span);

    /// <param name="Parts">Keys of the rows that a sum adds, a minus in front of those that are taken off.</param>
    /// <param name="Figures">Empty for a heading; null where the book does not keep the figure.</param>
    internal sealed record Row(string Key, string Label, string Kind, IReadOnlyList<string> Parts, IReadOnlyList<MoneyView?> Figures);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/ilpa-templates/{investorId:guid}", Handle)
        .WithSummary("Read the ILPA Reporting Template for an investor and a quarter: format json or xlsx")
        .WithDescription("`period` is a quarter, such as 2026-Q2; `version` 2.0 or 1.1. `recordedAt` gives it as it was known then. Charges are negative, rebates, waivers, offsets and carried interest paid are positive; 1.1 has distributions positive.")
        .Produces<Envelope<Response>>(200, "application/json", Xlsx.Type)
        .Needs(Permissions.ReportGenerate);

    internal static async Task<IResult> Handle(
        Guid investorId, Guid fundId, string period, Books books, TimeProvider clock, CancellationToken ct, string format = "json", string version = "2.0", DateTimeOffset? recordedAt = null)
    {
        if (version is not ("2.0" or "1.1")) return RefusalResult.Of(Refusal.Field("version", "The versions of the template are 2.0 and 1.1."));
        var (run, refusal) = await Quarter.Of(books, fundId, investorId, period, format, recordedAt, ct);
        if (run is null) return RefusalResult.Of(refusal!);
        var template = run.For(investorId, version == "2.0" ? IlpaVersion.V20 : IlpaVersion.V11);
        if (template.Checks.FirstOrDefault(c => !c.Holds) is { } broken)
            throw new InvalidOperationException($"{template.Template.Name}: {broken.Row} does not tie: {broken}.");
        var hash = run.Statements.After.LastHash;
        return format == "json"
            ? (Answer<Response>)View(template, fundId, hash)
            : Results.File(await FigureWorkbook.Write(IlpaSheets.Of(template, hash), clock.GetUtcNow(), ct), Xlsx.Type, $"ilpa-{version}-{period}.xlsx");
    }

    private static Response View(ReportingTemplate t, Guid fundId, string hash) => new(
        t.Template.Name, fundId, t.FundName, t.InvestorId, t.InvestorName, t.Currency,
        new(t.Dates.Inception, t.Dates.InitialClosing, t.Dates.FinalClosing, t.Dates.Commencement, t.Dates.YearStart, t.Dates.PeriodStart, t.Dates.PeriodEnd),
        [.. IlpaColumn.All.Select(c => new Column(c.Group.ToString(), c.Span.ToString()))],
        [.. t.Rows.Select(r => new Row(
            r.Row.Key, r.Row.Label, r.Row.Kind.ToString(), [.. r.Row.Parts.Select(p => (p.Sign < 0 ? "-" : "") + p.Row)],
            r.Row.Kind == IlpaRowKind.Heading ? [] : [.. r.Figures.Select(f => f is { } amount ? MoneyView.Of(amount, t.Currency) : null)]))],
        t.Notes, t.Checks.Count, hash);
}

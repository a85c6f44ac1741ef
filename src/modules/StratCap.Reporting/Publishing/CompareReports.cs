using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Publishing;

/// <summary>Sets a published report beside itself made again: from the facts that it was made from, and from the book as it is now.</summary>
internal static class CompareReports
{
    /// <param name="SameFigures">Every figure is what was published.</param>
    /// <param name="SameBytes">The file is the same to the byte; it differs where the firm's brand or the investor's contact was changed since, which no figure depends on.</param>
    /// <param name="Sha256Again">Of the file made again.</param>
    /// <param name="Figures">How many were compared.</param>
    internal sealed record Rerun(Guid ReportId, string BookHash, DateTimeOffset RecordedAt, bool SameFigures, bool SameBytes, string Sha256, string Sha256Again, int Figures);

    /// <param name="Section">The table that the figure stands in.</param>
    /// <param name="Published">As published; null where the report did not have the figure, or it is a ratio.</param>
    /// <param name="Now">From the book as it is now.</param>
    internal sealed record Line(string Section, string Label, string Column, MoneyView? Published, MoneyView? Now, MoneyView? Difference, decimal? PublishedRatio, decimal? NowRatio);

    internal static readonly Listing<Row> List = new Listing<Row>("published-differences")
        .By("section", r => r.Line.Section).By("label", r => r.Line.Label).By("column", r => r.Line.Column).By("place", r => r.Place)
        .Unique(r => r.Place).Usually("place").Searched(r => r.Line.Label, r => r.Line.Section, r => r.Line.Column);

    /// <param name="Place">Where the figure stands in the report.</param>
    internal sealed record Row(int Place, Line Line);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/published/{reportId:guid}/rerun", Again)
            .WithName("RerunPublishedReport")
            .WithSummary("Make a published report again, as of when it was made")
            .WithDescription("From the very facts that it was made from; says whether its figures are the same, and whether its bytes are.")
            .Needs(Permissions.ReportGenerate);
        reports.MapGet("/published/{reportId:guid}/differences", Differences)
            .WithName("ListPublishedDifferences")
            .WithSummary("Figures as published, and as the book gives them now")
            .WithDescription("Those alone that differ; none when the book still says the same of the quarter.")
            .Lists(List, (Row r) => r.Line)
            .Needs(Permissions.ReportGenerate);
    }

    private static async Task<Answer<Rerun>> Again(Guid reportId, PublishedQuestions published, Books books, ReportMaker maker, CancellationToken ct)
    {
        if (await published.Find(reportId, ct) is not { } report || await books.Facts(report.FundId, ct) is not { } facts) return Refusal.NotFound("published report");
        var basis = PublicationWork.ReportBasisOf(facts, report.BookSequence, report.BookHash, report.Period, report.RecordedAt, report.MadeAt);
        var again = await maker.Make(basis, report.Kind, report.InvestorId, ct);
        var figures = await published.Figures(report.Id, ct);
        var hash = Convert.ToHexStringLower(SHA256.HashData(again.Content));
        return new Rerun(report.Id, report.BookHash, report.RecordedAt, !ReportFigure.Differences(figures, again.Figures).Any(), hash == report.Sha256, report.Sha256, hash, figures.Count);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Differences(
        Guid reportId, [AsParameters] ListQuery asked, PublishedQuestions published, Books books, ReportMaker maker, TimeProvider clock, CancellationToken ct)
    {
        if (await published.Find(reportId, ct) is not { } report || await books.Facts(report.FundId, ct) is not { } facts) return Refusal.NotFound("published report");
        var basis = new ReportBasis(facts, StatementPeriod.Parse(report.Period)!, null, clock.GetUtcNow());
        // An investor who does not stand in the quarter any more has no figures now.
        var gone = report.InvestorId is { } investor && maker.Partners(basis).All(p => p.InvestorId != investor);
        var now = gone ? [] : (await maker.Make(basis, report.Kind, report.InvestorId, ct)).Figures;
        var currency = maker.Currency(basis);
        var rows = ReportFigure.Differences(await published.Figures(report.Id, ct), now).Select((d, place) => new Row(place, LineOf(d, currency)));
        return await List.Show(rows, asked, r => r.Line, ct);
    }

    private static Line LineOf((ReportFigure Named, ReportFigure? Before, ReportFigure? After) d, string currency)
    {
        MoneyView? Money(decimal? amount) => amount is { } value ? MoneyView.Of(value, currency) : null;
        var (was, now) = (d.Before?.Amount, d.After?.Amount);
        return new(
            d.Named.Section, d.Named.Label, d.Named.Column, Money(was), Money(now), was is null && now is null ? null : Money((now ?? 0) - (was ?? 0)), d.Before?.Ratio, d.After?.Ratio);
    }
}

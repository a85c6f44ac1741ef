using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Documents;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Publishing;

/// <summary>Published reports: which there are, and each as it was published, byte for byte.</summary>
internal static class ReadPublished
{
    internal static readonly Listing<PublishedReport> Reports = new Listing<PublishedReport>("published-reports")
        .By("publishedAt", r => r.PublishedAt).By("to", r => r.To).By("kind", r => r.Kind).By("investorName", r => r.InvestorName, nullable: true).By("fundName", r => r.FundName).By("revision", r => r.Revision)
        .By("sizeBytes", r => r.SizeBytes).By("publishedByName", r => r.PublishedByName)
        .Unique(r => r.Id).Usually("-publishedAt").Searched(r => r.InvestorName, r => r.FundName, r => r.Period);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/published", List)
            .WithName("ListPublishedReports")
            .WithSummary("List published reports, latest first")
            .WithDescription("`current=true` leaves out what a later revision supersedes.")
            .Lists(Reports, (PublishedReport r) => PublishedView.Of(r, true))
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/published/{reportId:guid}", One)
            .WithName("ReadPublishedReport")
            .WithSummary("Read what is known of a published report")
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/published/{reportId:guid}/content", Content)
            .WithName("DownloadPublishedReport")
            .WithSummary("Download a report as it was published, byte for byte")
            .Produces(200, contentType: "application/pdf")
            .Needs(Permissions.ReportGenerate);
    }

    private static Task<Answer<IReadOnlyList<PublishedView>>> List(
        [AsParameters] ListQuery asked, ReportingDbContext db, CancellationToken ct, Guid? fundId = null, Guid? investorId = null, string? period = null, ReportKind? kind = null, bool current = false)
    {
        var rows = current ? Current(db) : db.Published;
        if (fundId is not null) rows = rows.Where(r => r.FundId == fundId);
        if (investorId is not null) rows = rows.Where(r => r.InvestorId == investorId);
        if (period is not null) rows = rows.Where(r => r.Period == period);
        if (kind is not null) rows = rows.Where(r => r.Kind == kind);
        return Reports.Show(rows, asked, page => Views(db, page, ct), ct);
    }

    private static async Task<Answer<PublishedView>> One(Guid reportId, ReportingDbContext db, CancellationToken ct) =>
        await db.Published.SingleOrDefaultAsync(r => r.Id == reportId, ct) is { } report ? (await Views(db, [report], ct))[0] : Refusal.NotFound("published report");

    // What is no published report is not given out by this door, though the store of documents may hold it.
    private static async Task<IResult> Content(Guid reportId, PublishedQuestions published, IDocuments documents, CancellationToken ct) =>
        await published.Find(reportId, ct) is not null && await documents.Open(reportId, null, ct) is { } opened
            ? Results.File(opened.Content, opened.Document.ContentType, opened.Document.FileName)
            : RefusalResult.Of(Refusal.NotFound("published report"));

    /// <summary>What no later revision supersedes.</summary>
    internal static IQueryable<PublishedReport> Current(ReportingDbContext db) =>
        db.Published.Where(r => !db.Published.Any(n => n.FundId == r.FundId && n.Period == r.Period && n.Kind == r.Kind && (n.InvestorId == r.InvestorId || (n.InvestorId == null && r.InvestorId == null)) && n.Revision > r.Revision));

    /// <summary>Rows with whether each stands.</summary>
    internal static async Task<IReadOnlyList<PublishedView>> Views(ReportingDbContext db, List<PublishedReport> rows, CancellationToken ct)
    {
        var ids = rows.ConvertAll(r => r.Id);
        var superseded = await db.Published.Where(r => r.SupersedesId != null && ids.Contains(r.SupersedesId.Value)).Select(r => r.SupersedesId!.Value).ToHashSetAsync(ct);
        return rows.ConvertAll(r => PublishedView.Of(r, !superseded.Contains(r.Id)));
    }
}

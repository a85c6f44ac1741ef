using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Reporting.Publishing;

namespace StratCap.Reporting.Portal;

/// <summary>
/// What was published for the signed-in investor, and of the funds that he is in (financial statements, performance): the very files, and his package of a quarter. What was superseded is not shown any more.
/// </summary>
internal static class ReadOwnPublished
{
    /// <param name="InvestorId">Null where it is of the fund as a whole.</param>
    /// <param name="IsPreliminary">The quarter was open when it was made.</param>
    /// <param name="Sha256">Of the file, lower-case hex.</param>
    internal sealed record Line(
        Guid ReportId, ReportKind Kind, Guid? InvestorId, string? InvestorName, Guid FundId, string FundName, string Period, DateOnly To, int Revision, bool IsPreliminary, string FileName, string ContentType, long SizeBytes, string Sha256,
        DateTimeOffset PublishedAt)
    {
        public static Line Of(PublishedReport r) => new(
            r.Id, r.Kind, r.InvestorId, r.InvestorName, r.FundId, r.FundName, r.Period, r.To, r.Revision, r.IsPreliminary, r.FileName, r.ContentType, r.SizeBytes, r.Sha256, r.PublishedAt);
    }

    internal static readonly Listing<PublishedReport> Reports = new Listing<PublishedReport>("own-published-reports")
        .By("to", r => r.To).By("publishedAt", r => r.PublishedAt).By("kind", r => r.Kind).By("fundName", r => r.FundName).By("investorName", r => r.InvestorName, nullable: true)
        .Unique(r => r.Id).Usually("-to,fundName").Searched(r => r.FundName, r => r.InvestorName, r => r.Period);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/published", List)
            .WithSummary("List what was published for oneself and of one's funds, by quarter, newest first")
            .Lists(Reports, (PublishedReport r) => Line.Of(r))
            .Reads<ReportingDbContext>(Permissions.PortalRead);
        portal.MapGet("/published/{reportId:guid}/content", Content)
            .WithSummary("Download a report as it was published for oneself or of one's fund, byte for byte")
            .Produces(200, contentType: "application/pdf").Produces(200, contentType: Ilpa.Xlsx.Type)
            .Needs(Permissions.PortalRead);
        portal.MapGet("/packages/{investorId:guid}", Package)
            .WithSummary("Download one's package of a quarter as a ZIP: what was published, and the quarter's notices")
            .Produces(200, contentType: "application/zip")
            .Needs(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(
        [AsParameters] ListQuery asked, IInvestorGrants grants, IParticipations participations, CurrentActor actor, ReportingDbContext db, CancellationToken ct, Guid? fundId = null)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var funds = (await participations.Of(own, ct)).Where(p => p.Stands).Select(p => p.FundId).Distinct().ToArray();
        var rows = ReadPublished.Current(db).Where(r => (r.InvestorId != null && own.Contains(r.InvestorId.Value)) || (r.InvestorId == null && funds.Contains(r.FundId)));
        return await Reports.Show(fundId is null ? rows : rows.Where(r => r.FundId == fundId), asked, Line.Of, ct);
    }

    private static async Task<IResult> Content(
        Guid reportId, IInvestorGrants grants, IParticipations participations, CurrentActor actor, PublishedQuestions published, IDocuments documents, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        return await published.Find(reportId, ct) is { } report
            && (report.InvestorId is { } investor ? own.Contains(investor) : (await participations.Of(own, ct)).Any(p => p.Stands && p.FundId == report.FundId))
            && await documents.Open(reportId, null, ct) is { } opened
            ? Results.File(opened.Content, opened.Document.ContentType, opened.Document.FileName)
            : RefusalResult.Of(Refusal.NotFound("published report"));
    }

    private static async Task<IResult> Package(Guid investorId, Guid fundId, string period, IInvestorGrants grants, CurrentActor actor, PublishedQuestions published, PackageZip zip, CancellationToken ct) =>
        (await grants.Of(actor.Value.Id, ct)).Contains(investorId)
            ? await DownloadPackages.Package(fundId, period, investorId, published, zip, ct)
            : RefusalResult.Of(Refusal.NotFound("published report of this quarter: publish its statements first"));
}

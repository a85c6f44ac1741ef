using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Publishing;

/// <summary>Publications: how far each is, and who asked for it.</summary>
internal static class ReadPublications
{
    internal static readonly Listing<Publication> Publications = new Listing<Publication>("publications")
        .By("requestedAt", p => p.Id).By("period", p => p.Period).By("state", p => p.State).By("total", p => p.Total).By("done", p => p.Done).By("requestedByName", p => p.CreatedByName)
        .Unique(p => p.Id).Usually("-requestedAt").Searched(p => p.Period, p => p.CreatedByName);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/publications", List)
            .WithName("ListPublications")
            .WithSummary("List publications of reports, latest first")
            .Lists(Publications, (Publication p) => PublicationView.Of(p))
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/publications/{publicationId:guid}", One)
            .WithName("ReadPublication")
            .WithSummary("Tell how far a publication is")
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
    }

    private static Task<Answer<IReadOnlyList<PublicationView>>> List([AsParameters] ListQuery asked, ReportingDbContext db, CancellationToken ct, Guid? fundId = null) =>
        Publications.Show(fundId is null ? db.Publications : db.Publications.Where(p => p.FundId == fundId), asked, PublicationView.Of, ct);

    private static async Task<Answer<PublicationView>> One(Guid publicationId, ReportingDbContext db, CancellationToken ct) =>
        await db.Publications.SingleOrDefaultAsync(p => p.Id == publicationId, ct) is { } publication ? PublicationView.Of(publication) : Refusal.NotFound("publication");
}

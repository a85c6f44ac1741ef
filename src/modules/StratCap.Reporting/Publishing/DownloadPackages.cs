using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Publishing;

/// <summary>Packages of a quarter as a ZIP, for one investor or for all: what was published for each, and his notices.</summary>
internal static class DownloadPackages
{
    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/packages/{fundId:guid}", Handle)
        .WithName("DownloadPackages")
        .WithSummary("Download the packages of a fund's quarter as a ZIP, for one investor or for all")
        .WithDescription("A folder for each investor with what stands of the published reports and the notices of the quarter's calls and distributions. Written as it is made.")
        .Produces(200, contentType: "application/zip")
        .Needs(Permissions.ReportGenerate);

    private static Task<IResult> Handle(Guid fundId, string period, PublishedQuestions published, PackageZip zip, CancellationToken ct, Guid? investorId = null) =>
        Package(fundId, period, investorId, published, zip, ct);

    internal static async Task<IResult> Package(Guid fundId, string period, Guid? investorId, PublishedQuestions published, PackageZip zip, CancellationToken ct)
    {
        if (StatementPeriod.Parse(period) is not { } span || CalendarQuarter.NameOf(span.To) != period) return RefusalResult.Of(Refusal.Field("period", "Write the quarter as 2026-Q2."));
        var reports = await published.OfInvestors(fundId, period, investorId, ct);
        return reports.Count == 0
            ? RefusalResult.Of(Refusal.NotFound("published report of this quarter: publish its statements first"))
            : Results.Stream(target => zip.Write(target, fundId, period, reports, ct), "application/zip", $"packages-{period}.zip");
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Notices;

/// <summary>A notice as PDF, made again from the book: the very file that was sent.</summary>
internal static class ReadNotices
{
    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/funds/{fundId:guid}/capital-calls/{callId:guid}/notices/{investorId:guid}", CapitalCall)
            .WithSummary("Read an investor's notice of an issued capital call as PDF").Produces(200, contentType: "application/pdf").Needs(Permissions.ReportGenerate);
        reports.MapGet("/funds/{fundId:guid}/distributions/{distributionId:guid}/notices/{investorId:guid}", Distribution)
            .WithSummary("Read an investor's notice of a declared distribution as PDF").Produces(200, contentType: "application/pdf").Needs(Permissions.ReportGenerate);
    }

    private static async Task<IResult> CapitalCall(Guid fundId, Guid callId, Guid investorId, INotices notices, CancellationToken ct) =>
        File(await notices.CapitalCall(fundId, callId, investorId, ct));

    private static async Task<IResult> Distribution(Guid fundId, Guid distributionId, Guid investorId, INotices notices, CancellationToken ct) =>
        File(await notices.Distribution(fundId, distributionId, investorId, ct));

    internal static IResult File(InvestorDocument? document) => document is null
        ? RefusalResult.Of(Refusal.NotFound("notice"))
        : Results.File(document.Content, document.ContentType, document.FileName);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Reporting.Ilpa;
using StratCap.Reporting.Notices;

namespace StratCap.Reporting.Portal;

/// <summary>The signed-in investor's notices: as PDF the very files that were sent to him.</summary>
internal static class ReadOwnNotices
{
    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/capital-calls/{callId:guid}/notice", CapitalCall)
            .WithSummary("Read one's notice of an issued capital call : format pdf, xlsx or json").Produces<Envelope<ReadNotices.Response>>(200, "application/json", "application/pdf", Xlsx.Type).Needs(Permissions.PortalRead);
        portal.MapGet("/distributions/{distributionId:guid}/notice", Distribution)
            .WithSummary("Read one's notice of a declared distribution : format pdf, xlsx or json").Produces<Envelope<ReadNotices.Response>>(200, "application/json", "application/pdf", Xlsx.Type).Needs(Permissions.PortalRead);
    }

    private static async Task<IResult> CapitalCall(Guid callId, Guid investorId, IInvestorGrants grants, IParticipations parts, NoticeMaker notices, CurrentActor actor, CancellationToken ct, string format = "pdf") =>
        await FundOf(ProposalKind.CapitalCall, callId, investorId, grants, parts, actor, ct) is { } fundId ? await ReadNotices.OfCall(notices, fundId, callId, investorId, format, ct) : ReadNotices.NotFound();

    private static async Task<IResult> Distribution(Guid distributionId, Guid investorId, IInvestorGrants grants, IParticipations parts, NoticeMaker notices, CurrentActor actor, CancellationToken ct, string format = "pdf") =>
        await FundOf(ProposalKind.Distribution, distributionId, investorId, grants, parts, actor, ct) is { } fundId ? await ReadNotices.OfDistribution(notices, fundId, distributionId, investorId, format, ct) : ReadNotices.NotFound();

    private static async Task<Guid?> FundOf(ProposalKind kind, Guid id, Guid investorId, IInvestorGrants grants, IParticipations parts, CurrentActor actor, CancellationToken ct) =>
        (await grants.Of(actor.Value.Id, ct)).Contains(investorId) ? await parts.FundOf(kind, id, investorId, ct) : null;
}

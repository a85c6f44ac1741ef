using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Calculations.Verification;

/// <summary>The signed-in investor's own verification pack of a distribution, and the key by which the firm signs.</summary>
internal static class ReadOwnPack
{
    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/distributions/{distributionId:guid}/verification-pack", Handle)
            .WithSummary("Read one's own verification pack of a distribution")
            .WithDescription("Save `data` as a file: `stratcap verify-pack FILE` works it out again and names whatever was changed.")
            .Needs(Permissions.PortalRead);
        portal.MapGet("/verification-key", MakeVerificationPack.Key)
            .WithSummary("The public key by which the firm's packs are signed")
            .Reads<CalculationsDbContext>(Permissions.PortalRead);
    }

    private static async Task<Answer<JsonElement>> Handle(
        Guid distributionId, Guid investorId, IInvestorGrants grants, IParticipations parts, IFundBooks books, CalculationsDbContext db, Seal seal, CurrentActor actor, Audit audit, TimeProvider clock,
        CancellationToken ct)
    {
        if (!(await grants.Of(actor.Value.Id, ct)).Contains(investorId)
            || await parts.FundOf(ProposalKind.Distribution, distributionId, investorId, ct) is not { } fundId)
            return Refusal.NotFound("distribution");
        // Nothing changes but the audit trail: who took which pack. A firm's first pack makes its key.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var pack = await MakeVerificationPack.Handle(new(fundId, distributionId, investorId), books, db, seal, audit, clock, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return pack;
    }
}

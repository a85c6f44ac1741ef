using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Funds.Portfolio;

/// <summary>A version of an investment's profile.</summary>
/// <param name="Version">From 1; its entity tag.</param>
/// <param name="ValidFrom">From this day on it holds in place of all earlier versions; null is from the beginning.</param>
internal sealed record InvestmentProfileView(int Version, DateOnly? ValidFrom, InvestmentType Type, string? Country, IndustrySector? Industry, string RecordedByName, DateTimeOffset RecordedAt)
{
    internal static InvestmentProfileView Of(InvestmentProfileRow p) => new(
        p.Version, p.ValidFrom == InvestmentProfileRow.Beginning ? null : p.ValidFrom, p.Type, p.Country, p.Industry, p.RecordedByName, p.RecordedAt.ToUniversalTime());
}

/// <summary>How an investment is classified, and how it was before: every version, with who recorded it and when.</summary>
internal static class ReadProfiles
{
    /// <param name="Profile">The last version; null while nobody classified it.</param>
    internal sealed record Response(Guid DealId, string Name, InvestmentProfileView? Profile);

    internal static readonly Listing<InvestmentProfileRow> List = new Listing<InvestmentProfileRow>("investment-profiles")
        .By("version", p => p.Version).By("validFrom", p => p.ValidFrom).By("type", p => p.Type).By("recordedAt", p => p.RecordedAt)
        .Unique(p => p.Version).Usually("-version").Searched(p => p.RecordedByName, p => p.Country);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/investments/{dealId:guid}/profile", Handle)
            .WithName("ReadInvestmentProfile")
            .WithSummary("Read how an investment is classified")
            .WithDescription("Its entity tag is the version, 0 before there is one: send it as If-Match to classify it.")
            .Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/investments/{dealId:guid}/profile/versions", Versions)
            .WithName("ListInvestmentProfiles")
            .WithSummary("List all versions of an investment's profile, the last first")
            .Lists(List, InvestmentProfileView.Of)
            .Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<Response>> Handle(Guid fundId, Guid dealId, FundsDbContext db, CancellationToken ct)
    {
        if (await db.Deals.SingleOrDefaultAsync(d => d.FundId == fundId && d.DealId == dealId, ct) is not { } deal) return Refusal.NotFound("investment");
        var last = await Of(db, fundId, dealId).OrderByDescending(p => p.Version).FirstOrDefaultAsync(ct);
        return ((Answer<Response>)new Response(dealId, deal.Name, last is null ? null : InvestmentProfileView.Of(last))).Tagged(last?.Version ?? 0);
    }

    private static async Task<Answer<IReadOnlyList<InvestmentProfileView>>> Versions(Guid fundId, Guid dealId, FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct) =>
        await db.Deals.AnyAsync(d => d.FundId == fundId && d.DealId == dealId, ct)
            ? await List.Show(Of(db, fundId, dealId), asked, InvestmentProfileView.Of, ct)
            : Refusal.NotFound("investment");

    private static IQueryable<InvestmentProfileRow> Of(FundsDbContext db, Guid fundId, Guid dealId) => db.InvestmentProfiles.Where(p => p.FundId == fundId && p.DealId == dealId);
}

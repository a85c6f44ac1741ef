using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Investors;

/// <summary>Whose interests a user may see in the portal.</summary>
internal sealed record UserInvestorsView(Guid UserId, IReadOnlyList<InvestorEntry> Investors);

/// <summary>Shows whose interests a user may see in the portal.</summary>
internal static class ShowInvestors
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/{userId:guid}/investors", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ShowInvestors")
        .WithSummary("Show whose interests a user may see in the portal")
        .WithDescription("The investors for whom the user looks, by name. They count for a user who holds 'portal:read'.");

    private static async Task<Answer<UserInvestorsView>> Handle(Guid userId, IdentityDbContext db, IInvestorRegister register, CancellationToken ct)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return Refusal.NotFound("user");
        var held = await db.UserInvestors.Where(g => g.UserId == userId).Select(g => g.InvestorId).ToListAsync(ct);
        return ((Answer<UserInvestorsView>)new UserInvestorsView(userId, await register.Find(held, ct))).Tagged(user.Version);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>A user's rights.</summary>
/// <param name="Granted">Given beside the roles.</param>
/// <param name="Revoked">Taken in spite of the roles.</param>
/// <param name="InForce">What it comes to.</param>
internal sealed record RightsView(Guid UserId, IReadOnlyList<string> Roles, IReadOnlyList<string> Granted, IReadOnlyList<string> Revoked, IReadOnlyList<string> InForce)
{
    public static RightsView Of(User user, IEnumerable<string> roles, IEnumerable<UserPermission> own)
    {
        var list = own.ToList();
        string[] held = [.. roles.Order(StringComparer.Ordinal)];
        string[] granted = [.. list.Where(p => p.Granted).Select(p => p.Permission).Order(StringComparer.Ordinal)];
        string[] revoked = [.. list.Where(p => !p.Granted).Select(p => p.Permission).Order(StringComparer.Ordinal)];
        string[] inForce = user.DisabledAt is null ? [.. RightsRules.InForce(held, granted, revoked).Order(StringComparer.Ordinal)] : [];
        return new RightsView(user.Id, held, granted, revoked, inForce);
    }
}

/// <summary>Shows a user's rights.</summary>
internal static class ShowPermissions
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/permissions", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ShowPermissions")
        .WithSummary("Show a user's permissions")
        .WithDescription("Roles, grants, revocations, and what they come to.");

    private static async Task<Answer<RightsView>> Handle(Guid userId, IdentityDbContext db, CancellationToken ct)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return Refusal.NotFound("user");
        var own = await db.UserPermissions.Where(p => p.UserId == userId).ToListAsync(ct);
        return ((Answer<RightsView>)RightsView.Of(user, await ShowProfile.Roles(db, userId, ct), own)).Tagged(user.Version);
    }
}

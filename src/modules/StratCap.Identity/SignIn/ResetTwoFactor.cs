using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Users;

namespace StratCap.Identity.SignIn;

/// <summary>Removes a user's authenticator app after he lost it. An administrator does it who made sure who is asking.</summary>
internal static class ResetTwoFactor
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapPost("/{userId:guid}/two-factor/reset", Handle)
        .Writes<IdentityDbContext>(Permissions.UserManage)
        .WithName("ResetTwoFactor")
        .WithSummary("Remove a user's authenticator app")
        .WithDescription("For a user who lost his telephone. Nobody removes his own this way.");

    private static async Task<Answer<UserView>> Handle(Guid userId, HttpContext http, IdentityDbContext db, Audit audit, CancellationToken ct)
    {
        if (userId == http.User.ActorId()) return Refusal.Rule("identity.own_account", "Ask another administrator to remove your authenticator app.");
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return Refusal.NotFound("user");
        if (user.TotpSecret is null) return Refusal.Rule("identity.two_factor_inactive", "This user has no authenticator app.");
        (user.TotpSecret, user.TotpPending, user.SecurityStamp, user.ConcurrencyStamp, user.Version) = (null, null, Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), user.Version + 1);
        audit.Record(db, "identity.two_factor.reset", ("user", userId), new { TwoFactor = true }, new { TwoFactor = false });
        return UserView.Of(user, await ShowProfile.Roles(db, userId, ct));
    }
}

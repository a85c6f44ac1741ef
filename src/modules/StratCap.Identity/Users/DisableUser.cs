using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Shuts a user out: his permissions are gone with his next request, his refresh tokens are revoked, he cannot sign in.</summary>
internal static class DisableUser
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapPost("/{userId:guid}/disable", Handle)
        .Writes<IdentityDbContext>(Permissions.UserManage)
        .WithName("DisableUser")
        .WithSummary("Disable a user")
        .WithDescription("Takes effect at once. Nobody disables himself. Nothing is deleted: what the user did stays his.");

    private static async Task<Answer<UserView>> Handle(
        Guid userId, HttpContext http, IdentityDbContext db, IOpenIddictTokenManager tokens, IOpenIddictAuthorizationManager authorizations, Audit audit, Outbox outbox, TimeProvider clock, CancellationToken ct)
    {
        if (userId == http.User.ActorId()) return Refusal.Rule("identity.own_account", "Nobody disables himself: ask another administrator.");
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return Refusal.NotFound("user");
        if (user.DisabledAt is not null) return Refusal.Rule("identity.already_disabled", "This user is disabled already.");
        (user.DisabledAt, user.SecurityStamp, user.Version, user.ConcurrencyStamp) = (clock.GetUtcNow(), Guid.NewGuid().ToString(), user.Version + 1, Guid.NewGuid().ToString());
        await authorizations.RevokeBySubjectAsync(userId.ToString(), ct);
        await tokens.RevokeBySubjectAsync(userId.ToString(), ct);
        outbox.Add(db, new UserChanged(userId));
        audit.Record(db, "identity.user.disable", ("user", userId), new { Disabled = false }, new { Disabled = true });
        return UserView.Of(user, await ShowProfile.Roles(db, userId, ct));
    }
}

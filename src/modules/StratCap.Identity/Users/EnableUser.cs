using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Lets a disabled user in again, with the rights that he had. He signs in anew.</summary>
internal static class EnableUser
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapPost("/{userId:guid}/enable", Handle)
        .Writes<IdentityDbContext>(Permissions.UserManage)
        .WithName("EnableUser")
        .WithSummary("Enable a disabled user")
        .WithDescription("Lets a disabled user sign in again, with the rights that he had.");

    private static async Task<Answer<UserView>> Handle(Guid userId, IdentityDbContext db, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user) return Refusal.NotFound("user");
        if (user.DisabledAt is null) return Refusal.Rule("identity.not_disabled", "This user is not disabled.");
        (user.DisabledAt, user.Version, user.ConcurrencyStamp) = (null, user.Version + 1, Guid.NewGuid().ToString());
        outbox.Add(db, new UserChanged(userId));
        audit.Record(db, "identity.user.enable", ("user", userId), new { Disabled = true }, new { Disabled = false });
        return UserView.Of(user, await ShowProfile.Roles(db, userId, ct));
    }
}

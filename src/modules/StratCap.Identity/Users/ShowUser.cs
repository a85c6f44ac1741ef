using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Shows one user of the firm.</summary>
internal static class ShowUser
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/{userId:guid}", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ShowUser")
        .WithSummary("Show one user");

    private static async Task<Answer<UserView>> Handle(Guid userId, IdentityDbContext db, CancellationToken ct) =>
        await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is { } user
            ? ((Answer<UserView>)UserView.Of(user, await ShowProfile.Roles(db, userId, ct))).Tagged(user.Version)
            : Refusal.NotFound("user");
}

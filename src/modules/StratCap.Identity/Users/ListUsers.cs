using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>A user as administrators see him.</summary>
/// <param name="State"><c>invited</c>, <c>active</c> or <c>disabled</c>.</param>
internal sealed record UserView(Guid Id, string Email, string Name, string State, IReadOnlyList<string> Roles, bool TwoFactor, DateTimeOffset InvitedAt, DateTimeOffset? LastSignInAt)
{
    public static UserView Of(User user, IReadOnlyList<string> roles) =>
        new(user.Id, user.Email!, user.Name, user.State, roles, user.TotpSecret is not null, user.InvitedAt, user.LastSignInAt);
}

/// <summary>Lists the firm's users by e-mail address.</summary>
internal static class ListUsers
{
    internal static readonly Listing<User> List = new Listing<User>("users")
        .By("email", u => u.NormalizedEmail!).By("name", u => u.Name).By("invitedAt", u => u.InvitedAt).By("lastSignInAt", u => u.LastSignInAt)
        .Unique(u => u.Id).Usually("email").Searched(u => u.Email, u => u.Name);

    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ListUsers")
        .WithSummary("List users")
        .WithDescription("The firm's users by e-mail address. `search` is the older name of `q`.")
        .Lists(List, (User u) => UserView.Of(u, []));

    private static Task<Answer<IReadOnlyList<UserView>>> Handle(IdentityDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? search = null) =>
        List.Show(db.Users, asked.OrSearch(search), async page =>
        {
            var ids = page.ConvertAll(u => u.Id);
            var roles = (await db.UserRoles.Where(r => ids.Contains(r.UserId)).ToListAsync(ct)).ToLookup(r => r.UserId, r => r.Role);
            return (IReadOnlyList<UserView>)page.ConvertAll(u => UserView.Of(u, [.. roles[u.Id].Order(StringComparer.Ordinal)]));
        }, ct);
}

/// <summary>Lists are interfaces, from which C# makes no implicit answer.</summary>
internal static class Answers
{
    public static Answer<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> rows) => rows as T[] ?? [.. rows];
}

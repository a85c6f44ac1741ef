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
    internal static readonly Listing<Row> List = new Listing<Row>("users")
        .By("email", r => r.User.NormalizedEmail!).By("name", r => r.User.Name).By("invitedAt", r => r.User.InvitedAt).By("lastSignInAt", r => r.User.LastSignInAt)
        // As User.State says it; here in the database's words.
        .By("state", r => r.User.DisabledAt != null ? "disabled" : r.User.PasswordHash != null ? "active" : "invited")
        .By("roles", r => r.FirstRole, nullable: true).By("twoFactor", r => r.User.TotpSecret != null)
        .Unique(r => r.User.Id).Usually("email").Searched(r => r.User.Email, r => r.User.Name);

    /// <summary>A user, and the first of his roles by name: by it a list is sorted by roles.</summary>
    internal sealed class Row
    {
        public required User User { get; init; }
        public string? FirstRole { get; init; }
    }

    internal static IQueryable<Row> Rows(IdentityDbContext db) =>
        db.Users.Select(u => new Row { User = u, FirstRole = db.UserRoles.Where(r => r.UserId == u.Id).Min(r => r.Role) });

    private static IQueryable<Row> Kept(IdentityDbContext db, string? state, string? role)
    {
        var rows = Rows(db);
        if (state is not null) rows = rows.Where(r => (r.User.DisabledAt != null ? "disabled" : r.User.PasswordHash != null ? "active" : "invited") == state);
        return role is null ? rows : rows.Where(r => db.UserRoles.Any(held => held.UserId == r.User.Id && held.Role == role));
    }

    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ListUsers")
        .WithSummary("List users")
        .WithDescription("The firm's users by e-mail address. By roles they are sorted by the first that each holds. `search` is the older name of `q`; `state` (invited, active, disabled) and `role` keep some of them.")
        .Lists(List, (Row r) => UserView.Of(r.User, []));

    private static Task<Answer<IReadOnlyList<UserView>>> Handle(IdentityDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? search = null, string? state = null, string? role = null) =>
        List.Show(Kept(db, state, role), asked.OrSearch(search), async page =>
        {
            var ids = page.ConvertAll(r => r.User.Id);
            var roles = (await db.UserRoles.Where(r => ids.Contains(r.UserId)).ToListAsync(ct)).ToLookup(r => r.UserId, r => r.Role);
            return (IReadOnlyList<UserView>)page.ConvertAll(r => UserView.Of(r.User, [.. roles[r.User.Id].Order(StringComparer.Ordinal)]));
        }, ct);
}

/// <summary>Lists are interfaces, from which C# makes no implicit answer.</summary>
internal static class Answers
{
    public static Answer<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> rows) => rows as T[] ?? [.. rows];
}

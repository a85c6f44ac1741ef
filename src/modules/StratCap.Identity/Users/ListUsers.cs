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
    private const int SearchLength = 200;

    internal sealed record After(string Email);

    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("", Handle)
        .Reads<IdentityDbContext>(Permissions.UserManage)
        .WithName("ListUsers")
        .WithSummary("List users")
        .WithDescription("The firm's users by e-mail address. 'search' looks in addresses and names.");

    private static async Task<Answer<IReadOnlyList<UserView>>> Handle(IdentityDbContext db, CancellationToken ct, string? search = null, string? cursor = null, int? size = null)
    {
        if (search?.Length > SearchLength) return Refusal.Field("search", $"Search for at most {SearchLength} characters.");
        After? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var limit = Paging.Size(size);
        var query = db.Users.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var wanted = "%" + search.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%";
            query = query.Where(u => EF.Functions.ILike(u.Email!, wanted, @"\") || EF.Functions.ILike(u.Name, wanted, @"\"));
        }
        if (after is not null) query = query.Where(u => EF.Functions.GreaterThan(ValueTuple.Create(u.NormalizedEmail), ValueTuple.Create(after.Email)));
        var rows = await query.OrderBy(u => u.NormalizedEmail).Take(limit + 1).ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        var ids = page.ConvertAll(u => u.Id);
        var roles = (await db.UserRoles.Where(r => ids.Contains(r.UserId)).ToListAsync(ct)).ToLookup(r => r.UserId, r => r.Role);
        var next = rows.Count > limit ? Paging.Pack(new After(page[^1].NormalizedEmail!)) : null;
        IReadOnlyList<UserView> views = page.ConvertAll(u => UserView.Of(u, [.. roles[u.Id].Order(StringComparer.Ordinal)]));
        return Answers.Of(views).Paged(new PageMeta(page.Count, next));
    }
}

/// <summary>Lists are interfaces, from which C# makes no implicit answer.</summary>
internal static class Answers
{
    public static Answer<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> rows) => rows as T[] ?? [.. rows];
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Grants and revokes another user's permissions, and sets his roles. Counts from his next request on.</summary>
internal static class ChangePermissions
{
    /// <param name="Grant">Given beside the roles; lifts an earlier revocation.</param>
    /// <param name="Revoke">Taken in spite of the roles; lifts an earlier grant.</param>
    /// <param name="Roles">All roles from now on; left out, they stay as they are.</param>
    internal sealed record Request(Guid UserId, IReadOnlyList<string> Grant, IReadOnlyList<string> Revoke, IReadOnlyList<string>? Roles = null);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPut("/permissions", Handle)
        .Writes<IdentityDbContext>(Permissions.UserManage)
        .WithName("ChangePermissions")
        .WithSummary("Grant and revoke permissions")
        .WithDescription("Changes another user's permissions and, if given, his roles. Nobody changes his own.");

    private static async Task<Answer<RightsView>> Handle(Request request, HttpContext http, IdentityDbContext db, CurrentTenant tenant, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (Invalid(request, tenant.Id) is { } invalid) return invalid;
        if (request.UserId == http.User.ActorId()) return Refusal.Rule("identity.own_permissions", "Nobody changes his own permissions: ask another administrator.");
        if (await db.Users.FromSql($"select * from identity.users where id = {request.UserId} for update").SingleOrDefaultAsync(ct) is not { } user) return Refusal.NotFound("user");
        if (http.Stale(user.Version, User.VersionChanges) is { } stale) return stale;
        var roles = await db.UserRoles.Where(r => r.UserId == user.Id).ToListAsync(ct);
        var own = await db.UserPermissions.Where(p => p.UserId == user.Id).ToListAsync(ct);
        var before = RightsView.Of(user, roles.Select(r => r.Role), own);
        if (request.Roles is not null) SetRoles(db, user.Id, roles, request.Roles);
        foreach (var permission in request.Grant) Set(db, user.Id, own, permission, granted: true);
        foreach (var permission in request.Revoke) Set(db, user.Id, own, permission, granted: false);
        (user.Version, user.ConcurrencyStamp) = (user.Version + 1, Guid.NewGuid().ToString());
        var after = RightsView.Of(user, request.Roles?.Distinct(StringComparer.Ordinal) ?? before.Roles, own);
        outbox.Add(db, new UserChanged(user.Id));
        audit.Record(db, "identity.permissions.change", ("user", user.Id), before, after);
        return ((Answer<RightsView>)after).Tagged(user.Version);
    }

    private static Refusal? Invalid(Request request, Guid tenantId)
    {
        if (RightsRules.Given("grant", request.Grant, tenantId) is { } grant) return grant;
        if (RightsRules.Given("revoke", request.Revoke, tenantId) is { } revoke) return revoke;
        if (request.Grant.Intersect(request.Revoke, StringComparer.Ordinal).FirstOrDefault() is { } both) return Refusal.Field("grant", $"'{both}' is both granted and revoked: decide.");
        return request.Roles is null ? null : RightsRules.Roles("roles", request.Roles, tenantId);
    }

    private static void SetRoles(IdentityDbContext db, Guid userId, List<UserRole> held, IReadOnlyList<string> wanted)
    {
        db.UserRoles.RemoveRange(held.Where(r => !wanted.Contains(r.Role)));
        db.UserRoles.AddRange(wanted.Distinct(StringComparer.Ordinal).Where(role => held.TrueForAll(r => r.Role != role)).Select(role => new UserRole { UserId = userId, Role = role }));
    }

    private static void Set(IdentityDbContext db, Guid userId, List<UserPermission> own, string permission, bool granted)
    {
        if (own.Find(p => p.Permission == permission) is { } row)
        {
            row.Granted = granted;
            return;
        }
        var added = new UserPermission { UserId = userId, Permission = permission, Granted = granted };
        own.Add(added);
        db.UserPermissions.Add(added);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Oneself.</summary>
/// <param name="Permissions">What is allowed now.</param>
/// <param name="TenantName">The firm.</param>
/// <param name="TwoFactor">Whether signing in takes a code of an authenticator app.</param>
/// <param name="Language">The language chosen for pages and messages, or null.</param>
/// <param name="TimeZone">The time zone chosen (IANA), or null for the browser's.</param>
internal sealed record ProfileView(
    Guid Id, string Name, string Email, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, Guid TenantId, string TenantName, bool TwoFactor, string? Language, string? TimeZone);

/// <summary>Shows who is signed in and what he may do.</summary>
internal static class ShowProfile
{
    internal static void Map(RouteGroupBuilder users) => users
        .MapGet("/profile", Handle)
        .ReadsOwn<IdentityDbContext>("Shows only the caller himself.")
        .WithName("ShowProfile")
        .WithSummary("Show one's own profile")
        .WithDescription("The signed-in user, his roles, the permissions in force and his firm.");

    private static async Task<Answer<ProfileView>> Handle(HttpContext http, IdentityDbContext db, IPermissionSource permissions, ITenantBrand brand, CurrentTenant tenant, CancellationToken ct)
    {
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DisabledAt == null, ct) is not { } user) return Refusal.NotFound("user");
        return Answer(user, await Roles(db, id, ct), await permissions.Of(id, ct), await brand.Of(ct), tenant.Id).Tagged(user.Version);
    }

    internal static Task<List<string>> Roles(IdentityDbContext db, Guid userId, CancellationToken ct) =>
        db.UserRoles.AsNoTracking().Where(r => r.UserId == userId).Select(r => r.Role).Order().ToListAsync(ct);

    internal static Answer<ProfileView> Answer(User user, IReadOnlyList<string> roles, IReadOnlySet<string> permissions, TenantBrand brand, Guid tenantId) =>
        new ProfileView(user.Id, user.Name, user.Email!, roles, [.. permissions.Order(StringComparer.Ordinal)], tenantId, brand.Name, user.TotpSecret is not null, user.Language, user.TimeZone);
}

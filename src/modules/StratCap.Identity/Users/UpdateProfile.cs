using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>Changes one's own name, language and time zone.</summary>
internal static class UpdateProfile
{
    /// <param name="Language"><c>en</c> or <c>de</c>; left out, the browser's.</param>
    /// <param name="TimeZone">An IANA name such as <c>Europe/Berlin</c>; left out, the browser's.</param>
    internal sealed record Request(string Name, string? Language = null, string? TimeZone = null);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPut("/profile", Handle)
        .WritesOwn<IdentityDbContext>("Changes only the caller himself.", keyRequired: false)
        .WithName("UpdateProfile")
        .WithSummary("Change one's own name, language and time zone")
        .WithDescription("Changes the name under which the signed-in user appears, the language of pages and messages, and the time zone in which times are shown. What is left out goes back to the browser's.");

    private static async Task<Answer<ProfileView>> Handle(
        Request request, HttpContext http, IdentityDbContext db, IPermissionSource permissions, ITenantBrand brand, CurrentTenant tenant, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if ((EmailRules.NameInvalid(request.Name) ?? ProfileRules.Invalid(request.Language, request.TimeZone)) is { } invalid) return invalid;
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DisabledAt == null, ct) is not { } user) return Refusal.NotFound("user");
        if (http.Stale(user.Version, User.VersionChanges) is { } stale) return stale;
        outbox.Add(db, new UserChanged(id));
        audit.Record(db, "identity.profile.update", ("user", id), new { user.Name, user.Language, user.TimeZone }, new { Name = request.Name.Trim(), request.Language, request.TimeZone });
        (user.Name, user.Language, user.TimeZone, user.Version, user.ConcurrencyStamp) = (request.Name.Trim(), request.Language, request.TimeZone, user.Version + 1, Guid.NewGuid().ToString());
        return ShowProfile.Answer(user, await ShowProfile.Roles(db, id, ct), await permissions.Of(id, ct), await brand.Of(ct), tenant.Id).Tagged(user.Version);
    }
}

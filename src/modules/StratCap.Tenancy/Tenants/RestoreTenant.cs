using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Lets a suspended firm in again.</summary>
internal static class RestoreTenant
{
    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapPost("/{tenantId:guid}/restore", Handle)
        .Writes<TenancyDbContext>(Permissions.PlatformTenants)
        .WithName("RestoreTenant")
        .WithSummary("Restore a suspended firm")
        .WithDescription("Lets a suspended firm's people sign in again.");

    private static async Task<Answer<TenantView>> Handle(
        Guid tenantId, HttpContext http, TenancyDbContext db, CurrentTenant current, TenantDirectory directory, TenantViews tenants, Audit audit, CancellationToken ct)
    {
        if (await tenants.One(tenantId, ct) is not { } before) return Refusal.NotFound("firm");
        if (http.Stale(before.Version, Tenant.VersionChanges) is { } stale) return stale;
        var (refused, tenant) = await TenantState.Change(db, current, tenantId, t => t.Restore(), ct);
        if (refused is not null) return refused;
        audit.Record(db, "tenancy.tenant.restore", ("tenant", tenantId), new { Suspended = true, before.SuspendedReason }, new { Suspended = false });
        TenantState.Forget(directory, http);
        return TenantState.Answer(before, tenant!);
    }
}

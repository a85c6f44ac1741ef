using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Shuts a firm out: its people cannot sign in, and tokens they hold are refused.</summary>
internal static class SuspendTenant
{
    internal sealed record Request(string Reason);

    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapPost("/{tenantId:guid}/suspend", Handle)
        .Writes<TenancyDbContext>(Permissions.PlatformTenants)
        .WithName("SuspendTenant")
        .WithSummary("Suspend a firm")
        .WithDescription("Refuses every sign-in and every token of the firm, within seconds. Nothing is deleted.");

    private static async Task<Answer<TenantView>> Handle(
        Guid tenantId, Request request, HttpContext http, TenancyDbContext db, CurrentTenant current, TenantDirectory directory, TenantViews tenants, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > Tenant.ReasonLength) return Refusal.Field("reason", $"Say why, in 1 to {Tenant.ReasonLength} characters.");
        if (await tenants.One(tenantId, ct) is not { } before) return Refusal.NotFound("firm");
        if (http.Stale(before.Version, Tenant.VersionChanges) is { } stale) return stale;
        var (refused, tenant) = await TenantState.Change(db, current, tenantId, t => t.Suspend(request.Reason, clock.GetUtcNow()), ct);
        if (refused is not null) return refused;
        audit.Record(db, "tenancy.tenant.suspend", ("tenant", tenantId), new { Suspended = false }, new { Suspended = true }, request.Reason);
        TenantState.Forget(directory, http);
        return TenantState.Answer(before, tenant!);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>What suspending and restoring share.</summary>
internal static class TenantState
{
    /// <summary>Changes a firm's row inside its scope, in the running transaction.</summary>
    public static Task<(Refusal? Refused, Tenant? Tenant)> Change(TenancyDbContext db, CurrentTenant current, Guid tenantId, Func<Tenant, Refusal?> change, CancellationToken ct) =>
        TenantScopes.SaveWithin<(Refusal?, Tenant?)>(db, current, tenantId, async () =>
        {
            var tenant = await db.Tenants.SingleAsync(ct);
            return (change(tenant), tenant);
        }, ct);

    /// <summary>The firm after the change, tagged with its new version.</summary>
    public static Answer<TenantView> Answer(TenantView before, Tenant tenant) =>
        ((Answer<TenantView>)(before with { SuspendedAt = tenant.SuspendedAt, SuspendedReason = tenant.SuspendedReason, Version = tenant.Version })).Tagged(tenant.Version);

    /// <summary>
    /// Drops what this copy of the server remembers of firms: now, so that the caller's next request sees the change, and once more when the answer
    /// is out, since another request may have read the old state again before the commit.
    /// </summary>
    public static void Forget(TenantDirectory directory, HttpContext http)
    {
        directory.Forget();
        http.Response.OnCompleted(() =>
        {
            directory.Forget();
            return Task.CompletedTask;
        });
    }
}

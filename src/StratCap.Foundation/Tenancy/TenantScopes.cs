using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;

namespace StratCap.Foundation.Tenancy;

/// <summary>
/// The one place where an operator's write leaves the platform's scope: within the same transaction the tenant setting is changed to the firm's,
/// the firm's own rows are saved behind the same walls as ever, and the setting is put back. So a provisioning is one transaction: the firm, its
/// domain, the audit row, the idempotency row and the event stand or fall together. The caller audits it.
/// </summary>
public static class TenantScopes
{
    /// <summary>Runs an operator's change inside a firm's scope and saves what it changed.</summary>
    /// <exception cref="InvalidOperationException">The caller is not in the platform's scope.</exception>
    public static async Task<T> SaveWithin<T>(ModuleDbContext db, CurrentTenant current, Guid tenantId, Func<Task<T>> change, CancellationToken ct)
    {
        if (current.Id != PlatformTenant.Id) throw new InvalidOperationException("Only the platform's scope may enter a firm's.");
        await Set(db, tenantId, ct);
        try
        {
            using var _ = current.Use(tenantId);
            var result = await change();
            await db.SaveChangesAsync(ct);
            return result;
        }
        finally
        {
            await Set(db, PlatformTenant.Id, ct);
        }
    }

    private static Task<int> Set(ModuleDbContext db, Guid tenantId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select set_config('app.tenant_id', {tenantId.ToString()}, true)", ct);
}

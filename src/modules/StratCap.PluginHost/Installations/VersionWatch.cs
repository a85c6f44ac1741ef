using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Installations;

/// <summary>
/// Tells every copy of the server what one of them found: a version that was quarantined here is quarantined for all, and one that an operator released elsewhere is released here.
/// </summary>
internal sealed class VersionWatch(IServiceScopeFactory scopes, PluginWorkers workers, Audit audit, CurrentTenant current, TimeProvider clock)
{
    // The revision in which a quarantine of this copy was written down: a later one that is allowed was released by somebody.
    private readonly ConcurrentDictionary<string, int> _written = new(StringComparer.Ordinal);

    /// <summary>Compares how a version stands here with what is written down.</summary>
    /// <returns>Whether it was quarantined here: its calls failed for that, and not for what they asked.</returns>
    public async Task<bool> Look(string packageHash)
    {
        if (workers.Status().FirstOrDefault(w => w.PackageHash == packageHash && w.State == WorkerState.Quarantined) is not { } shut) return false;
        using var _ = current.Use(PlatformTenant.Id);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.Versions.FromSql($"select * from plugin_host.plugin_versions where hash = {packageHash} for update").SingleOrDefaultAsync() is not { } version) return true;
        if (version.MayRun && _written.TryGetValue(packageHash, out var then) && version.Revision > then)
        {
            _written.TryRemove(packageHash, out var _);
            workers.Release(packageHash);
            return true;
        }
        if (version.Quarantine(shut.Reason ?? "It broke its contract or crashed too often.", clock.GetUtcNow()))
        {
            audit.Record(db, "plugins.version.quarantine", ("plugin", version.PluginId), new { version.Version, State = VersionState.Allowed }, Registrar.Told(version), version.Reason);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        _written[packageHash] = version.Revision;
        return true;
    }
}

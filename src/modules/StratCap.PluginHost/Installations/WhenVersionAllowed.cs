using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.PluginHost.Installations;

/// <summary>Takes the firms that follow a plugin over to a version that was allowed, each in a transaction of its own; whose settings do not fit it stays where it is.</summary>
internal sealed class WhenVersionAllowed(IServiceScopeFactory scopes, PlatformConnections connections, CurrentTenant current, Audit audit, TimeProvider clock) : IEventHandler<PluginVersionAllowed, PluginHostDbContext>
{
    public async Task Handle(PluginVersionAllowed what, EventContext context, PluginHostDbContext db, CancellationToken ct)
    {
        if (await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.PluginId == what.PluginId && v.Version == what.Version, ct) is not { MayRun: true } version) return;
        foreach (var firm in await Followers(what.PluginId, ct))
        {
            using var _ = current.Use(firm);
            await TakeOver(version, ct);
        }
    }

    private async Task TakeOver(InstalledVersion version, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await ChoosePlugin.Lock(db, version.PluginId, ct);
        if (await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Hash == version.Hash, ct) is not { MayRun: true }) return;
        if (await db.TenantPlugins.SingleOrDefaultAsync(p => p.PluginId == version.PluginId, ct) is not { Follows: true } plugin) return;
        if (SemanticVersion.Order.Compare(version.Version, plugin.Version) <= 0) return;
        var before = TenantPluginTold.Of(plugin);
        var problem = await scope.ServiceProvider.GetRequiredService<Upgrades>().Problem(db, version, ct);
        if (problem is null)
        {
            (plugin.Version, plugin.ChangedByName, plugin.ChangedAt) = (version.Version, Actor.System.Name, clock.GetUtcNow());
            plugin.Revision++;
        }
        audit.Record(db, problem is null ? "plugins.plugin.upgrade" : "plugins.plugin.upgrade_refused", ("plugin", plugin.PluginId), before, TenantPluginTold.Of(plugin), problem?.Detail);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<List<Guid>> Followers(string pluginId, CancellationToken ct)
    {
        await using var connection = await connections.Open(PluginHostDbContext.Module, ct);
        await using var command = new NpgsqlCommand("select tenant_id from plugin_host.tenant_plugins where plugin_id = $1 and follows", connection) { Parameters = { new() { Value = pluginId } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var firms = new List<Guid>();
        while (await reader.ReadAsync(ct)) firms.Add(reader.GetGuid(0));
        return firms;
    }
}

/// <summary>As the audit trail keeps it.</summary>
internal static class TenantPluginTold
{
    public static object Of(TenantPlugin plugin) => new { plugin.Version, plugin.Follows, plugin.Enabled };
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Installations;

/// <summary>Whether a firm may go over to a version: every connection's settings must be as the version's schema wants them, and its worker must come up.</summary>
internal sealed class Upgrades(PluginWorkers workers)
{
    /// <summary>Why the firm in scope cannot be served by a version; null when it can.</summary>
    public async Task<Refusal?> Problem(PluginHostDbContext db, InstalledVersion version, CancellationToken ct)
    {
        if (await Unfit(db, version, ct) is { Count: > 0 } errors)
            return new Refusal(422, "plugins.version.settings", $"Settings of {errors.Select(e => e.Key.Split('.')[1]).Distinct().Count()} connection(s) do not fit version {version.Version}: {errors.First().Value[0]}", errors);
        try
        {
            await workers.Start(version.Hash, ConnectionFacts.WorkerOf(db.TenantId, version.Trust, Manifests.Of(version)), ct);
            return null;
        }
        catch (PackageRefused e)
        {
            return Refusal.Rule("plugins.version.rejected", $"The package of version {version.Version} is not what was signed: {e.Message}");
        }
        catch (ConnectorException e)
        {
            return Refusal.Rule("plugins.version.does_not_start", $"Version {version.Version} does not start: {e.Message}");
        }
    }

    private static async Task<Dictionary<string, string[]>> Unfit(PluginHostDbContext db, InstalledVersion version, CancellationToken ct)
    {
        var manifest = Manifests.Of(version);
        var connections = await db.Connections.AsNoTracking().Where(c => c.PluginId == version.PluginId).OrderBy(c => c.Name).Select(c => new { c.Id, c.Name, c.Settings }).ToListAsync(ct);
        return (
            from connection in connections
            from error in SettingsRules.Errors(version.SettingsSchema, manifest, JsonSerializer.Deserialize<JsonElement>(connection.Settings))
            select (Field: $"connections.{connection.Id}.{error.Key}", Sentences: error.Value.Select(s => $"'{connection.Name}': {s}").ToArray())).ToDictionary(e => e.Field, e => e.Sentences, StringComparer.Ordinal);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.PluginHost.Installations;

/// <summary>The catalogue: which plugins there are for the firm, and what each declares.</summary>
internal static class ReadPlugins
{
    internal static readonly Listing<PluginView> List = new Listing<PluginView>("plugins")
        .By("name", p => p.Name).By("plugin", p => p.Plugin).By("vendor", p => p.Vendor).By("kind", p => p.Kind).By("state", p => p.State).By("connections", p => p.Connections)
        .Unique(p => p.Plugin).Usually("name").Searched(p => p.Name, p => p.Vendor, p => p.Plugin, p => string.Join(' ', p.Capabilities));

    internal static void Map(RouteGroupBuilder plugins)
    {
        plugins.MapGet("", All)
            .Reads<PluginHostDbContext>(Permissions.PluginRead)
            .WithName("ListPlugins")
            .WithSummary("The plugins that the platform allows or the firm uses")
            .Lists(List, (PluginView p) => p);
        plugins.MapGet("/{plugin}", One)
            .Reads<PluginHostDbContext>(Permissions.PluginRead)
            .WithName("ShowPlugin")
            .WithSummary("A plugin with what it declares: where it goes, which secrets it needs, the schema of its settings");
    }

    private static async Task<Answer<IReadOnlyList<PluginView>>> All([AsParameters] ListQuery asked, PluginHostDbContext db, CancellationToken ct)
    {
        var versions = (await db.Versions.ToListAsync(ct)).ToLookup(v => v.PluginId, StringComparer.Ordinal);
        var own = await db.TenantPlugins.ToDictionaryAsync(p => p.PluginId, StringComparer.Ordinal, ct);
        var counts = await db.Connections.GroupBy(c => c.PluginId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, ct);
        var views = versions.Where(g => own.ContainsKey(g.Key) || g.Any(v => v.MayRun)).Select(g => PluginView.Of([.. g], own.GetValueOrDefault(g.Key), counts.GetValueOrDefault(g.Key)));
        return await List.Show(views, asked, p => p, ct);
    }

    private static async Task<Answer<PluginDetail>> One(string plugin, PluginHostDbContext db, CancellationToken ct) =>
        await Detail(db, plugin, ct) is var (detail, revision) && detail is not null ? ((Answer<PluginDetail>)detail).Tagged(revision) : Refusal.NotFound("plugin");

    /// <summary>A plugin as the firm in scope sees it, and the revision of the firm's choice (0 before the first); null when it is not for the firm.</summary>
    internal static async Task<(PluginDetail? Detail, int Revision)> Detail(PluginHostDbContext db, string id, CancellationToken ct)
    {
        var versions = await db.Versions.AsNoTracking().Where(v => v.PluginId == id).ToListAsync(ct);
        var own = db.TenantPlugins.Local.FirstOrDefault(p => p.PluginId == id) ?? await db.TenantPlugins.AsNoTracking().SingleOrDefaultAsync(p => p.PluginId == id, ct);
        var served = own is null ? PluginView.NewestAllowed(versions) : versions.FirstOrDefault(v => v.Version == own.Version);
        if (served is null) return (null, 0);
        var manifest = Manifests.Of(served);
        var view = PluginView.Of(versions, own, await db.Connections.CountAsync(c => c.PluginId == id, ct));
        PluginVersionView[] shown = [.. versions.Where(v => v.MayRun || v.Version == own?.Version).OrderByDescending(v => v.Version, SemanticVersion.Order).Select(v => new PluginVersionView(v.Version, v.State, v.RegisteredAt))];
        var oauth = manifest.OAuth2 is { } need ? new GrantNeedView(need.AuthorizationUrl, need.Scopes) : null;
        return (new PluginDetail(
            view, shown, manifest.Egress, manifest.Limits, manifest.Secrets, oauth, manifest.Webhooks?.Path, served.Trust, served.PublisherKeyId, manifest.Support,
            JsonSerializer.Deserialize<JsonElement>(served.SettingsSchema), served.MayRun ? null : served.Reason ?? served.State.ToString()), own?.Revision ?? 0);
    }
}

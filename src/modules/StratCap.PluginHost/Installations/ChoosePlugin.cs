using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.PluginHost.Installations;

/// <summary>Switches a plugin on for the firm or off, and chooses the version that serves it.</summary>
internal static class ChoosePlugin
{
    /// <param name="Version">Null: the newest that the platform allows.</param>
    /// <param name="Follows">Whether newer versions are taken up by themselves where all settings fit.</param>
    internal sealed record Request(string? Version = null, bool Follows = false);

    internal static void Map(RouteGroupBuilder plugins)
    {
        plugins.MapPut("/{plugin}", Enable)
            .Writes<PluginHostDbContext>(Permissions.PluginManage)
            .WithName("EnablePlugin")
            .WithSummary("Switch a plugin on, or go over to another version")
            .WithDescription("Refused with the reasons when the settings of a connection do not fit the version's schema, or its worker does not start.");
        plugins.MapDelete("/{plugin}", Disable)
            .Writes<PluginHostDbContext>(Permissions.PluginManage)
            .WithName("DisablePlugin")
            .WithSummary("Switch a plugin off")
            .WithDescription("Its connections stay with their settings and secrets; calls over them are refused.");
    }

    private static async Task<Answer<PluginDetail>> Enable(
        string plugin, Request request, HttpContext http, PluginHostDbContext db, Upgrades upgrades, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var versions = await db.Versions.AsNoTracking().Where(v => v.PluginId == plugin).ToListAsync(ct);
        if (!versions.Any(v => v.MayRun)) return Refusal.NotFound("plugin");
        var wanted = request.Version is { } named ? versions.FirstOrDefault(v => v.Version == named && v.MayRun) : PluginView.NewestAllowed(versions);
        if (wanted is null) return Refusal.Field("version", $"There is no version '{request.Version}' that the platform allows.");
        await Lock(db, plugin, ct);
        var own = await db.TenantPlugins.SingleOrDefaultAsync(p => p.PluginId == plugin, ct);
        if (http.Stale(own?.Revision ?? 0) is { } stale) return stale;
        if (own?.Version != wanted.Version && await upgrades.Problem(db, wanted, ct) is { } problem) return problem;
        var before = own is null ? null : TenantPluginTold.Of(own);
        if (own is null) db.TenantPlugins.Add(own = new TenantPlugin { PluginId = plugin, Version = wanted.Version, ChangedByName = "", Revision = 0 });
        (own.Version, own.Follows, own.Enabled, own.ChangedByName, own.ChangedAt) = (wanted.Version, request.Follows, true, actor.Value.Name, clock.GetUtcNow());
        own.Revision++;
        audit.Record(db, "plugins.plugin.enable", ("plugin", plugin), before, TenantPluginTold.Of(own));
        return await Shown(db, plugin, ct);
    }

    private static async Task<Answer<PluginDetail>> Disable(string plugin, HttpContext http, PluginHostDbContext db, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        await Lock(db, plugin, ct);
        if (await db.TenantPlugins.SingleOrDefaultAsync(p => p.PluginId == plugin, ct) is not { } own) return Refusal.NotFound("plugin");
        if (http.Stale(own.Revision) is { } stale) return stale;
        if (!own.Enabled) return Refusal.Conflict("plugins.plugin.disabled", "This plugin is switched off already.");
        var before = TenantPluginTold.Of(own);
        (own.Enabled, own.ChangedByName, own.ChangedAt) = (false, actor.Value.Name, clock.GetUtcNow());
        own.Revision++;
        audit.Record(db, "plugins.plugin.disable", ("plugin", plugin), before, TenantPluginTold.Of(own));
        return await Shown(db, plugin, ct);
    }

    private static async Task<Answer<PluginDetail>> Shown(PluginHostDbContext db, string plugin, CancellationToken ct)
    {
        var (detail, revision) = await ReadPlugins.Detail(db, plugin, ct);
        return ((Answer<PluginDetail>)detail!).Tagged(revision);
    }

    /// <summary>One at a time changes what a firm has of a plugin, its connections' settings included.</summary>
    internal static Task<int> Lock(PluginHostDbContext db, string plugin, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"plugin_host.plugin " + db.TenantId + plugin}, 0))", ct);
}

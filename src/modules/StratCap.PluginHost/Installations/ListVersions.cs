using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Installations;

/// <summary>Lists every version of every plugin that was registered, and the workers that run here.</summary>
internal static class ListVersions
{
    internal static readonly Listing<VersionView> List = new Listing<VersionView>("plugin versions")
        .By("plugin", v => v.Plugin).By("version", v => v.Version).By("state", v => v.State).By("kind", v => v.Kind).By("vendor", v => v.Vendor).By("trust", v => v.Trust).By("registeredAt", v => v.RegisteredAt)
        .Unique(v => v.Plugin).Unique(v => v.Version).Usually("plugin").Searched(v => v.Plugin, v => v.Name, v => v.Vendor);

    internal static void Map(RouteGroupBuilder plugins)
    {
        plugins.MapGet("", Handle)
            .Reads<PluginHostDbContext>(Permissions.PlatformPlugins)
            .WithName("ListPluginVersions")
            .WithSummary("Every registered version of every plugin")
            .Lists(List, (VersionView v) => v);
        plugins.MapGet("/{plugin}/{version}", One)
            .Reads<PluginHostDbContext>(Permissions.PlatformPlugins)
            .WithName("ShowPluginVersion")
            .WithSummary("One registered version of a plugin");
        plugins.MapGet("/workers", Workers)
            .Needs(Permissions.PlatformPlugins)
            .WithName("ShowPluginWorkers")
            .WithSummary("The workers on the copy of the server that answers")
            .WithDescription("State, sandbox, process and crashes of the last ten minutes. Other copies have workers of their own.");
    }

    private static async Task<Answer<IReadOnlyList<VersionView>>> Handle([AsParameters] ListQuery asked, PluginHostDbContext db, PluginWorkers workers, CancellationToken ct)
    {
        var (versions, running) = (await db.Versions.ToListAsync(ct), workers.Status());
        return await List.Show(versions.Select(v => VersionView.Of(v, running)), asked, v => v, ct);
    }

    private static async Task<Answer<VersionView>> One(string plugin, string version, PluginHostDbContext db, PluginWorkers workers, CancellationToken ct) =>
        await db.Versions.SingleOrDefaultAsync(v => v.PluginId == plugin && v.Version == version, ct) is { } row
            ? ((Answer<VersionView>)VersionView.Of(row, workers.Status())).Tagged(row.Revision)
            : Refusal.NotFound("version of a plugin");

    private static Answer<IReadOnlyList<WorkerStatus>> Workers(PluginWorkers workers) => Answer<IReadOnlyList<WorkerStatus>>.Of(workers.Status());
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Installations;

/// <summary>Allows a version to firms, withdraws it from all of them, or releases it from quarantine.</summary>
internal static class ChangeVersionState
{
    private const int ShortestReason = 3;

    /// <param name="Reason">Why, for the audit trail and for firms that use it; 3 to 500 characters.</param>
    internal sealed record Request(string Reason);

    internal static void Map(RouteGroupBuilder plugins)
    {
        plugins.MapPost("/{plugin}/{version}/allow", Allow)
            .Writes<PluginHostDbContext>(Permissions.PlatformPlugins)
            .WithName("AllowPlugin")
            .WithSummary("Let firms use a version")
            .WithDescription("Firms that follow the plugin take it up by themselves where the settings of all their connections fit its schema.");
        plugins.MapPost("/{plugin}/{version}/withdraw", Withdraw)
            .Writes<PluginHostDbContext>(Permissions.PlatformPlugins)
            .WithName("WithdrawPlugin")
            .WithSummary("Stop a version for every firm")
            .WithDescription("Calls of firms that use it are refused from now on; its worker here finishes what runs and ends.");
        plugins.MapPost("/{plugin}/{version}/release", Release)
            .Writes<PluginHostDbContext>(Permissions.PlatformPlugins)
            .WithName("ReleasePlugin")
            .WithSummary("Let a quarantined version run again");
    }

    private static async Task<Answer<VersionView>> Allow(string plugin, string version, HttpContext http, PluginHostDbContext db, Registrar registrar, CancellationToken ct)
    {
        if (await Find(db, plugin, version, ct) is not { } row) return Refusal.NotFound("version of a plugin");
        return (http.Stale(row.Revision) ?? registrar.Allow(db, row)) is { } refused ? refused : Shown(row);
    }

    private static async Task<Answer<VersionView>> Withdraw(
        string plugin, string version, Request request, HttpContext http, PluginHostDbContext db, PluginWorkers workers, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason?.Trim() is not { Length: >= ShortestReason and <= InstalledVersion.ReasonLength } reason) return BadReason;
        if (await Find(db, plugin, version, ct) is not { } row) return Refusal.NotFound("version of a plugin");
        var before = Registrar.Told(row);
        if ((http.Stale(row.Revision) ?? row.Withdraw(reason, clock.GetUtcNow())) is { } refused) return refused;
        audit.Record(db, "plugins.version.withdraw", ("plugin", row.PluginId), before, Registrar.Told(row), reason);
        // After the answer, and so after the commit: it may take half a minute.
        http.Response.OnSuccess(() => workers.Drain(row.Hash, CancellationToken.None));
        return Shown(row);
    }

    private static async Task<Answer<VersionView>> Release(
        string plugin, string version, Request request, HttpContext http, PluginHostDbContext db, PluginWorkers workers, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason?.Trim() is not { Length: >= ShortestReason and <= InstalledVersion.ReasonLength } reason) return BadReason;
        if (await Find(db, plugin, version, ct) is not { } row) return Refusal.NotFound("version of a plugin");
        var before = Registrar.Told(row);
        if ((http.Stale(row.Revision) ?? row.Release(clock.GetUtcNow())) is { } refused) return refused;
        audit.Record(db, "plugins.version.release", ("plugin", row.PluginId), before, Registrar.Told(row), reason);
        workers.Release(row.Hash);
        return Shown(row);
    }

    private static Refusal BadReason => Refusal.Field("reason", $"Say why in {ShortestReason} to {InstalledVersion.ReasonLength} characters.");

    private static Answer<VersionView> Shown(InstalledVersion row) => ((Answer<VersionView>)VersionView.Of(row, [])).Tagged(row.Revision);

    private static Task<InstalledVersion?> Find(PluginHostDbContext db, string plugin, string version, CancellationToken ct) =>
        db.Versions.SingleOrDefaultAsync(v => v.PluginId == plugin && v.Version == version, ct);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Hooks;
using StratCap.PluginHost.Installations;

namespace StratCap.PluginHost.Connections;

/// <summary>Shows the firm's connections, and the lines of what happened over them.</summary>
internal static class ReadConnections
{
    internal static readonly Listing<FirmConnection> List = new Listing<FirmConnection>("connections")
        .By("name", c => c.Name).By("plugin", c => c.PluginId).By("health", c => c.Health).By("checkedAt", c => c.CheckedAt).By("createdAt", c => c.Id)
        .Unique(c => c.Id).Usually("name").Searched(c => c.Name, c => c.PluginId, c => c.AccountName);

    internal static readonly Listing<LogLine> Log = new Listing<LogLine>("connection log")
        .By("at", l => l.Id).By("level", l => l.Level).By("operation", l => l.Operation)
        .Unique(l => l.Id).Usually("-at").Searched(l => l.Text, l => l.Operation);

    /// <summary>A line of a connection's log.</summary>
    internal sealed record LineView(DateTimeOffset At, LogLevelShown Level, string Operation, string Text);

    internal static void Map(RouteGroupBuilder connections)
    {
        connections.MapGet("", All)
            .Reads<PluginHostDbContext>(Permissions.PluginRead)
            .WithName("ListConnections")
            .WithSummary("The firm's connections")
            .WithDescription("`plugin` keeps those of one plugin; `fundId` those of one fund.")
            .Lists(List, (FirmConnection c) => ConnectionView.Of(c, ""));
        connections.MapGet("/{connectionId:guid}", One)
            .Reads<PluginHostDbContext>(Permissions.PluginRead)
            .WithName("ShowConnection")
            .WithSummary("A connection with its settings; which secrets are set, never what they are");
        connections.MapGet("/{connectionId:guid}/log", Lines)
            .Reads<PluginHostDbContext>(Permissions.PluginRead)
            .WithName("ListConnectionLog")
            .WithSummary($"What happened over a connection: the last {LogLine.MostOfOne} lines")
            .Lists(Log, View);
    }

    private static LineView View(LogLine line) => new(line.At, line.Level, line.Operation, line.Text);

    private static async Task<Answer<IReadOnlyList<ConnectionView>>> All(string? plugin, Guid? fundId, [AsParameters] ListQuery asked, PluginHostDbContext db, CancellationToken ct) =>
        await List.Show(db.Connections.Where(c => (plugin == null || c.PluginId == plugin) && (fundId == null || c.FundId == fundId)), asked, rows => Views(db, rows, ct), ct);

    private static async Task<IReadOnlyList<ConnectionView>> Views(PluginHostDbContext db, List<FirmConnection> rows, CancellationToken ct)
    {
        var plugins = rows.Select(c => c.PluginId).Distinct().ToList();
        var served = await db.TenantPlugins.Where(p => plugins.Contains(p.PluginId))
            .Join(db.Versions, p => new { p.PluginId, p.Version }, v => new { v.PluginId, v.Version }, (_, version) => version).AsNoTracking().ToDictionaryAsync(v => v.PluginId, StringComparer.Ordinal, ct);
        return rows.ConvertAll(c => ConnectionView.Of(c, Manifests.Of(served[c.PluginId]).Name));
    }

    private static async Task<Answer<ConnectionDetail>> One(
        Guid connectionId, HttpContext http, PluginHostDbContext db, HookAddresses hooks, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        var may = (await permissions.Of(actor.Value.Id, ct)).Contains(Permissions.PluginManage);
        return await ConnectionDetail.Read(db, connectionId, may ? hooks.UrlOf(http) : null, ct) is { } found ? ((Answer<ConnectionDetail>)found).Tagged(found.Connection.Version) : Refusal.NotFound("connection");
    }

    private static async Task<Answer<IReadOnlyList<LineView>>> Lines(Guid connectionId, [AsParameters] ListQuery asked, PluginHostDbContext db, CancellationToken ct) =>
        await db.Connections.AnyAsync(c => c.Id == connectionId, ct) ? await Log.Show(db.LogLines.Where(l => l.ConnectionId == connectionId), asked, View, ct) : Refusal.NotFound("connection");
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Hooks;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Connections;

/// <summary>Makes and changes a connection; its settings are judged by the schema of the version that serves the firm.</summary>
internal static class ChangeConnections
{
    /// <param name="Plugin">Which plugin; it must be switched on.</param>
    /// <param name="Name">One's own name for it, unique in the firm.</param>
    /// <param name="Settings">As the plugin's schema wants them; no secrets.</param>
    /// <param name="FundId">Null: for every fund.</param>
    internal sealed record CreateRequest(string Plugin, string Name, JsonElement Settings, Guid? FundId = null);

    /// <param name="Enabled">False: calls over it are refused.</param>
    internal sealed record ChangeRequest(string Name, JsonElement Settings, bool Enabled = true, Guid? FundId = null);

    internal static void Map(RouteGroupBuilder connections)
    {
        connections.MapPost("", Create)
            .Writes<PluginHostDbContext>(Permissions.PluginManage)
            .WithName("CreateConnection")
            .WithSummary("Connect a vendor's account")
            .WithDescription("Settings are checked field by field against the plugin's schema. Secrets are set afterwards, one by one.");
        connections.MapPut("/{connectionId:guid}", Change)
            .Writes<PluginHostDbContext>(Permissions.PluginManage)
            .WithName("ChangeConnection")
            .WithSummary("Change a connection's name, fund and settings, or switch it off");
    }

    private static async Task<Answer<ConnectionDetail>> Create(
        CreateRequest request, HttpContext http, PluginHostDbContext db, IFundBooks books, HookAddresses hooks, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        await ChoosePlugin.Lock(db, request.Plugin, ct);
        if (await Served(db, request.Plugin, isOn: true, ct) is not { } version) return Refusal.Field("plugin", "The firm has no such plugin: switch it on first.");
        if (await Problem(db, version, Guid.Empty, request.Name, request.Settings, request.FundId, books, ct) is { } problem) return problem;
        var connection = new FirmConnection
        {
            Id = Guid.CreateVersion7(),
            PluginId = request.Plugin,
            Name = request.Name.Trim(),
            FundId = request.FundId,
            Settings = request.Settings.GetRawText(),
            CreatedByName = actor.Value.Name,
            CreatedAt = clock.GetUtcNow(),
            TenantId = db.TenantId,
        };
        db.Connections.Add(connection);
        audit.Record(db, "plugins.connection.create", ("connection", connection.Id), null, ConnectionDetail.Told(connection));
        var detail = await ConnectionDetail.Read(db, connection.Id, hooks.UrlOf(http), ct);
        return Answer<ConnectionDetail>.Created(detail!, $"/api/v1/plugins/connections/{connection.Id}").Tagged(connection.Version);
    }

    private static async Task<Answer<ConnectionDetail>> Change(
        Guid connectionId, ChangeRequest request, HttpContext http, PluginHostDbContext db, IFundBooks books, HookAddresses hooks, ConnectionGuards guards, Audit audit, CancellationToken ct)
    {
        if (await db.Connections.SingleOrDefaultAsync(c => c.Id == connectionId, ct) is not { } connection) return Refusal.NotFound("connection");
        if (http.Stale(connection.Version) is { } stale) return stale;
        await ChoosePlugin.Lock(db, connection.PluginId, ct);
        var version = await Served(db, connection.PluginId, isOn: false, ct) ?? throw new InvalidOperationException("A connection's plugin has no version.");
        if (await Problem(db, version, connectionId, request.Name, request.Settings, request.FundId, books, ct) is { } problem) return problem;
        var before = ConnectionDetail.Told(connection);
        await ForgetFileSecrets(db, version, connection, request.Settings, audit, ct);
        (connection.Name, connection.FundId, connection.Enabled, connection.Settings) = (request.Name.Trim(), request.FundId, request.Enabled, request.Settings.GetRawText());
        connection.Changed();
        audit.Record(db, "plugins.connection.change", ("connection", connectionId), before, ConnectionDetail.Told(connection));
        guards.Forget(db.TenantId, connectionId);
        return ((Answer<ConnectionDetail>)(await ConnectionDetail.Read(db, connectionId, hooks.UrlOf(http), ct))!).Tagged(connection.Version);
    }

    // A server gets its password in clear, and whoever may name another server may not read secrets: for another one they are entered again.
    private static async Task ForgetFileSecrets(PluginHostDbContext db, InstalledVersion version, FirmConnection connection, JsonElement settings, Audit audit, CancellationToken ct)
    {
        if (Manifests.Of(version).Files is not { } need) return;
        using var before = JsonDocument.Parse(connection.Settings);
        if (FilePlace.IsSameServer(need, before.RootElement, settings)) return;
        var secrets = await db.Secrets.Where(s => s.ConnectionId == connection.Id && (s.Name == need.Key || s.Name == need.Password)).ToListAsync(ct);
        db.Secrets.RemoveRange(secrets);
        foreach (var secret in secrets) audit.Record(db, "plugins.secret.forget", ("connection", connection.Id), null, new { secret.Name }, "The file server is another one.");
    }

    private static async Task<Refusal?> Problem(
        PluginHostDbContext db, InstalledVersion version, Guid self, string? name, JsonElement settings, Guid? fundId, IFundBooks books, CancellationToken ct)
    {
        if (name?.Trim() is not { Length: > 0 and <= FirmConnection.NameLength } bare || bare.Any(char.IsControl)) return Refusal.Field("name", $"A name has 1 to {FirmConnection.NameLength} characters.");
        if (fundId is { } fund && (await books.Facts(fund, 1, 1, ct)).Count == 0) return Refusal.NotFound("fund");
        if (await db.Connections.AnyAsync(c => c.Name == bare && c.Id != self, ct)) return Refusal.Conflict("plugins.connection.name_taken", $"There is a connection '{bare}' already: choose another name.");
        return SettingsRules.Problem(version.SettingsSchema, Manifests.Of(version), settings);
    }

    // A connection of a plugin that is switched off may be changed, as it may be kept; a new one is not made.
    private static async Task<InstalledVersion?> Served(PluginHostDbContext db, string plugin, bool isOn, CancellationToken ct) => await (
        from own in db.TenantPlugins.AsNoTracking()
        where own.PluginId == plugin && (own.Enabled || !isOn)
        join version in db.Versions.AsNoTracking() on new { own.PluginId, own.Version } equals new { version.PluginId, version.Version }
        select version).SingleOrDefaultAsync(ct);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.Secrets;

/// <summary>Sets and clears a connection's secrets. There is no way to read one.</summary>
internal static class ChangeSecrets
{
    private const int MaxLength = 16_384;
    private const string NoKey = "A secret's body is not even kept as a hash; the same secret set twice is the same secret.";

    /// <param name="Value">The secret.</param>
    internal sealed record Request(string Value);

    internal static void Map(RouteGroupBuilder connections)
    {
        connections.MapPut("/{connectionId:guid}/secrets/{name}", Set)
            .Writes<PluginHostDbContext>(Permissions.PluginManage, keyRequired: false)
            .WithMetadata(new SecretBody(NoKey))
            .WithName("SetConnectionSecret")
            .WithSummary("Set a connection's secret")
            .WithDescription("It is sealed under the firm's own key and never shown again, to nobody; the plugin does not see it either.");
        connections.MapDelete("/{connectionId:guid}/secrets/{name}", Clear)
            .Writes<PluginHostDbContext>(Permissions.PluginManage)
            .WithName("ClearConnectionSecret")
            .WithSummary("Clear a connection's secret");
    }

    private static async Task<Answer<SecretView>> Set(
        Guid connectionId, string name, Request request, PluginHostDbContext db, SecretBox box, ConnectionGuards guards, CurrentActor actor, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await ConnectionFacts.Read(db, connectionId, ct) is not { } facts) return Refusal.NotFound("connection");
        if (facts.Manifest.Secrets.FirstOrDefault(s => s.Name == name) is not { } need) return Refusal.NotFound("secret of this plugin");
        if (request.Value is not { Length: > 0 and <= MaxLength }) return Refusal.Field("value", $"A secret has 1 to {MaxLength:N0} characters.");
        var (keyNumber, closed) = await box.Close(db, connectionId, name, request.Value, ct);
        var row = await db.Secrets.SingleOrDefaultAsync(s => s.ConnectionId == connectionId && s.Name == name, ct);
        var before = row is null ? null : new { row.Name, row.SetAt, row.SetByName };
        if (row is null) db.Secrets.Add(row = new ConnectionSecret { ConnectionId = connectionId, Name = name, Sealed = closed, SetByName = "" });
        (row.KeyNumber, row.Sealed, row.SetByName, row.SetAt) = (keyNumber, closed, actor.Value.Name, clock.GetUtcNow());
        audit.Record(db, "plugins.secret.set", ("connection", connectionId), before, new { row.Name, row.SetAt, row.SetByName });
        await Renew(db, guards, connectionId, ct);
        return new SecretView(name, need.Title, need.Required, row.SetAt, row.SetByName);
    }

    private static async Task<Answer<SecretView>> Clear(
        Guid connectionId, string name, PluginHostDbContext db, ConnectionGuards guards, Audit audit, CancellationToken ct)
    {
        if (await ConnectionFacts.Read(db, connectionId, ct) is not { } facts) return Refusal.NotFound("connection");
        if (await db.Secrets.SingleOrDefaultAsync(s => s.ConnectionId == connectionId && s.Name == name, ct) is not { } row) return Refusal.NotFound("secret of this connection");
        db.Secrets.Remove(row);
        audit.Record(db, "plugins.secret.clear", ("connection", connectionId), new { row.Name, row.SetAt, row.SetByName }, null);
        await Renew(db, guards, connectionId, ct);
        var need = facts.Manifest.Secrets.FirstOrDefault(s => s.Name == name);
        return new SecretView(name, need?.Title ?? name, need?.Required ?? false, null, null);
    }

    // What was known of the connection's health was known of the old secret.
    private static async Task Renew(PluginHostDbContext db, ConnectionGuards guards, Guid connectionId, CancellationToken ct)
    {
        await db.Connections.Where(c => c.Id == connectionId).ExecuteUpdateAsync(set => set.SetProperty(c => c.Health, ConnectionHealth.Unknown).SetProperty(c => c.HealthText, (string?)null).SetProperty(c => c.Breaker, BreakerState.Closed), ct);
        guards.Forget(db.TenantId, connectionId);
    }
}

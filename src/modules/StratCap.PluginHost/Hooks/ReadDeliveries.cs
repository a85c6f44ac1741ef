using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.Hooks;

/// <summary>Shows a connection's deliveries, without what is in them, and gives it another address.</summary>
internal static class ReadDeliveries
{
    internal static readonly Listing<HookDelivery> List = new Listing<HookDelivery>("deliveries")
        .By("receivedAt", d => d.Id).By("state", d => d.State).By("events", d => d.Events)
        .Unique(d => d.Id).Usually("-receivedAt").Searched(d => d.Reason);

    /// <param name="Events">How many events were told of it.</param>
    /// <param name="Reason">Why it was refused.</param>
    internal sealed record View(Guid Id, DateTimeOffset ReceivedAt, DeliveryState State, string? Reason, int Events, DateTimeOffset? HandledAt);

    internal static void Map(RouteGroupBuilder connections)
    {
        connections.MapGet("/{connectionId:guid}/deliveries", All)
            .Reads<PluginHostDbContext>(Permissions.PluginRead)
            .WithName("ListDeliveries")
            .WithSummary("Webhooks that came for a connection, and what became of them")
            .Lists(List, Of);
        connections.MapPost("/{connectionId:guid}/webhook-address", Another)
            .Writes<PluginHostDbContext>(Permissions.PluginManage)
            .WithName("ChangeWebhookAddress")
            .WithSummary("Give a connection another webhook address; the one before is closed at once");
    }

    private static View Of(HookDelivery d) => new(d.Id, d.ReceivedAt, d.State, d.Reason, d.Events, d.HandledAt);

    private static async Task<Answer<IReadOnlyList<View>>> All(Guid connectionId, [AsParameters] ListQuery asked, PluginHostDbContext db, CancellationToken ct) =>
        await db.Connections.AnyAsync(c => c.Id == connectionId, ct) ? await List.Show(db.Deliveries.Where(d => d.ConnectionId == connectionId), asked, Of, ct) : Refusal.NotFound("connection");

    private static async Task<Answer<ConnectionDetail>> Another(Guid connectionId, HttpContext http, PluginHostDbContext db, HookAddresses hooks, Audit audit, CancellationToken ct)
    {
        if (await db.Connections.SingleOrDefaultAsync(c => c.Id == connectionId, ct) is not { } connection) return Refusal.NotFound("connection");
        if (http.Stale(connection.Version) is { } stale) return stale;
        connection.HookNumber++;
        connection.Version++;
        audit.Record(db, "plugins.connection.webhook_address", ("connection", connectionId), new { HookNumber = connection.HookNumber - 1 }, new { connection.HookNumber });
        return ((Answer<ConnectionDetail>)(await ConnectionDetail.Read(db, connectionId, hooks.UrlOf(http), ct))!).Tagged(connection.Version);
    }
}

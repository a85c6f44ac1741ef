using Npgsql;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Server.Messaging;

/// <summary>
/// Sends a failed event to its module again, once its cause is mended. The request, its audit row and the order to send are one transaction; a
/// worker carries the order out. A handler that had its effect already does nothing: the inbox knows the event.
/// </summary>
internal static class ReplayFailedMessage
{
    internal sealed record Request(string Why);

    internal sealed record Response(Guid Id, Guid EventId, string Module, string EventType);

    internal static void Map(RouteGroupBuilder messages) => messages
        .MapPost("/failed/{id:guid}/replay", Handle)
        .Writes<MessagingDbContext>(Permissions.PlatformMessages)
        .WithName("ReplayFailedMessage")
        .WithSummary("Send a failed event to its module again")
        .WithDescription("Only events in state Failed. The answer comes before the event is handled: look at the list for its new state.");

    private static async Task<Answer<Response>> Handle(
        Guid id, Request request, MessagingDbContext db, PlatformConnections platform, EventDelivery delivery, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (request.Why.Trim().Length is < 3 or > 500) return Refusal.Field("why", "Say in 3 to 500 characters why it is sent again.");
        if (!db.IsPlatformScope()) return Refusal.NotFound("failed message");
        if (await Find(platform, id, ct) is not { } failed) return Refusal.NotFound("failed message");
        if (failed.State != FailedState.Failed)
            return Refusal.Conflict("messages.not_failed", $"This event is {failed.State} already: only a failed one can be sent again.");
        if (failed.TenantId is null)
            return Refusal.Rule("messages.no_tenant", "This event carries no tenant and would be refused again: find out who sent it.");
        if (!delivery.Modules.Contains(failed.Response.Module))
            return Refusal.Rule("messages.no_listener", $"No module '{failed.Response.Module}' listens in this version: the event has nowhere to go.");
        audit.Record(
            db, "messaging.failed_message.replay", ("failed_message", id),
            new { state = failed.State, tenantId = failed.TenantId, eventId = failed.Response.EventId, module = failed.Response.Module },
            new { state = FailedState.Replayed }, request.Why.Trim());
        outbox.Add(db, new ReplayRequested(id));
        return Answer<Response>.Accepted(failed.Response, "/api/v1/platform/messages/failed");
    }

    private static async Task<Found?> Find(PlatformConnections platform, Guid id, CancellationToken ct)
    {
        await using var connection = await platform.Open(MessagingDbContext.Module, ct);
        await using var command = new NpgsqlCommand("select tenant_id, state, event_id, module, event_type from messaging.failed_messages where id = @id", connection);
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Found(MessagingAdmin.TenantOf(reader.GetGuid(0)), Enum.Parse<FailedState>(reader.GetString(1)), new Response(id, reader.GetGuid(2), reader.GetString(3), reader.GetString(4)))
            : null;
    }

    private sealed record Found(Guid? TenantId, FailedState State, Response Response);
}

/// <summary>An operator wants a failed event sent again.</summary>
[EventName("messaging.replay_requested")]
internal sealed record ReplayRequested(Guid FailedId) : IEvent
{
    Guid IEvent.AggregateId => FailedId;
}

using System.Text.Json;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Server.Messaging;

/// <summary>
/// Carries out a replay across tenants, in the platform's role. Marking and sending are steps of their own, so that the module's answer can
/// change the row; the order's id on the row lets a worker that took over go on, and keeps a second order for the same event from sending it twice.
/// </summary>
internal sealed class WhenReplayRequested(PlatformConnections platform, IEventTransport transport, CurrentActor actor) : IEventHandler<ReplayRequested, MessagingDbContext>
{
    public async Task Handle(ReplayRequested what, EventContext context, MessagingDbContext db, CancellationToken ct)
    {
        if (await Mark(what.FailedId, context, ct) is not var (module, envelope)) return;
        await transport.Replay(module, envelope, ct);
        await transport.RemoveFailed(module, envelope.EventId, ct);
    }

    private async Task<(string Module, EventEnvelope Envelope)?> Mark(Guid id, EventContext context, CancellationToken ct)
    {
        await using var connection = await platform.Open(MessagingDbContext.Module, ct);
        await using var command = new NpgsqlCommand(
            """
            update messaging.failed_messages set state = 'Replayed', replay_id = @replay, replayed_by = @by, replayed_by_name = @name, replayed_at = @at
            where id = @id and ((state = 'Failed' and replay_id is distinct from @replay) or (state = 'Replayed' and replay_id = @replay))
            returning module, envelope::text
            """,
            connection);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("replay", context.EventId);
        command.Parameters.AddWithValue("by", actor.Value.Id);
        command.Parameters.AddWithValue("name", actor.Value.Name);
        command.Parameters.AddWithValue("at", context.Timestamp);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetString(0), JsonSerializer.Deserialize<EventEnvelope>(reader.GetString(1), ApiJson.Options)!)
            : null;
    }
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Server.Messaging;

/// <summary>Keeps the events that handlers gave up, each in its tenant's scope.</summary>
internal sealed class FailedMessages(IServiceScopeFactory scopes, CurrentTenant tenant, TimeProvider clock)
{
    /// <summary>Puts an event aside. An event that failed before is one row still, with its attempts added up.</summary>
    public Task Park(string module, EventEnvelope envelope, int attempts, Exception why, CancellationToken ct) => InScope(envelope, async db =>
    {
        var now = clock.GetUtcNow();
        var reason = Reasons.Of(why);
        var body = JsonSerializer.Serialize(envelope, ApiJson.Options);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into messaging.failed_messages
              (tenant_id, id, event_id, module, event_type, aggregate_id, reason, first_failed_at, failed_at, attempts, envelope, state)
            values ({db.TenantId}, {Guid.CreateVersion7()}, {envelope.EventId}, {module}, {envelope.EventType}, {envelope.AggregateId}, {reason}, {now}, {now}, {attempts}, {body}::jsonb, 'Failed')
            on conflict (tenant_id, event_id, module) do update set
              state = 'Failed', reason = excluded.reason, failed_at = excluded.failed_at, resolved_at = null,
              attempts = failed_messages.attempts + excluded.attempts
            """,
            ct);
    }, ct);

    /// <summary>An event that was sent again has been handled.</summary>
    public Task Resolve(string module, EventEnvelope envelope, CancellationToken ct) => InScope(envelope, db => db.Database.ExecuteSqlAsync(
        $"""
        update messaging.failed_messages set state = 'Resolved', resolved_at = {clock.GetUtcNow()}
        where tenant_id = {db.TenantId} and event_id = {envelope.EventId} and module = {module} and state <> 'Resolved'
        """,
        ct), ct);

    private async Task InScope(EventEnvelope envelope, Func<MessagingDbContext, Task> work, CancellationToken ct)
    {
        using var _ = tenant.Use(envelope.TenantId == Guid.Empty ? PlatformTenant.Id : envelope.TenantId);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await work(db);
        await transaction.CommitAsync(ct);
    }
}

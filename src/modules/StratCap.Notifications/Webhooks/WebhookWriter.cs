using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Web;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Webhooks;

/// <summary>Writes what webhooks are to be sent, in the transaction of whoever asks.</summary>
internal sealed class WebhookWriter(TimeProvider clock)
{
    /// <summary>No body is longer; the specification wants less than 20 kB.</summary>
    private const int MostBytes = 20_000;

    /// <summary>What is sent.</summary>
    /// <param name="Id">That of <c>webhook-id</c>.</param>
    internal sealed record Message(string Id, string Kind, DateTimeOffset OccurredAt, Guid Tenant, object Data);

    /// <summary>The webhooks that want a kind.</summary>
    public static Task<List<Webhook>> Wanting(NotificationsDbContext db, string kind, CancellationToken ct) => db.Webhooks.AsNoTracking().Where(w => w.Kinds.Contains(kind)).ToListAsync(ct);

    /// <summary>Writes one delivery for each webhook; it is sent after the commit, or kept where the webhook is not sent to.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> Write(NotificationsDbContext db, IReadOnlyList<Webhook> to, string kind, Guid eventId, DateTimeOffset occurredAt, object data, CancellationToken ct)
    {
        var body = JsonSerializer.Serialize(new Message(WebhookDelivery.MessageId(eventId), kind, occurredAt, db.TenantId, data), ApiJson.Options);
        if (body.Length > MostBytes) throw new InvalidOperationException($"A webhook's body of {body.Length} bytes is too long: {kind} must tell less.");
        var now = clock.GetUtcNow();
        List<WebhookDelivery> made =
        [
            .. to.Select(w => new WebhookDelivery
            {
                Id = Guid.CreateVersion7(),
                WebhookId = w.Id,
                EventId = eventId,
                Kind = kind,
                OccurredAt = occurredAt,
                Body = body,
                State = w.State == WebhookState.Active ? WebhookDeliveryState.Queued : WebhookDeliveryState.Held,
                CreatedAt = now,
            }),
        ];
        db.Deliveries.AddRange(made);
        db.DeliveryQueue.AddRange(made.Where(d => d.State == WebhookDeliveryState.Queued).Select(d => new QueuedDelivery { DeliveryId = d.Id, DueAt = now }));
        await NotificationDay.Mark(db, now, ct);
        return made;
    }
}

/// <summary>An event that webhooks can be told of: a committed one, once for each webhook that wants it.</summary>
internal sealed class TellWebhooks<TEvent>(WebhookEvents events, WebhookWriter writer) : IEventHandler<TEvent, NotificationsDbContext> where TEvent : class, IEvent
{
    public async Task Handle(TEvent what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var kind = WebhookEvents.KindOf(typeof(TEvent));
        if (await WebhookWriter.Wanting(db, kind, ct) is not { Count: > 0 } wanting) return;
        await writer.Write(db, wanting, kind, context.EventId, context.Timestamp, await events.Data(what, ct), ct);
    }
}

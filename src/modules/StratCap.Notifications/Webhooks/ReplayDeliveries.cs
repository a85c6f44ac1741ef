using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Webhooks;

/// <summary>Sends again what a webhook was sent, or missed: one delivery, or all since a time; and sends it a test. What is sent again keeps its <c>webhook-id</c>.</summary>
internal static class ReplayDeliveries
{
    /// <param name="Since">Deliveries of what occurred then or later.</param>
    /// <param name="All">Also those that arrived; else only those that did not.</param>
    internal sealed record Request(DateTimeOffset? Since, bool All = false);

    /// <param name="Queued">How many are sent again.</param>
    internal sealed record Response(int Queued);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapPost("/webhooks/{webhookId:guid}/deliveries/{deliveryId:guid}/replay", One).Writes<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ReplayWebhookDelivery").WithSummary("Send one delivery again");
        notifications.MapPost("/webhooks/{webhookId:guid}/replay", Since).Writes<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ReplayWebhook").WithSummary("Send again what a webhook missed since a time, or all of it");
        notifications.MapPost("/webhooks/{webhookId:guid}/ping", Ping).Writes<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("PingWebhook").WithSummary("Send a test to a webhook").WithDescription("A delivery of the kind webhook.ping, signed and listed like any other.");
    }

    private static Refusal NotActive => Refusal.Conflict("notifications.webhook.not_active", "Nothing is sent to this webhook now: switch it on first.");

    private static async Task<Answer<WebhookDeliveryView>> One(Guid webhookId, Guid deliveryId, NotificationsDbContext db, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var delivery = await db.Deliveries.FromSql($"select * from notifications.webhook_deliveries where tenant_id = {db.TenantId} and id = {deliveryId} and webhook_id = {webhookId} for update").SingleOrDefaultAsync(ct);
        if (delivery is null) return Refusal.NotFound("delivery");
        if (!await IsActive(db, webhookId, ct)) return NotActive;
        if (delivery.State == WebhookDeliveryState.Queued) return Refusal.Conflict("notifications.webhook.queued", "It waits to be sent already.");
        var before = delivery.State;
        (delivery.State, delivery.Attempts) = (WebhookDeliveryState.Queued, 0);
        db.DeliveryQueue.Add(new QueuedDelivery { DeliveryId = delivery.Id, DueAt = clock.GetUtcNow() });
        audit.Record(db, "notifications.webhook.replay", ("webhook", webhookId), new { deliveryId, State = before }, new { delivery.State });
        return WebhookDeliveryView.Of(delivery);
    }

    private static async Task<Answer<Response>> Since(Guid webhookId, Request request, NotificationsDbContext db, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (request.Since is not { } since) return Refusal.Field("since", "Say since when, as a time in UTC.");
        if (!await db.Webhooks.AnyAsync(w => w.Id == webhookId, ct)) return Refusal.NotFound("webhook");
        if (!await IsActive(db, webhookId, ct)) return NotActive;
        var queued = await db.Database.ExecuteSqlAsync($"""
            with again as (
              update notifications.webhook_deliveries set state = 'Queued', attempts = 0
              where tenant_id = {db.TenantId} and webhook_id = {webhookId} and occurred_at >= {since.ToUniversalTime()} and state <> 'Queued' and ({request.All} or state <> 'Delivered') returning id)
            insert into notifications.webhook_queue (tenant_id, delivery_id, due_at) select {db.TenantId}, id, {clock.GetUtcNow()} from again
            """, ct);
        audit.Record(db, "notifications.webhook.replay", ("webhook", webhookId), null, new { request.Since, request.All, Queued = queued });
        return new Response(queued);
    }

    private static async Task<Answer<WebhookDeliveryView>> Ping(Guid webhookId, NotificationsDbContext db, WebhookWriter writer, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(w => w.Id == webhookId, ct) is not { } webhook) return Refusal.NotFound("webhook");
        if (webhook.State != WebhookState.Active) return NotActive;
        var made = await writer.Write(db, [webhook], WebhookEvents.Ping, Guid.CreateVersion7(), clock.GetUtcNow(), new { webhookId }, ct);
        audit.Record(db, "notifications.webhook.ping", ("webhook", webhookId), null, new { made[0].Id });
        return WebhookDeliveryView.Of(made[0]);
    }

    private static Task<bool> IsActive(NotificationsDbContext db, Guid webhookId, CancellationToken ct) => db.Webhooks.AnyAsync(w => w.Id == webhookId && w.State == WebhookState.Active, ct);
}

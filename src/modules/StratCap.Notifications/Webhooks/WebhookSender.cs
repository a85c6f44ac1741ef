using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.People;
using StratCap.Notifications.Sending;

namespace StratCap.Notifications.Webhooks;

/// <summary>
/// Sends what is due to webhooks, over all tenants and some at a time, one transaction a delivery. Several copies may send at once: a locked delivery is skipped. A crash between the receiver's
/// answer and the commit sends it once more, with the same <c>webhook-id</c>.
/// </summary>
internal sealed class WebhookSender(PlatformConnections platform, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, WebhookClient client, WebhookSecret secrets, TimeProvider clock, IOptions<WebhookOptions> options, ILogger<WebhookSender> log)
{
    private const int Batch = 200;
    private const int AtOnce = 8;

    /// <summary>Of one firm in a batch, so that a slow receiver keeps no other firm waiting for long.</summary>
    private const int OfOneTenant = 20;

    /// <summary>Sends everything that is due and returns how many deliveries were answered with 2xx.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var (sent, handled) = (0, 0);
        do
        {
            handled = 0;
            await Parallel.ForEachAsync(await Due(ct), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (due, c) =>
            {
                if (await Guarded(due.TenantId, due.DeliveryId, c) is not { } delivered) return;
                Interlocked.Increment(ref handled);
                if (delivered) Interlocked.Increment(ref sent);
            });
        }
        while (handled > 0);
        return sent;
    }

    // One that cannot be handled, by our fault, keeps no other from being sent.
    private async Task<bool?> Guarded(Guid tenantId, Guid deliveryId, CancellationToken ct)
    {
        try
        {
            return await Handle(tenantId, deliveryId, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "Delivery {DeliveryId} could not be handled", deliveryId);
            using var _ = tenant.Use(tenantId);
            await using var scope = scopes.CreateAsyncScope();
            await QueueTurn.Postpone(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>(), db => db.DeliveryQueue.Where(q => q.DeliveryId == deliveryId).ExecuteUpdateAsync(set => set.SetProperty(q => q.DueAt, clock.GetUtcNow() + QueueTurn.Behind), ct), ct);
            return null;
        }
    }

    private Task<List<(Guid TenantId, Guid DeliveryId)>> Due(CancellationToken ct) => platform.Due(NotificationsDbContext.Module, $"""
            select tenant_id, delivery_id from (
              select tenant_id, delivery_id, due_at, row_number() over (partition by tenant_id order by due_at, delivery_id) as place from notifications.webhook_queue where due_at <= $1) q
            where place <= {OfOneTenant} order by due_at, delivery_id limit {Batch}
            """, clock.GetUtcNow(), ct);

    /// <summary>Sends one delivery; null when another copy has it or it is due no more.</summary>
    private async Task<bool?> Handle(Guid tenantId, Guid deliveryId, CancellationToken ct)
    {
        using var _ = tenant.Use(tenantId);
        using var __ = actor.Use(Actor.System);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var queued = await db.DeliveryQueue
            .FromSql($"select * from notifications.webhook_queue where tenant_id = {tenantId} and delivery_id = {deliveryId} for update skip locked").SingleOrDefaultAsync(ct);
        if (queued is null || queued.DueAt > clock.GetUtcNow()) return null;
        // Webhook and delivery may have been deleted while this was written.
        var delivery = await db.Deliveries.SingleOrDefaultAsync(d => d.Id == deliveryId, ct);
        if (delivery is null) db.Remove(queued);
        else if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(w => w.Id == delivery.WebhookId, ct) is not { } webhook) db.RemoveRange(delivery, queued);
        else if (webhook.State == WebhookState.Active) await Attempt(scope.ServiceProvider, db, webhook, delivery, queued, ct);
        else Rest(db, delivery, queued, WebhookDeliveryState.Held);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return delivery?.State == WebhookDeliveryState.Delivered;
    }

    private async Task Attempt(IServiceProvider services, NotificationsDbContext db, Webhook webhook, WebhookDelivery delivery, QueuedDelivery queued, CancellationToken ct)
    {
        var (now, id) = (clock.GetUtcNow(), WebhookDelivery.MessageId(delivery.EventId));
        var answer = await client.Send(webhook.Url, id, now, secrets.Header(webhook, id, now, delivery.Body), delivery.Body, ct);
        delivery.Attempts++;
        (delivery.LastAttemptAt, delivery.LastStatus, delivery.LastMilliseconds, delivery.LastError) = (now, answer.Status, answer.Milliseconds, answer.Error);
        if (answer.Error is null)
        {
            Rest(db, delivery, queued, WebhookDeliveryState.Delivered);
            if (webhook.FailingSince is not null) await db.Webhooks.Where(w => w.Id == webhook.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.FailingSince, (DateTimeOffset?)null), ct);
            return;
        }
        if (webhook.FailingSince is null) await db.Webhooks.Where(w => w.Id == webhook.Id && w.FailingSince == null).ExecuteUpdateAsync(set => set.SetProperty(w => w.FailingSince, now), ct);
        if (ReasonToStop(webhook, answer, now) is { } reason)
        {
            Rest(db, delivery, queued, WebhookDeliveryState.Held);
            await Stop(services, db, webhook, reason, ct);
        }
        else if (WebhookOptions.WaitAfter(delivery.Attempts, answer.RetryAfter) is { } wait) queued.DueAt = now + wait;
        else Rest(db, delivery, queued, WebhookDeliveryState.Failed);
    }

    private string? ReasonToStop(Webhook webhook, WebhookAnswer answer, DateTimeOffset now) => answer.Status == 410
        ? "It answered that it is gone (410)."
        : webhook.FailingSince is { } since && now - since >= TimeSpan.FromDays(options.Value.StopAfterDays)
            ? string.Create(CultureInfo.InvariantCulture, $"It has failed since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC. {answer.Error}")
            : null;

    private static void Rest(NotificationsDbContext db, WebhookDelivery delivery, QueuedDelivery queued, WebhookDeliveryState state)
    {
        delivery.State = state;
        db.DeliveryQueue.Remove(queued);
    }

    /// <summary>Stops a webhook, and tells those who may put it right; of several deliveries that find it gone, one does.</summary>
    private static async Task Stop(IServiceProvider services, NotificationsDbContext db, Webhook webhook, string reason, CancellationToken ct)
    {
        var stopped = await db.Webhooks.Where(w => w.Id == webhook.Id && w.State == WebhookState.Active)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WebhookState.Stopped).SetProperty(w => w.StoppedReason, reason).SetProperty(w => w.Version, w => w.Version + 1), ct);
        if (stopped == 0) return;
        services.GetRequiredService<Audit>().Record(db, "notifications.webhook.stop", ("webhook", webhook.Id), null, new { State = WebhookState.Stopped }, reason);
        var to = await services.GetRequiredService<IPeople>().Holding(Permissions.WebhookManage, ct);
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["url"] = WebhookView.Shown(webhook.Url), ["reason"] = reason };
        await services.GetRequiredService<Notifier>().Tell(db, new News(NotificationKind.WebhookStopped, Guid.CreateVersion7(), new Target(TargetKind.Webhook, webhook.Id), values), to, ct);
    }
}

/// <summary>The job that sends; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class SendWebhooks(WebhookSender sender, ILogger<SendWebhooks> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var sent = await sender.Run(cancellationToken);
        if (sent > 0) log.LogInformation("Sent {Count} deliveries to webhooks", sent);
    }
}

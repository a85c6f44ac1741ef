using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Webhooks;

/// <summary>Changes a webhook: its address, what it is told of, whether it is sent to; gives it another secret; deletes it.</summary>
internal static class ChangeWebhook
{
    private const int MostOverlapHours = 168;

    /// <param name="Active">False pauses it; true sends again, also after it was stopped. What was kept meanwhile is sent when a person says so.</param>
    internal sealed record Request(string? Url, IReadOnlyList<string>? Kinds, bool Active, string? Description = null);

    /// <param name="OverlapHours">How long deliveries are signed with the secret before as well: 0 to 168.</param>
    internal sealed record Rotation(int OverlapHours = 24);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapPut("/webhooks/{webhookId:guid}", Change).Writes<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ChangeWebhook").WithSummary("Change where a webhook leads, what it is told of, or pause it");
        notifications.MapPost("/webhooks/{webhookId:guid}/rotate", Rotate).Writes<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("RotateWebhookSecret").WithSummary("Give a webhook another secret")
            .WithDescription("Shown once. For some hours deliveries carry two signatures, so that the receiver can change over.");
        notifications.MapDelete("/webhooks/{webhookId:guid}", Delete).Writes<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("DeleteWebhook").WithSummary("Delete a webhook with its deliveries");
    }

    private static async Task<Answer<WebhookView>> Change(Guid webhookId, Request request, HttpContext http, NotificationsDbContext db, IOptions<WebhookOptions> options, Audit audit, CancellationToken ct)
    {
        if (Subscribe.Refuse(request.Url, request.Kinds, request.Description, options.Value) is { } refused) return refused;
        if (await WebhookView.Lock(db, webhookId, ct) is not { } webhook) return Refusal.NotFound("webhook");
        if (http.Stale(webhook.Version) is { } stale) return stale;
        var before = WebhookView.Of(webhook);
        if (webhook.Url != request.Url) webhook.FailingSince = null;
        (webhook.Url, webhook.Kinds, webhook.Description) = (request.Url!, [.. request.Kinds!], request.Description);
        if (!request.Active && webhook.State == WebhookState.Active) webhook.State = WebhookState.Paused;
        if (request.Active && webhook.State != WebhookState.Active) (webhook.State, webhook.FailingSince, webhook.StoppedReason) = (WebhookState.Active, null, null);
        webhook.Version++;
        var after = WebhookView.Of(webhook);
        audit.Record(db, "notifications.webhook.change", ("webhook", webhook.Id), before.Audited(), after.Audited());
        return ((Answer<WebhookView>)after).Tagged(after.Version);
    }

    private static async Task<OnceAnswer<WebhookWithSecret>> Rotate(
        Guid webhookId, Rotation request, HttpContext http, NotificationsDbContext db, WebhookSecret secrets, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (request.OverlapHours is < 0 or > MostOverlapHours) return Refusal.Field("overlapHours", $"Both secrets are good for 0 to {MostOverlapHours} hours.");
        if (await WebhookView.Lock(db, webhookId, ct) is not { } webhook) return Refusal.NotFound("webhook");
        if (http.Stale(webhook.Version) is { } stale) return stale;
        var (shown, kept) = secrets.Make();
        (webhook.PreviousSecret, webhook.PreviousUntil) = request.OverlapHours == 0 ? (null, null) : (webhook.Secret, (DateTimeOffset?)clock.GetUtcNow().AddHours(request.OverlapHours));
        webhook.Secret = kept;
        webhook.Version++;
        var view = WebhookView.Of(webhook);
        audit.Record(db, "notifications.webhook.rotate", ("webhook", webhook.Id), null, new { view.PreviousSecretUntil });
        return new(((Answer<WebhookWithSecret>)new WebhookWithSecret(view, shown)).Tagged(view.Version), ((Answer<WebhookWithSecret>)new WebhookWithSecret(view, null)).Tagged(view.Version));
    }

    private static async Task<Answer<WebhookView>> Delete(Guid webhookId, HttpContext http, NotificationsDbContext db, Audit audit, CancellationToken ct)
    {
        // The queue first, as the sender locks: one that is being sent is waited for.
        await db.Database.ExecuteSqlAsync($"""
            delete from notifications.webhook_queue where tenant_id = {db.TenantId} and delivery_id in
              (select id from notifications.webhook_deliveries where tenant_id = {db.TenantId} and webhook_id = {webhookId})
            """, ct);
        if (await WebhookView.Lock(db, webhookId, ct) is not { } webhook) return Refusal.NotFound("webhook");
        if (http.Stale(webhook.Version) is { } stale) return stale;
        var view = WebhookView.Of(webhook);
        await db.Deliveries.Where(d => d.WebhookId == webhookId).ExecuteDeleteAsync(ct);
        db.Webhooks.Remove(webhook);
        audit.Record(db, "notifications.webhook.delete", ("webhook", webhookId), view.Audited(), null);
        return view;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Webhooks;

/// <summary>Shows the firm's webhooks, what there is to be told of, and what each was sent.</summary>
internal static class ReadWebhooks
{
    internal static readonly Listing<Webhook> List = new Listing<Webhook>("webhooks")
        .By("createdAt", w => w.Id).By("url", w => w.Url).By("state", w => w.State).Unique(w => w.Id).Usually("-createdAt").Searched(w => w.Url, w => w.Description);

    internal static readonly Listing<WebhookDelivery> Deliveries = new Listing<WebhookDelivery>("deliveries")
        .By("createdAt", d => d.Id).By("kind", d => d.Kind).By("state", d => d.State).By("attempts", d => d.Attempts).By("lastStatus", d => d.LastStatus).By("lastMilliseconds", d => d.LastMilliseconds)
        .Unique(d => d.Id).Usually("-createdAt").Searched(d => d.Kind, d => d.LastError);

    /// <param name="Delivery">How it went.</param>
    /// <param name="Body">The very bytes that are sent.</param>
    internal sealed record Details(WebhookDeliveryView Delivery, string Body);

    internal static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapGet("/webhooks", Show).Lists(List, WebhookView.Of).Reads<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ListWebhooks").WithSummary("The firm's webhooks, newest first");
        notifications.MapGet("/webhooks/kinds", Kinds).Reads<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ListWebhookKinds").WithSummary("What a webhook can be told of");
        notifications.MapGet("/webhooks/{webhookId:guid}", One).Reads<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ReadWebhook").WithSummary("One webhook");
        notifications.MapGet("/webhooks/{webhookId:guid}/deliveries", Sent).Lists(Deliveries, WebhookDeliveryView.Of).Reads<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ListWebhookDeliveries").WithSummary("What a webhook was sent, newest first").WithDescription("Filter by state (Queued, Delivered, Failed, Held) and kind.");
        notifications.MapGet("/webhooks/{webhookId:guid}/deliveries/{deliveryId:guid}", Delivery).Reads<NotificationsDbContext>(Permissions.WebhookManage)
            .WithName("ReadWebhookDelivery").WithSummary("One delivery with its body");
    }

    private static Task<Answer<IReadOnlyList<WebhookView>>> Show([AsParameters] ListQuery asked, NotificationsDbContext db, CancellationToken ct) => List.Show(db.Webhooks, asked, WebhookView.Of, ct);

    private static Answer<IReadOnlyList<string>> Kinds() => Answer<IReadOnlyList<string>>.Of(WebhookEvents.Kinds);

    private static async Task<Answer<WebhookView>> One(Guid webhookId, NotificationsDbContext db, CancellationToken ct) =>
        await db.Webhooks.SingleOrDefaultAsync(w => w.Id == webhookId, ct) is { } webhook ? ((Answer<WebhookView>)WebhookView.Of(webhook)).Tagged(webhook.Version) : Refusal.NotFound("webhook");

    private static async Task<Answer<IReadOnlyList<WebhookDeliveryView>>> Sent(
        Guid webhookId, [AsParameters] ListQuery asked, NotificationsDbContext db, CancellationToken ct, WebhookDeliveryState? state = null, string? kind = null)
    {
        if (!await db.Webhooks.AnyAsync(w => w.Id == webhookId, ct)) return Refusal.NotFound("webhook");
        var found = db.Deliveries.Where(d => d.WebhookId == webhookId);
        if (state is { } one) found = found.Where(d => d.State == one);
        if (kind is not null) found = found.Where(d => d.Kind == kind);
        return await Deliveries.Show(found, asked, WebhookDeliveryView.Of, ct);
    }

    private static async Task<Answer<Details>> Delivery(Guid webhookId, Guid deliveryId, NotificationsDbContext db, CancellationToken ct) =>
        await db.Deliveries.SingleOrDefaultAsync(d => d.Id == deliveryId && d.WebhookId == webhookId, ct) is { } delivery ? new Details(WebhookDeliveryView.Of(delivery), delivery.Body) : Refusal.NotFound("delivery");
}

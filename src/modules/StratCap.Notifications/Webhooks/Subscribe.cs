using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Notifications.Webhooks;

/// <summary>Makes a webhook: an address of the firm that is told of what happens.</summary>
internal static class Subscribe
{
    /// <summary>More are somebody's mistake.</summary>
    private const int MostOfAFirm = 20;

    /// <param name="Url">An https address that is reached from the internet.</param>
    /// <param name="Kinds">What it is told of, such as <c>capital_call.issued</c>.</param>
    internal sealed record Request(string? Url, IReadOnlyList<string>? Kinds, string? Description = null);

    internal static void Map(RouteGroupBuilder notifications) => notifications
        .MapPost("/subscribe", Handle)
        .Writes<NotificationsDbContext>(Permissions.WebhookManage)
        .WithName("SubscribeWebhook")
        .WithSummary("Have an address of one's own told of what happens")
        .WithDescription("Deliveries are signed as the Standard Webhooks specification says. The secret is in this answer and in no other one; a repeat under the same key is answered without it.");

    private static async Task<OnceAnswer<WebhookWithSecret>> Handle(
        Request request, NotificationsDbContext db, WebhookSecret secrets, IOptions<WebhookOptions> options, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (Refuse(request.Url, request.Kinds, request.Description, options.Value) is { } refused) return refused;
        if (await db.Webhooks.CountAsync(ct) >= MostOfAFirm) return Refusal.Rule("notifications.webhook.too_many", $"A firm has at most {MostOfAFirm} webhooks: delete one that is not used any more.");
        var (shown, kept) = secrets.Make();
        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(),
            Url = request.Url!,
            Kinds = [.. request.Kinds!],
            Description = request.Description,
            Secret = kept,
            CreatedAt = clock.GetUtcNow(),
            CreatedByName = actor.Value.Name,
        };
        db.Webhooks.Add(webhook);
        var view = WebhookView.Of(webhook);
        audit.Record(db, "notifications.webhook.subscribe", ("webhook", webhook.Id), null, view.Audited());
        var location = $"/api/v1/notifications/webhooks/{webhook.Id}";
        return new(Answer<WebhookWithSecret>.Created(new(view, shown), location), Answer<WebhookWithSecret>.Created(new(view, null), location));
    }

    /// <summary>What is wrong with what a webhook is to be, or null.</summary>
    internal static Refusal? Refuse(string? url, IReadOnlyList<string>? kinds, string? description, WebhookOptions options)
    {
        if (WebhookAddress.Problem(url, options.AllowLoopback) is { } problem) return Refusal.Field("url", problem);
        if (kinds is not { Count: > 0 } || kinds.Distinct(StringComparer.Ordinal).Count() != kinds.Count || kinds.Except(WebhookEvents.Kinds, StringComparer.Ordinal).Any())
            return Refusal.Field("kinds", $"Say what it is told of, each once: {string.Join(", ", WebhookEvents.Kinds)}.");
        return description?.Length > Webhook.MaxDescription || description?.Any(char.IsControl) == true ? Refusal.Field("description", $"A description is one line of at most {Webhook.MaxDescription} characters.") : null;
    }
}

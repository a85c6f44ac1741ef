using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace StratCap.Notifications.Webhooks;

/// <summary>A webhook as its firm sees it. Its secret is shown once, when it is made.</summary>
/// <param name="Kinds">What it is told of.</param>
/// <param name="FailingSince">The first failure since the last success.</param>
/// <param name="StoppedReason">Why it was stopped.</param>
/// <param name="PreviousSecretUntil">Until when deliveries are signed with the secret before as well.</param>
internal sealed record WebhookView(
    Guid WebhookId, string Url, IReadOnlyList<string> Kinds, string? Description, WebhookState State, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset? FailingSince, string? StoppedReason,
    DateTimeOffset? PreviousSecretUntil, int Version)
{
    public static WebhookView Of(Webhook w) => new(w.Id, w.Url, w.Kinds, w.Description, w.State, w.CreatedAt, w.CreatedByName, w.FailingSince, w.StoppedReason, w.PreviousUntil, w.Version);

    /// <summary>An address where more people read it: whatever follows the host may open something.</summary>
    public static string Shown(string url) => new Uri(url).GetLeftPart(UriPartial.Authority) + "/…";

    /// <summary>For the audit trail, which more people read: another address is still seen to be another one.</summary>
    public WebhookView Audited() => this with { Url = $"{Shown(Url)} ({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url)))[..12]})" };

    /// <summary>The webhook, locked until the transaction ends.</summary>
    public static Task<Webhook?> Lock(NotificationsDbContext db, Guid webhookId, CancellationToken ct) =>
        db.Webhooks.FromSql($"select * from notifications.webhooks where tenant_id = {db.TenantId} and id = {webhookId} for update").SingleOrDefaultAsync(ct);
}

/// <summary>A webhook with its secret.</summary>
/// <param name="Secret">Told once; null whenever it is asked for again.</param>
internal sealed record WebhookWithSecret(WebhookView Webhook, string? Secret);

/// <summary>A delivery as the firm sees it.</summary>
/// <param name="MessageId">What is sent as <c>webhook-id</c>: the same in every attempt.</param>
/// <param name="LastStatus">HTTP status of the last answer.</param>
/// <param name="LastMilliseconds">How long the last attempt took.</param>
internal sealed record WebhookDeliveryView(
    Guid DeliveryId, string MessageId, string Kind, DateTimeOffset OccurredAt, WebhookDeliveryState State, int Attempts, int? LastStatus, int? LastMilliseconds, string? LastError, DateTimeOffset? LastAttemptAt,
    DateTimeOffset CreatedAt)
{
    public static WebhookDeliveryView Of(WebhookDelivery d) => new(
        d.Id, WebhookDelivery.MessageId(d.EventId), d.Kind, d.OccurredAt, d.State, d.Attempts, d.LastStatus, d.LastMilliseconds, d.LastError, d.LastAttemptAt, d.CreatedAt);
}

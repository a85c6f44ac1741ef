using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Notifications.Webhooks;

/// <summary>Whether a webhook is sent to.</summary>
internal enum WebhookState
{
    /// <summary>What happens is sent.</summary>
    Active,

    /// <summary>A person said to wait: what happens is kept, not sent.</summary>
    Paused,

    /// <summary>It failed for too long, or said that it is gone: what happens is kept, not sent.</summary>
    Stopped,
}

/// <summary>Where a firm wants to be told of what happens, and of what.</summary>
internal sealed class Webhook : ITenantOwned
{
    public const int MaxUrl = 2000;
    public const int MaxDescription = 200;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Url { get; set; }

    /// <summary>Names of <see cref="WebhookEvents.Kinds"/>.</summary>
    public required string[] Kinds { get; set; }

    public string? Description { get; set; }
    public WebhookState State { get; set; }

    /// <summary>What deliveries are signed with, sealed.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>What they are signed with beside it until <see cref="PreviousUntil"/>, sealed.</summary>
    public byte[]? PreviousSecret { get; set; }

    public DateTimeOffset? PreviousUntil { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedByName { get; init; }

    /// <summary>The first failure since the last success; null while it works.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Why it was stopped.</summary>
    public string? StoppedReason { get; set; }

    /// <summary>Counts changes by people; the entity tag.</summary>
    public int Version { get; set; }

    internal static void Map(EntityTypeBuilder<Webhook> e)
    {
        e.ToTable("webhooks").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("Its secret lies sealed under this installation's key, and nobody is to be told twice: webhooks are made anew.");
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.Url).HasMaxLength(MaxUrl);
        e.Property(x => x.Description).HasMaxLength(MaxDescription);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.StoppedReason).HasMaxLength(WebhookDelivery.MaxError);
    }
}

/// <summary>Where a delivery stands.</summary>
internal enum WebhookDeliveryState
{
    /// <summary>To be sent, perhaps again.</summary>
    Queued,

    /// <summary>Answered with 2xx.</summary>
    Delivered,

    /// <summary>Given up; may be sent again by a person.</summary>
    Failed,

    /// <summary>Kept while the webhook was paused or stopped; may be sent by a person.</summary>
    Held,
}

/// <summary>One event for one webhook, with the very bytes that are sent. One for each event and webhook, however often the event arrives.</summary>
internal sealed class WebhookDelivery : ITenantOwned
{
    public const int MaxError = 500;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid WebhookId { get; init; }

    /// <summary>The event; <c>webhook-id</c> follows from it.</summary>
    public Guid EventId { get; init; }

    public required string Kind { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public required string Body { get; init; }
    public WebhookDeliveryState State { get; set; }

    /// <summary>Since it was queued, by the event or by a person.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastAttemptAt { get; set; }

    /// <summary>HTTP status of the last answer; null when there was none.</summary>
    public int? LastStatus { get; set; }

    /// <summary>How long the last attempt took.</summary>
    public int? LastMilliseconds { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; set; }

    /// <summary>The same in every attempt and for every webhook of the firm, so that a receiver knows a repeat.</summary>
    public static string MessageId(Guid eventId) => $"msg_{eventId:N}";

    internal static void Map(EntityTypeBuilder<WebhookDelivery> e)
    {
        e.ToTable("webhook_deliveries").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("What this installation sent to webhooks, which stay here.");
        e.Property(x => x.Kind).HasMaxLength(60);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.LastError).HasMaxLength(MaxError);
        e.HasIndex(x => new { x.TenantId, x.WebhookId, x.EventId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.WebhookId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.CreatedAt });
    }
}

/// <summary>A delivery that waits. Apart from it, so that the sender's look over all tenants sees no address and no data.</summary>
internal sealed class QueuedDelivery : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid DeliveryId { get; init; }
    public DateTimeOffset DueAt { get; set; }

    internal static void Map(EntityTypeBuilder<QueuedDelivery> e)
    {
        e.ToTable("webhook_queue").HasKey(x => new { x.TenantId, x.DeliveryId });
        e.NotExported("What waits is sent by the installation that queued it: nobody gets it twice.");
        e.HasIndex(x => x.DueAt);
    }
}

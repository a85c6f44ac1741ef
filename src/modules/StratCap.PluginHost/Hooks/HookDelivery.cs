using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.Hooks;

/// <summary>What became of a delivery.</summary>
internal enum DeliveryState
{
    /// <summary>Stored; nobody looked into it yet.</summary>
    Waiting,

    /// <summary>It was the vendor's, and its events were told.</summary>
    Taken,

    /// <summary>It was not the vendor's, or not of now.</summary>
    Refused,
}

/// <summary>A webhook as it came, stored before anybody looked into it.</summary>
internal sealed class HookDelivery : ITenantOwned, IPlatformVisible
{
    public const int MaxBytes = 1 << 20;

    public Guid TenantId { get; set; }

    /// <summary>Made in the order of time.</summary>
    public Guid Id { get; init; }

    public Guid ConnectionId { get; init; }
    public required string Path { get; init; }

    /// <summary>A JSON object: names in lower case, several values joined with a comma.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>SHA-256 over path, headers and body, hex: the same delivery again is not stored again, but looked into again when it was refused or still waits.</summary>
    public required string Digest { get; init; }

    /// <summary>When it came; when it was refused and came again: the last time.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
    public DeliveryState State { get; set; }
    public string? Reason { get; set; }

    /// <summary>Events told of it; those known before and those of other accounts do not count.</summary>
    public int Events { get; set; }

    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>It came again after it was refused: it waits to be looked into anew.</summary>
    public void Again(DateTimeOffset now) => (State, Reason, HandledAt, ReceivedAt) = (DeliveryState.Waiting, null, null, now);

    internal static void Map(EntityTypeBuilder<HookDelivery> e)
    {
        e.ToTable("hook_deliveries").HasKey(x => new { x.TenantId, x.Id });
        e.HasOne<FirmConnection>().WithMany().HasForeignKey(x => new { x.TenantId, x.ConnectionId }).OnDelete(DeleteBehavior.Cascade);
        e.Property(x => x.Path).HasMaxLength(100);
        e.Property(x => x.Body).IsExportedAsBytes("A delivery as the vendor sent it.");
        e.Property(x => x.Headers).HasColumnType("jsonb");
        e.Property(x => x.Digest).HasMaxLength(64);
        e.Property(x => x.Reason).HasMaxLength(500);
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.Digest }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.Id });
        e.HasIndex(x => x.ReceivedAt);
    }
}

/// <summary>An event that was told; the same one, however it comes again, is not.</summary>
internal sealed class HookEvent : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; init; }

    /// <summary>The vendor's id; a longer one than fits is kept by its hash.</summary>
    public required string EventId { get; init; }

    public DateTimeOffset At { get; init; }

    internal static void Map(EntityTypeBuilder<HookEvent> e)
    {
        e.ToTable("hook_events").HasKey(x => new { x.TenantId, x.ConnectionId, x.EventId });
        e.HasOne<FirmConnection>().WithMany().HasForeignKey(x => new { x.TenantId, x.ConnectionId }).OnDelete(DeleteBehavior.Cascade);
        e.Property(x => x.EventId).HasMaxLength(200);
    }
}

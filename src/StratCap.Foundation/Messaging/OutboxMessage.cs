using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Messaging;

/// <summary>An event waiting to be sent, written in the transaction of what it tells of. Deleted when the broker has confirmed it.</summary>
public sealed class OutboxMessage : ITenantOwned, IPlatformVisible
{
    /// <summary>The channel on which the database tells that a module's outbox was added to; the payload is the module's schema.</summary>
    public const string Channel = "stratcap_outbox";

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }

    /// <summary>Order of writing within the module; events of one aggregate are sent in it.</summary>
    public long Position { get; init; }

    public Guid AggregateId { get; init; }
    public required string EventType { get; init; }
    public int Version { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? CausationId { get; init; }
    public Guid ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Data { get; init; }

    /// <summary>How often sending failed.</summary>
    public int Attempts { get; set; }

    /// <summary>When it may be tried again, by the database's clock. Later events of the aggregate wait with it.</summary>
    public DateTimeOffset NotBefore { get; set; }

    public string? LastError { get; set; }

    internal static void Map(EntityTypeBuilder<OutboxMessage> e)
    {
        e.ToTable("outbox").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Position).UseIdentityAlwaysColumn();
        e.Property(x => x.Position).NotExported("Counted anew where the rows arrive, in the order of the file.");
        e.IsExportedInOrderOf("position");
        e.Property(x => x.Data).HasColumnType("jsonb");
        e.HasIndex(x => x.Position).IsUnique();
        e.HasIndex(x => new { x.AggregateId, x.Position });
    }
}

/// <summary>An event that a handler has dealt with; its second delivery does nothing.</summary>
public sealed class InboxMessage : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid EventId { get; init; }
    public required string Handler { get; init; }
    public DateTimeOffset At { get; init; }

    internal static void Map(EntityTypeBuilder<InboxMessage> e) =>
        e.ToTable("inbox").HasKey(x => new { x.TenantId, x.EventId, x.Handler });
}

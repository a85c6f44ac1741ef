using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Platform;

namespace StratCap.Server.Messaging;

/// <summary>Where a failed event stands.</summary>
internal enum FailedState
{
    /// <summary>The module's handlers gave it up; somebody must look.</summary>
    Failed,

    /// <summary>An operator sent it again; the handlers have not answered yet.</summary>
    Replayed,

    /// <summary>Sent again, and handled.</summary>
    Resolved,
}

/// <summary>An event that a module's handlers gave up. One row for an event and a module, however often it fails.</summary>
internal sealed class FailedMessage : ITenantOwned, IPlatformVisible
{
    /// <summary>The event's tenant; the platform's own for an event that carried none.</summary>
    public Guid TenantId { get; set; }

    public Guid Id { get; init; }
    public Guid EventId { get; init; }
    public required string Module { get; init; }
    public required string EventType { get; init; }
    public Guid AggregateId { get; init; }

    /// <summary>Type of the exception and its message, cut to <see cref="Reasons.MaxLength"/>, with what looks like a secret taken out.</summary>
    public required string Reason { get; init; }

    public DateTimeOffset FirstFailedAt { get; init; }
    public DateTimeOffset FailedAt { get; init; }

    /// <summary>How often handlers were tried, over all deliveries.</summary>
    public int Attempts { get; init; }

    /// <summary>The whole event, to be sent again. Shown to nobody.</summary>
    public required string Envelope { get; init; }

    public FailedState State { get; init; }

    /// <summary>The request that sent it again last.</summary>
    public Guid? ReplayId { get; init; }

    public Guid? ReplayedBy { get; init; }
    public string? ReplayedByName { get; init; }
    public DateTimeOffset? ReplayedAt { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }

    internal static void Map(EntityTypeBuilder<FailedMessage> e)
    {
        e.ToTable("failed_messages").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.EventId, x.Module }).IsUnique();
        e.HasIndex(x => new { x.FailedAt, x.Id }); // The operators' list goes over all tenants, newest first.
        e.HasIndex(x => x.Id);
        e.Property(x => x.Envelope).HasColumnType("jsonb");
        e.Property(x => x.Reason).HasMaxLength(Reasons.MaxLength);
        e.Property(x => x.Module).HasMaxLength(100);
        e.Property(x => x.EventType).HasMaxLength(200);
    }
}

/// <summary>The store of what the platform's operators look at: what went wrong with messages, and how many requests there were. It has no business of its own.</summary>
internal sealed class MessagingDbContext(DbContextOptions<MessagingDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "messaging";

    public override string Schema => Module;

    public DbSet<FailedMessage> Failed => Set<FailedMessage>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<FailedMessage>(FailedMessage.Map);
        model.Entity<LoadMinute>(LoadMinute.Map);
    }
}

/// <summary>For <c>dotnet ef</c>.</summary>
internal sealed class MessagingDesign : DesignTimeContext<MessagingDbContext>
{
    protected override string Schema => MessagingDbContext.Module;
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Reporting.Publishing;

/// <summary>Where a publication stands.</summary>
internal enum PublicationState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker is at it, or was until it died: another goes on then.</summary>
    Running,

    /// <summary>Every report is published.</summary>
    Completed,

    /// <summary>Something kept it from that; what was published stands.</summary>
    Failed,
}

/// <summary>
/// Publishes reports of a fund's quarter: which, from which state of the book, who asked, how far it is. All of them rest on the same facts, however long it takes and whatever is recorded meanwhile. Visible to
/// the platform's role, so that workers find those of every tenant; the reports are not.
/// </summary>
internal sealed class Publication : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>The quarter, such as 2026-Q2.</summary>
    public required string Period { get; init; }
    public required ReportKind[] Kinds { get; init; }

    /// <summary>Null publishes for all who stand in the fund at the quarter's end.</summary>
    public Guid? InvestorId { get; init; }

    /// <summary>The quarter was open in the book that its reports are made from.</summary>
    public bool IsPreliminary { get; init; }
    public required string BookHash { get; init; }
    public long BookSequence { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid CreatedBy { get; init; }
    public required string CreatedByName { get; init; }
    public PublicationState State { get; set; }

    /// <summary>Reports to publish.</summary>
    public int Total { get; init; }

    /// <summary>Reports that are published.</summary>
    public int Done { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureReason { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>How often a worker took it up since it last got further.</summary>
    public int Attempts { get; set; }

    internal static void Map(EntityTypeBuilder<Publication> e)
    {
        e.ToTable("publications").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Period).HasMaxLength(10);
        e.PrimitiveCollection(x => x.Kinds).ElementType().HasConversion<string>();
        e.Property(x => x.BookHash).HasMaxLength(64);
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.FailureCode).HasMaxLength(100);
        e.Property(x => x.FailureReason).HasMaxLength(2000);
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        // A fund's reports are published by one at a time.
        e.HasIndex(x => new { x.TenantId, x.FundId }).IsUnique().HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_publications_under_way");
        // Across tenants, for the workers: only what waits or runs.
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_publications_waiting");
    }
}

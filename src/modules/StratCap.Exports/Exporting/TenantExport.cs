using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Exports.Exporting;

/// <summary>Where an export stands.</summary>
internal enum ExportState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker writes it, or did until it died: another begins it anew then.</summary>
    Running,

    /// <summary>It can be downloaded.</summary>
    Completed,

    /// <summary>It could not be written.</summary>
    Failed,

    /// <summary>Its file was removed after its time.</summary>
    Expired,
}

/// <summary>An export of all that the firm has. Visible to the platform's role, so that workers find those of every firm and remove old files; nothing of the firm stands in it.</summary>
internal sealed class TenantExport : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public ExportState State { get; set; }

    /// <summary>Tables and files to be written; 0 until a worker took it up.</summary>
    public int Steps { get; set; }

    /// <summary>Of those, written.</summary>
    public int Done { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid CreatedBy { get; init; }
    public required string CreatedByName { get; init; }

    /// <summary>An operator of the platform asked for it.</summary>
    public bool ByPlatform { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Until when it can be downloaded.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Of the archive.</summary>
    public long? Bytes { get; set; }

    /// <summary>Of the archive, lower-case hex.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Of what is in it, whenever and by whom it was written; lower-case hex.</summary>
    public string? ContentHash { get; set; }
    public long? Rows { get; set; }
    public long? Files { get; set; }

    /// <summary>Pieces of work that had not ended when it was written; 0 is a quiet moment.</summary>
    public long? UnderWay { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureReason { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>The folder of archives.</summary>
    public const string Folder = "exports";

    /// <summary>Where the archive lies.</summary>
    public static string KeyOf(Guid id) => $"{Folder}/{id:N}.zip";

    internal static void Map(EntityTypeBuilder<TenantExport> e)
    {
        e.ToTable("exports").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("Tells of exports of this installation, to which each export adds.");
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.Sha256).HasMaxLength(64);
        e.Property(x => x.ContentHash).HasMaxLength(64);
        e.Property(x => x.FailureCode).HasMaxLength(100);
        e.Property(x => x.FailureReason).HasMaxLength(2000);
        // A firm is exported by one at a time.
        e.HasIndex(x => x.TenantId).IsUnique().HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_exports_under_way");
        // Across tenants, for the workers: what waits or runs, and what is to be removed.
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_exports_waiting");
        e.HasIndex(x => x.ExpiresAt).HasFilter("state = 'Completed'").HasDatabaseName("ix_exports_expiring");
    }
}

/// <summary>An export as callers see it.</summary>
/// <param name="Percent">Rounded down; 100 only when it is whole.</param>
/// <param name="ByPlatform">An operator of the platform asked for it.</param>
/// <param name="AvailableUntil">Until when it can be downloaded.</param>
/// <param name="Sha256">Of the archive, lower-case hex.</param>
/// <param name="ContentHash">Of what is in it: the same for the same state, whenever and by whom it was written.</param>
/// <param name="UnderWay">Pieces of work that had not ended when it was written; 0 is a quiet moment.</param>
internal sealed record ExportView(
    Guid ExportId, ExportState State, int Percent, Guid RequestedBy, string RequestedByName, bool ByPlatform, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, DateTimeOffset? AvailableUntil,
    long? Bytes, string? Sha256, string? ContentHash, long? Rows, long? Files, long? UnderWay, string? FailureCode, string? FailureReason)
{
    public static ExportView Of(TenantExport e) => new(
        e.Id, e.State, e.State is ExportState.Completed or ExportState.Expired ? 100 : Math.Min(99, 100 * e.Done / Math.Max(1, e.Steps)), e.CreatedBy, e.CreatedByName, e.ByPlatform, e.CreatedAt, e.FinishedAt,
        e.ExpiresAt, e.Bytes, e.Sha256, e.ContentHash, e.Rows, e.Files, e.UnderWay, e.FailureCode, e.FailureReason);

    public static string PathOf(Guid id) => $"/api/v1/exports/{id}";
}

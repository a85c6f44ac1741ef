using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Ingestion;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Ingestion.Imports;

/// <summary>Where an import stands.</summary>
internal enum ImportState
{
    /// <summary>The file is stored; the event that starts the work has not come round yet.</summary>
    Queued,

    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker is at it, or was until it died: another takes over then.</summary>
    Running,

    /// <summary>Every row was dealt with.</summary>
    Completed,

    /// <summary>Was to be imported only if every row is valid, and one is not: nothing was added.</summary>
    Rejected,

    /// <summary>The file as a whole could not be taken, or the work failed again and again. What was added before stands.</summary>
    Failed,

    /// <summary>Stopped by a person between two chunks. What was added before stands.</summary>
    Cancelled,
}

/// <summary>
/// An import: the file, who wants it, how far it is. Visible to the platform's role, so that workers find jobs of every tenant; the rows are not.
/// </summary>
internal sealed class ImportJob : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string SourceType { get; init; }
    public required string FileName { get; init; }
    public long SizeBytes { get; init; }
    public required string Sha256 { get; init; }
    public required string BlobKey { get; init; }
    public bool OnlyIfValid { get; init; }

    /// <summary>What its columns stand for, as JSON, where a person said so.</summary>
    public string? Mapping { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid CreatedBy { get; init; }
    public required string CreatedByName { get; init; }

    /// <summary>The latest earlier import of the same bytes, if any.</summary>
    public Guid? SameFileAs { get; init; }

    public ImportState State { get; set; }
    public DateTimeOffset? CancelRequestedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureReason { get; set; }

    /// <summary>The file's first line, for the download of refused rows.</summary>
    public string? HeaderLine { get; set; }

    /// <summary>Rows of the file without its header, known once it was read to its end.</summary>
    public int? RowsTotal { get; set; }

    /// <summary>Rows dealt with; each is accepted, flagged or refused.</summary>
    public int RowsDone { get; set; }

    /// <summary>Number of the last row dealt with; a worker that takes over goes on after it.</summary>
    public int LastRow { get; set; }

    public int Accepted { get; set; }
    public int Flagged { get; set; }
    public int Refused { get; set; }

    /// <summary>Positions that went into a book.</summary>
    public int Added { get; set; }

    /// <summary>Positions that stood in a book, or earlier in this file, already.</summary>
    public int AlreadyThere { get; set; }

    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>How often a worker took the job up since it last got further.</summary>
    public int Attempts { get; set; }

    /// <summary>What is told when it has ended.</summary>
    public ImportFinished Finished() => new(Id, CreatedBy, FileName, State.ToString(), Accepted, Flagged, Refused);

    internal static void Map(EntityTypeBuilder<ImportJob> e)
    {
        e.ToTable("import_jobs").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.SourceType).HasMaxLength(40);
        e.Property(x => x.FileName).HasMaxLength(200);
        e.Property(x => x.Mapping).HasColumnType("text");
        e.Property(x => x.Sha256).HasMaxLength(64);
        e.Property(x => x.BlobKey).HasMaxLength(300);
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.FailureCode).HasMaxLength(100);
        e.Property(x => x.FailureReason).HasMaxLength(2000);
        e.HasIndex(x => new { x.TenantId, x.Sha256 });
        e.HasIndex(x => new { x.TenantId, x.State, x.Id });
        // Across tenants, for the workers: only what waits or runs.
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_import_jobs_waiting");
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>Where a scheduled run stands.</summary>
internal enum ReportRunState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>Its file can be fetched.</summary>
    Completed,

    /// <summary>There is no file.</summary>
    Failed,
}

/// <summary>A schedule's report of one due time. There is one row for a schedule and time, whoever looks.</summary>
internal sealed class ReportRun : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid ScheduleId { get; init; }
    public Guid SavedReportId { get; init; }
    public Guid OwnerId { get; init; }

    /// <summary>Who was to be told when it was due, the owner among them.</summary>
    public required Guid[] Readers { get; init; }

    /// <summary>The report's name when it was due.</summary>
    public required string Name { get; init; }
    public required string Dataset { get; set; }
    public required string Format { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public ReportRunState State { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? FileName { get; set; }
    public string? ContentType { get; set; }
    public long? SizeBytes { get; set; }
    public string? Sha256 { get; set; }
    public int? Rows { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureReason { get; set; }

    internal static void Map(EntityTypeBuilder<ReportRun> e)
    {
        e.ToTable("report_runs").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Name).HasMaxLength(SavedRules.LongestName);
        e.Property(x => x.Dataset).HasMaxLength(40);
        e.Property(x => x.Format).HasMaxLength(10);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.FileName).HasMaxLength(200);
        e.Property(x => x.ContentType).HasMaxLength(100);
        e.Property(x => x.Sha256).HasMaxLength(64);
        e.Property(x => x.FailureCode).HasMaxLength(100);
        e.Property(x => x.FailureReason).HasMaxLength(1_000);
        e.HasIndex(x => new { x.TenantId, x.ScheduleId, x.DueAt }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.SavedReportId });
        e.HasIndex(x => new { x.State, x.CreatedAt });
        e.HasIndex(x => x.DueAt);
    }
}

/// <summary>The bytes of a run, apart from its row so that lists do not read them; gone when their time is over.</summary>
internal sealed class ReportRunFile : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }
    public required byte[] Content { get; init; }

    internal static void Map(EntityTypeBuilder<ReportRunFile> e)
    {
        e.ToTable("report_run_files").HasKey(x => new { x.TenantId, x.RunId });
        e.Property(x => x.Content).IsExportedAsBytes("The file of a scheduled report, as it is downloaded.");
        e.HasOne<ReportRun>().WithOne().HasForeignKey<ReportRunFile>(x => new { x.TenantId, x.RunId }).OnDelete(DeleteBehavior.Cascade);
    }
}

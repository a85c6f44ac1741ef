using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>How often a report is made.</summary>
internal enum Rhythm
{
    /// <summary>Every day.</summary>
    Daily,

    /// <summary>On a day of the week.</summary>
    Weekly,

    /// <summary>On a day of the month.</summary>
    Monthly,

    /// <summary>On a day of January, April, July and October.</summary>
    Quarterly,
}

/// <summary>Whether a schedule makes reports.</summary>
internal enum ScheduleState
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Somebody switched it off.</summary>
    Off,

    /// <summary>It stopped by itself: its owner may not make the report any more, or the report cannot be made as it is defined.</summary>
    Stopped,
}

/// <summary>Makes a saved report again and again, with the rights that whoever set it up has at that moment.</summary>
internal sealed class ReportSchedule : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid SavedReportId { get; init; }
    public Guid OwnerId { get; init; }
    public required string OwnerName { get; init; }
    public Rhythm Rhythm { get; set; }

    /// <summary>Of a weekly one.</summary>
    public DayOfWeek? Weekday { get; set; }

    /// <summary>Of a monthly or quarterly one, 1 to 31; a month that is shorter has it on its last day.</summary>
    public int? DayOfMonth { get; set; }

    /// <summary>In the time zone.</summary>
    public TimeOnly Time { get; set; }

    /// <summary>IANA's name, such as Europe/Zurich.</summary>
    public required string TimeZone { get; set; }
    public required string Format { get; set; }
    public required string Language { get; set; }

    /// <summary>Users who are told that a report is ready, beside the owner.</summary>
    public required Guid[] Recipients { get; set; }
    public ScheduleState State { get; set; }

    /// <summary>Why it stopped.</summary>
    public string? StoppedBecause { get; set; }

    /// <summary>Null while it makes none.</summary>
    public DateTimeOffset? NextRunAt { get; set; }

    /// <summary>The failure that was told of; null once a report was made again.</summary>
    public string? ToldFailure { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    internal static void Map(EntityTypeBuilder<ReportSchedule> e)
    {
        e.ToTable("report_schedules").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.OwnerName).HasMaxLength(200);
        e.Property(x => x.Rhythm).HasMaxLength(20);
        e.Property(x => x.Weekday).HasMaxLength(20);
        e.Property(x => x.TimeZone).HasMaxLength(60);
        e.Property(x => x.Format).HasMaxLength(10);
        e.Property(x => x.Language).HasMaxLength(10);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.StoppedBecause).HasMaxLength(1_000);
        e.Property(x => x.ToldFailure).HasMaxLength(100);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.HasIndex(x => new { x.TenantId, x.SavedReportId });
        e.HasIndex(x => x.NextRunAt);
    }
}

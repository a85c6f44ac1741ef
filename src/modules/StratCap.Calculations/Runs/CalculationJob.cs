using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Calculations.Runs;

/// <summary>Where a run stands.</summary>
internal enum CalculationState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker is at it, or was until it died: another begins it again then.</summary>
    Running,

    /// <summary>It has its result.</summary>
    Completed,

    /// <summary>A rule refused it, or it failed again and again.</summary>
    Failed,

    /// <summary>Stopped by a person.</summary>
    Cancelled,
}

/// <summary>
/// A run in the background: whose, on which book, how far it is. When it completes, its result is a <see cref="CalculationRun"/> of the same id. Visible to the
/// platform's role, so that workers find the runs of every tenant; what was asked (<see cref="AskedRun"/>) and what came out are not.
/// </summary>
internal sealed class CalculationJob : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public Guid? FundId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid CreatedBy { get; init; }
    public required string CreatedByName { get; init; }

    /// <summary>How many facts of the fund's book go in; later ones do not.</summary>
    public long BookSequence { get; init; }

    public required string InputsHash { get; init; }

    public CalculationState State { get; set; }

    /// <summary>0 to 1; begins again where another worker took over.</summary>
    public decimal Progress { get; set; }

    /// <summary>What it is at, for people.</summary>
    public string Doing { get; set; } = "";

    public DateTimeOffset? CancelRequestedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureReason { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>How often a worker took it up.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether it waits or runs.</summary>
    public bool IsUnderWay => State is CalculationState.Ready or CalculationState.Running;

    internal void End(CalculationState state, DateTimeOffset at, string? code = null, string? reason = null)
    {
        (State, FinishedAt, FailureCode, FailureReason) = (state, at, code, reason);
        (LeaseOwner, LeaseUntil, Doing) = (null, null, "");
        if (state == CalculationState.Completed) Progress = 1;
    }

    internal static void Map(EntityTypeBuilder<CalculationJob> e)
    {
        e.ToTable("jobs").HasKey(x => new { x.TenantId, x.Id });
        e.Ignore(x => x.IsUnderWay);
        e.Property(x => x.Kind).HasMaxLength(40);
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.InputsHash).HasMaxLength(64);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.Doing).HasMaxLength(200);
        e.Property(x => x.FailureCode).HasMaxLength(100);
        e.Property(x => x.FailureReason).HasMaxLength(2000);
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        // The same inputs are under way once at most.
        e.HasIndex(x => new { x.TenantId, x.InputsHash }).IsUnique().HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_jobs_under_way");
        // Across tenants, for the workers: only what waits or runs.
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_jobs_waiting");
    }
}

/// <summary>What a run in the background was asked, frozen; of the same id as its job.</summary>
internal sealed class AskedRun : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Request { get; init; }

    internal static void Map(EntityTypeBuilder<AskedRun> e)
    {
        e.ToTable("asked").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Request).HasColumnType("text");
    }
}

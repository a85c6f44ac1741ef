using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk;

namespace StratCap.Accounting.Sync;

/// <summary>Where a run stands.</summary>
internal enum SyncRunState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker is at it, or was until it died: another goes on then.</summary>
    Running,

    /// <summary>All was read, and all that was to be posted is there.</summary>
    Completed,

    /// <summary>Something kept it from that; what was done stays done.</summary>
    Failed,

    /// <summary>Stopped by a person, or because its link was switched off or turned.</summary>
    Cancelled,
}

/// <summary>One run of a link: who asked for it, what it did, why it failed. Visible to the platform's role, so that workers find the runs of every tenant.</summary>
internal sealed class SyncRun : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid LinkId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid CreatedBy { get; init; }

    /// <summary>Who asked for it; the product itself when the schedule did.</summary>
    public required string CreatedByName { get; init; }

    public SyncRunState State { get; set; }

    /// <summary>What it is at, for people.</summary>
    public string Doing { get; set; } = "";

    public int AccountsRead { get; set; }
    public int AccountsChanged { get; set; }
    public int EntriesRead { get; set; }
    public int EntriesAdded { get; set; }
    public int EntriesChanged { get; set; }
    public int EntriesDeleted { get; set; }
    public int Posted { get; set; }
    public int Rejected { get; set; }
    public int Uncertain { get; set; }
    public ErrorClass? ErrorClass { get; set; }
    public string? ErrorCode { get; set; }
    public string? Error { get; set; }
    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>Their ledger told of something new while it was under way: another run follows it.</summary>
    public bool NewsSince { get; set; }

    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>Whether it waits or runs.</summary>
    public bool IsUnderWay => State is SyncRunState.Ready or SyncRunState.Running;

    /// <summary>Stops it: at once while it waits, at its next step when it is under way.</summary>
    internal void Cancel(DateTimeOffset at)
    {
        CancelRequestedAt ??= at;
        if (State == SyncRunState.Ready) End(SyncRunState.Cancelled, at);
    }

    internal void End(SyncRunState state, DateTimeOffset at, SyncProblem? problem = null)
    {
        (State, FinishedAt, Doing, LeaseOwner, LeaseUntil) = (state, at, "", null, null);
        (ErrorClass, ErrorCode, Error) = (problem?.Class, problem?.Code, problem?.Sentence);
    }

    internal static void Map(EntityTypeBuilder<SyncRun> e)
    {
        e.ToTable("sync_runs").HasKey(x => new { x.TenantId, x.Id });
        e.Ignore(x => x.IsUnderWay);
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.Doing).HasMaxLength(200);
        e.Property(x => x.ErrorClass).HasMaxLength(20);
        e.HasIndex(x => new { x.TenantId, x.LinkId, x.Id });
        // A link runs once at a time.
        e.HasIndex(x => new { x.TenantId, x.LinkId }).IsUnique().HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_sync_runs_under_way");
        // Across tenants, for the workers: only what waits or runs.
        e.HasIndex(x => x.CreatedAt).HasFilter("state in ('Ready', 'Running')").HasDatabaseName("ix_sync_runs_waiting");
    }
}

/// <summary>Why a run cannot do all that it should.</summary>
/// <param name="Class">What kind of trouble it is; the same class and code are one cause, of which people are told once.</param>
/// <param name="Code">Stable and dotted.</param>
/// <param name="Sentence">For a person.</param>
/// <param name="NotBefore">When trying again may help, where they said so.</param>
internal sealed record SyncProblem(ErrorClass Class, string Code, string Sentence, TimeSpan? NotBefore = null)
{
    internal string Cause => $"{Class} {Code}";

    internal static SyncProblem Of(ConnectorException e) => new(e.Class, $"ledger_sync.{e.Class.ToString().ToLowerInvariant()}", e.Message, e.RetryAfter);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Funds.Periods;

/// <summary>Where a question for a reopening stands.</summary>
internal enum ReopeningState
{
    /// <summary>It waits for another person.</summary>
    Asked,

    /// <summary>Another person reopened the quarter.</summary>
    Granted,

    /// <summary>Another person said no.</summary>
    Refused,

    /// <summary>Who asked took it back.</summary>
    Withdrawn,
}

/// <summary>One person asks for a closed quarter to be reopened; another decides. One question of a fund waits at a time.</summary>
internal sealed class PeriodReopening : ITenantOwned
{
    public const int ReasonLength = 500;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }

    /// <summary>The quarter's last day.</summary>
    public DateOnly Through { get; init; }

    public required string Reason { get; init; }
    public Guid AskedBy { get; init; }
    public required string AskedByName { get; init; }
    public DateTimeOffset AskedAt { get; init; }
    public ReopeningState State { get; private set; }
    public Guid? DecidedBy { get; private set; }
    public string? DecidedByName { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public string? DecidedBecause { get; private set; }

    /// <summary>Counts changes.</summary>
    public int Version { get; private set; }

    public void Decide(ReopeningState state, Actor by, DateTimeOffset at, string? because)
    {
        (State, DecidedBy, DecidedByName, DecidedAt, DecidedBecause) = (state, by.Id, by.Name, at, because);
        Version++;
    }

    internal static void Map(EntityTypeBuilder<PeriodReopening> e)
    {
        e.ToTable("period_reopenings", t => t.HasCheckConstraint("ck_period_reopenings_two_people", "state <> 'Granted' or decided_by <> asked_by")).HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Reason).HasMaxLength(ReasonLength);
        e.Property(x => x.DecidedBecause).HasMaxLength(ReasonLength);
        e.Property(x => x.AskedByName).HasMaxLength(200);
        e.Property(x => x.DecidedByName).HasMaxLength(200);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Through });
        e.HasIndex(x => new { x.TenantId, x.FundId }).IsUnique().HasFilter("state = 'Asked'").HasDatabaseName("ux_period_reopenings_waiting");
    }
}

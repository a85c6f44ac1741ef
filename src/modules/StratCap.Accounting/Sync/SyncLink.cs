using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting.Sync;

/// <summary>Which way entries go.</summary>
internal enum SyncDirection
{
    /// <summary>Theirs are read.</summary>
    Pull,

    /// <summary>Ours are posted; what becomes of them there is not looked at.</summary>
    Push,

    /// <summary>Ours are posted and theirs are read.</summary>
    Both,
}

/// <summary>
/// A fund's ledger, or all of the firm's, tied to a general ledger behind a connection. Visible to the platform's role, so that whatever is due is found over all
/// tenants; what was read and posted under it is not.
/// </summary>
internal sealed class SyncLink : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>Null: every fund of the firm.</summary>
    public Guid? FundId { get; init; }

    public Guid ConnectionId { get; init; }

    /// <summary>Entries of an earlier effective date are neither posted nor compared.</summary>
    public DateOnly StartDate { get; set; }

    /// <summary>How often it runs by itself; null: when somebody asks.</summary>
    public int? EveryMinutes { get; set; }

    public SyncDirection Direction { get; set; }
    public bool Enabled { get; set; }

    /// <summary>Names and values that every posted line carries (class, location), as JSON.</summary>
    public required string Dimensions { get; set; }

    /// <summary>When the schedule is due next; null: not by itself.</summary>
    public DateTimeOffset? NextRunAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the changes of settings and mapping.</summary>
    public int Version { get; set; }

    internal bool Reads => Direction != SyncDirection.Push;
    internal bool Posts => Direction != SyncDirection.Pull;

    internal IReadOnlyDictionary<string, string>? LineDimensions => Dimensions == "{}" ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(Dimensions);

    internal static void Map(EntityTypeBuilder<SyncLink> e)
    {
        e.ToTable("sync_links").HasKey(x => new { x.TenantId, x.Id });
        e.Ignore(x => x.Reads).Ignore(x => x.Posts).Ignore(x => x.LineDimensions);
        e.Property(x => x.Name).HasMaxLength(100);
        e.Property(x => x.Direction).HasMaxLength(10);
        e.Property(x => x.Dimensions).HasColumnType("jsonb");
        e.Property(x => x.Version).IsConcurrencyToken();
        // With a firm's link beside a fund's, an entry would be posted twice into one ledger.
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.FundId }).IsUnique().AreNullsDistinct(false);
        e.HasIndex(x => x.NextRunAt).HasFilter("enabled and next_run_at is not null").HasDatabaseName("ix_sync_links_due");
    }
}

/// <summary>How far a link has read, and whether it fails.</summary>
internal sealed class SyncState : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }

    /// <summary>Where reading goes on; saved with the page that it follows.</summary>
    public string? Cursor { get; set; }

    public DateTimeOffset? AccountsReadAt { get; set; }

    /// <summary>When all that there was had been read. What was posted before and is not among it is not there.</summary>
    public DateTimeOffset? EntriesReadAt { get; set; }

    /// <summary>This stretch of failing, of which people are told once; null while it works.</summary>
    public Guid? FailureId { get; set; }

    public string? FailureCause { get; set; }
    public string? FailureReason { get; set; }

    internal static void Map(EntityTypeBuilder<SyncState> e) => e.ToTable("sync_states").HasKey(x => new { x.TenantId, x.LinkId });
}

/// <summary>Which of their accounts stands for one of ours.</summary>
internal sealed class AccountMapping : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }

    /// <summary>A code of our chart.</summary>
    public required string Account { get; init; }

    /// <summary>Their id of the account.</summary>
    public required string TheirAccountId { get; set; }

    internal static void Map(EntityTypeBuilder<AccountMapping> e)
    {
        e.ToTable("sync_mappings").HasKey(x => new { x.TenantId, x.LinkId, x.Account });
        e.Property(x => x.Account).HasMaxLength(4);
    }
}

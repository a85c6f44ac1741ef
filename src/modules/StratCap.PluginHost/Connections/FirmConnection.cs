using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.PluginHost.Connections;

/// <summary>How a connection was at its last call.</summary>
internal enum ConnectionHealth
{
    /// <summary>It was never tried, or was changed since.</summary>
    Unknown,

    /// <summary>The last call that says so went well.</summary>
    Healthy,

    /// <summary>The vendor failed or could not be reached.</summary>
    Failing,

    /// <summary>The vendor does not take the credentials: a person must connect anew.</summary>
    ReconnectNeeded,
}

/// <summary>Whether calls go through.</summary>
internal enum BreakerState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>Too many failed: they are refused for a while.</summary>
    Open,
}

/// <summary>A firm's connection to a vendor's account, for one fund or for all.</summary>
internal sealed class FirmConnection : ITenantOwned
{
    public const int NameLength = 100;
    public const int TextLength = 500;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string PluginId { get; init; }

    /// <summary>Null: the firm's, for every fund.</summary>
    public Guid? FundId { get; set; }

    public required string Name { get; set; }
    public bool Enabled { get; set; } = true;

    /// <summary>Valid against the schema of the version that serves the firm. No secret is in it.</summary>
    public required string Settings { get; set; }

    public ConnectionHealth Health { get; private set; }
    public string? HealthText { get; private set; }
    public BreakerState Breaker { get; private set; }
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>What the vendor calls the account, at the last check that went well.</summary>
    public string? AccountName { get; private set; }

    /// <summary>Further facts of that check, a JSON object of texts.</summary>
    public string? AccountDetails { get; private set; }

    /// <summary>Counts the webhook addresses that the connection had; the last one is good.</summary>
    public int HookNumber { get; set; } = 1;

    public required string CreatedByName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; } = 1;

    /// <summary>Keeps what a check found.</summary>
    public void Found(string account, string details, DateTimeOffset now)
    {
        (Health, HealthText, CheckedAt, Breaker) = (ConnectionHealth.Healthy, null, now, BreakerState.Closed);
        (AccountName, AccountDetails) = (Cut(account, 200), details);
    }

    /// <summary>Forgets what was known: it was changed.</summary>
    public void Changed() => (Health, HealthText, Breaker, Version) = (ConnectionHealth.Unknown, null, BreakerState.Closed, Version + 1);

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    internal static void Map(EntityTypeBuilder<FirmConnection> e)
    {
        e.ToTable("connections").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.PluginId).HasMaxLength(Installations.InstalledVersion.IdLength);
        e.Property(x => x.Name).HasMaxLength(NameLength);
        e.Property(x => x.Settings).HasColumnType("jsonb");
        e.Property(x => x.HealthText).HasMaxLength(TextLength);
        e.Property(x => x.AccountName).HasMaxLength(200);
        e.Property(x => x.AccountDetails).HasColumnType("jsonb");
        e.Property(x => x.CreatedByName).HasMaxLength(200);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.HasIndex(x => new { x.TenantId, x.Name }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.PluginId });
    }
}

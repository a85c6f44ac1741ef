using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Web;

namespace StratCap.PluginHost.Installations;

/// <summary>Whether a version of a plugin may run.</summary>
internal enum VersionState
{
    /// <summary>Its package was verified; no firm may use it yet.</summary>
    Registered,

    /// <summary>Firms may use it.</summary>
    Allowed,

    /// <summary>It was allowed once and may not run any more.</summary>
    Withdrawn,

    /// <summary>It broke its contract or crashed too often: stopped until an operator looked at it.</summary>
    Quarantined,
}

/// <summary>A version of a plugin whose package was verified. Its bytes lie in the platform's store under their hash.</summary>
internal sealed class InstalledVersion
{
    public const int IdLength = 100;
    public const int VersionLength = 50;
    public const int ReasonLength = 500;

    public required string PluginId { get; init; }
    public required string Version { get; init; }

    /// <summary>SHA-256 of the package's list of hashes, hex: it stands for every byte that runs.</summary>
    public required string Hash { get; init; }

    /// <summary>Who signed: <c>core</c> or <c>partner</c>.</summary>
    public required string Trust { get; init; }

    /// <summary>Which key signed it.</summary>
    public required string PublisherKeyId { get; init; }

    /// <summary><c>plugin.json</c> as it lies in the package.</summary>
    public required string Manifest { get; init; }

    /// <summary>The schema of a connection's settings, as it lies in the package.</summary>
    public required string SettingsSchema { get; init; }

    public VersionState State { get; private set; } = VersionState.Registered;
    public string? Reason { get; private set; }
    public required string RegisteredByName { get; init; }
    public DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset ChangedAt { get; private set; }
    public int Revision { get; private set; } = 1;

    /// <summary>Whether its worker may run.</summary>
    public bool MayRun => State == VersionState.Allowed;

    /// <summary>Lets firms use it. Null when it worked.</summary>
    public Refusal? Allow(DateTimeOffset now) => State is VersionState.Registered or VersionState.Withdrawn
        ? Become(VersionState.Allowed, null, now)
        : Refusal.Conflict("plugins.version.not_to_allow", $"This version is {State}: {(State == VersionState.Quarantined ? "release it first." : "there is nothing to allow.")}");

    /// <summary>Stops it for every firm. Null when it worked.</summary>
    public Refusal? Withdraw(string reason, DateTimeOffset now) => State is VersionState.Allowed or VersionState.Quarantined
        ? Become(VersionState.Withdrawn, reason, now)
        : Refusal.Conflict("plugins.version.not_allowed", $"This version is {State}: only an allowed or quarantined one can be withdrawn.");

    /// <summary>Shuts it in after a breach of contract or too many crashes; once.</summary>
    public bool Quarantine(string reason, DateTimeOffset now) => State == VersionState.Allowed && Become(VersionState.Quarantined, reason, now) is null;

    /// <summary>Lets it run again after somebody looked at it. Null when it worked.</summary>
    public Refusal? Release(DateTimeOffset now) => State == VersionState.Quarantined
        ? Become(VersionState.Allowed, null, now)
        : Refusal.Conflict("plugins.version.not_quarantined", $"This version is {State}: only a quarantined one can be released.");

    private Refusal? Become(VersionState state, string? reason, DateTimeOffset now)
    {
        var kept = reason?.Length > ReasonLength ? reason[..ReasonLength] : reason;
        (State, Reason, ChangedAt, Revision) = (state, kept, now, Revision + 1);
        return null;
    }

    internal static void Map(EntityTypeBuilder<InstalledVersion> e)
    {
        e.ToTable("plugin_versions").HasKey(x => new { x.PluginId, x.Version });
        e.IsPlatformTable("Which plugins there are is the platform's to say and the same for every firm.");
        e.Property(x => x.PluginId).HasMaxLength(IdLength);
        e.Property(x => x.Version).HasMaxLength(VersionLength);
        e.Property(x => x.Hash).HasMaxLength(64);
        e.Property(x => x.Trust).HasMaxLength(20);
        e.Property(x => x.PublisherKeyId).HasMaxLength(100);
        e.Property(x => x.Reason).HasMaxLength(ReasonLength);
        e.Property(x => x.RegisteredByName).HasMaxLength(200);
        e.Property(x => x.Revision).IsConcurrencyToken();
    }
}

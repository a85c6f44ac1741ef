using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Accounting.Sync;

/// <summary>An account of their chart, as it was last read.</summary>
internal sealed class TheirAccount : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }
    public required string ExternalId { get; init; }
    public string? Number { get; set; }
    public required string Name { get; set; }
    public LedgerAccountKind Kind { get; set; }
    public string? Currency { get; set; }

    /// <summary>False also for one that their chart no longer has.</summary>
    public bool Active { get; set; }

    internal static void Map(EntityTypeBuilder<TheirAccount> e)
    {
        e.ToTable("sync_their_accounts").HasKey(x => new { x.TenantId, x.LinkId, x.ExternalId });
        e.Property(x => x.Kind).HasMaxLength(20);
    }
}

/// <summary>An entry of theirs, as it was last read; a deleted one stays as a tombstone.</summary>
internal sealed class TheirEntry : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }
    public required string ExternalId { get; init; }
    public string? Revision { get; set; }
    public bool Deleted { get; set; }
    public DateOnly? Date { get; set; }
    public string? Number { get; set; }
    public string? Reference { get; set; }
    public string? Memo { get; set; }
    public DateTimeOffset? ModifiedAt { get; set; }
    public string? ReversedById { get; set; }

    /// <summary>SHA-256 of all that an accountant would call a change; what comes again with the same is not written again.</summary>
    public required string ContentHash { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    internal static void Map(EntityTypeBuilder<TheirEntry> e)
    {
        e.ToTable("sync_their_entries").HasKey(x => new { x.TenantId, x.LinkId, x.ExternalId });
        e.Property(x => x.ContentHash).HasMaxLength(64);
        e.HasIndex(x => new { x.TenantId, x.LinkId, x.Date });
    }

    /// <summary>The hash of an entry's content; revision and time of change are not part of it.</summary>
    internal static string HashOf(LedgerEntry entry)
    {
        var lines = entry.Lines.Select(l => new
        {
            l.AccountId,
            l.Side,
            // 1.5 and 1.50 are one amount.
            Amount = l.Amount.Value.ToString("G29", System.Globalization.CultureInfo.InvariantCulture),
            l.Amount.Currency,
            l.Text,
            Dimensions = l.Dimensions?.OrderBy(d => d.Key, StringComparer.Ordinal),
        });
        var content = JsonSerializer.Serialize(new { entry.Deleted, entry.Date, entry.Number, entry.Reference, entry.Memo, entry.ReversedById, Lines = entry.Deleted ? null : lines });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }
}

/// <summary>A line of an entry of theirs.</summary>
internal sealed class TheirLine : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid LinkId { get; init; }
    public required string ExternalId { get; init; }
    public int Number { get; init; }
    public required string TheirAccountId { get; init; }

    /// <summary>Debit positive, credit negative.</summary>
    public decimal Amount { get; init; }

    public required string Currency { get; init; }
    public string? Text { get; init; }

    internal static void Map(EntityTypeBuilder<TheirLine> e)
    {
        e.ToTable("sync_their_lines").HasKey(x => new { x.TenantId, x.LinkId, x.ExternalId, x.Number });
        e.HasOne<TheirEntry>().WithMany().HasForeignKey(x => new { x.TenantId, x.LinkId, x.ExternalId }).OnDelete(DeleteBehavior.Cascade);
        e.HasIndex(x => new { x.TenantId, x.LinkId, x.TheirAccountId });
    }
}

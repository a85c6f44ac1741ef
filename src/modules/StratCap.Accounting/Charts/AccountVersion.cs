using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting.Charts;

/// <summary>What the firm calls an account from a day on, or what one of its funds calls it. Never changed: another wording is the next version, and entries keep the standard account that they were posted to.</summary>
internal sealed class AccountVersion : ITenantOwned, IAppendOnly
{
    public const int KeyLength = 12;
    public const int NumberLength = 20;
    public const int NameLength = 100;
    public const int GroupLength = 60;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }

    /// <summary>Null: the firm's wording, for every fund that has none of its own.</summary>
    public Guid? FundId { get; init; }

    /// <summary>A code of the standard chart, or that of an account of one's own: the standard one's, a dot and a number, as in <c>5100.1</c>.</summary>
    public required string Account { get; init; }

    /// <summary>From 1 on within account and fund; of two that begin on one day the higher counts.</summary>
    public int Version { get; init; }

    /// <summary>The first day of balances that are shown so.</summary>
    public DateOnly From { get; init; }

    /// <summary>Null, as are name, group and kinds: what the firm says, or else the standard chart.</summary>
    public string? Number { get; init; }

    public string? Name { get; init; }

    /// <summary>Under which heading of the firm's chart it stands.</summary>
    public string? Group { get; init; }

    /// <summary>Of an account of one's own: which kinds of lines of its standard account are shown on it.</summary>
    public string[]? Kinds { get; init; }

    /// <summary>It takes no lines any more; only where it has no balance.</summary>
    public bool Closed { get; init; }

    public DateTimeOffset RecordedAt { get; init; }
    public Guid RecordedBy { get; init; }
    public required string RecordedByName { get; init; }

    internal static void Map(EntityTypeBuilder<AccountVersion> e)
    {
        e.ToTable("account_versions").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Account, x.Version }).IsUnique().AreNullsDistinct(false);
        e.Property(x => x.Account).HasMaxLength(KeyLength);
        e.Property(x => x.Number).HasMaxLength(NumberLength);
        e.Property(x => x.Name).HasMaxLength(NameLength);
        e.Property(x => x.Group).HasMaxLength(GroupLength);
        e.Property(x => x.RecordedByName).HasMaxLength(200);
    }
}

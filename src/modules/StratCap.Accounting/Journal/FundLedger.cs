using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting.Journal;

/// <summary>How far a fund's book is posted.</summary>
internal sealed class FundLedger : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid FundId { get; init; }

    /// <summary>Null until the fact that establishes the fund is taken in.</summary>
    public string? Currency { get; set; }

    /// <summary>Every fact up to this sequence is posted, without a gap.</summary>
    public long PostedThrough { get; set; }

    /// <summary>Closes and reopenings up to this sequence are read (<see cref="LedgerPeriod"/>); behind <see cref="PostedThrough"/> only until a ledger from before they were read is posted to again.</summary>
    public long PeriodsThrough { get; set; }

    internal static void Map(EntityTypeBuilder<FundLedger> e)
    {
        e.ToTable("fund_ledgers").HasKey(x => new { x.TenantId, x.FundId });
        e.Property(x => x.Currency).HasMaxLength(3);
        // No entry is taken of what a ledger says is posted.
        e.ArrivesAfter("journal_entries");
    }
}

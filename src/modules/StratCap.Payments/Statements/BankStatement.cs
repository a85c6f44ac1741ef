using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Payments.Statements;

/// <summary>A statement as the bank gave it; one that does not add up is kept as such and never corrected.</summary>
internal sealed class BankStatement : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public Guid ConnectionId { get; init; }
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string FileHash { get; init; }

    /// <summary>Its place in the file, from 1.</summary>
    public int Place { get; init; }

    public required string Format { get; init; }

    /// <summary>The statement's own id or number.</summary>
    public required string Reference { get; init; }

    public required string AccountMask { get; init; }
    public string? Currency { get; init; }
    public decimal? Opening { get; init; }

    /// <summary>The opening balance's day; null where the bank or an older import did not say.</summary>
    public DateOnly? OpeningOn { get; init; }

    public decimal? Closing { get; init; }
    public DateOnly? ClosingOn { get; init; }

    /// <summary>Closing less opening and lines; null when a balance is missing.</summary>
    public decimal? Difference { get; init; }

    public string? Problems { get; init; }
    public int Lines { get; init; }

    /// <summary>Lines that no earlier statement had brought.</summary>
    public int NewLines { get; init; }

    public Guid ImportedBy { get; init; }
    public required string ImportedByName { get; init; }
    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>Whether it has both balances and they agree with its lines, and nothing else is wrong with it.</summary>
    public bool AddsUp => Difference == 0 && Problems is null;

    internal static void Map(EntityTypeBuilder<BankStatement> e)
    {
        e.ToTable("bank_statements").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.FileName).HasMaxLength(200);
        e.Property(x => x.FileHash).HasMaxLength(64);
        e.Property(x => x.Format).HasMaxLength(40);
        e.Property(x => x.Reference).HasMaxLength(100);
        e.Property(x => x.AccountMask).HasMaxLength(34);
        e.Property(x => x.Currency).HasMaxLength(3);
        e.Property(x => x.Problems).HasMaxLength(2000);
        e.Property(x => x.ImportedByName).HasMaxLength(200);
        e.Ignore(x => x.AddsUp);
        e.HasIndex(x => new { x.TenantId, x.FundId, x.FileHash, x.Place }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>What an accepted or flagged row did.</summary>
internal enum RowOutcome
{
    /// <summary>Nothing: it was refused, or the whole import was.</summary>
    None,

    /// <summary>It stands in the book now.</summary>
    Added,

    /// <summary>It stood in the book, or earlier in the file, already.</summary>
    AlreadyThere,
}

/// <summary>What became of a row of a file. Written once, with its chunk's progress.</summary>
internal sealed class ImportRow : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid JobId { get; init; }

    /// <summary>As a spreadsheet counts; the header is row 1.</summary>
    public int RowNumber { get; init; }

    public RowState State { get; init; }
    public RowOutcome Outcome { get; init; }

    /// <summary>The fund it went to, null when it went nowhere.</summary>
    public Guid? FundId { get; init; }

    /// <summary><see cref="RowReason"/>s as JSON.</summary>
    public required string Reasons { get; init; }

    /// <summary>The row as it stands in the file.</summary>
    public required string Raw { get; init; }

    internal static void Map(EntityTypeBuilder<ImportRow> e)
    {
        e.ToTable("import_rows").HasKey(x => new { x.TenantId, x.JobId, x.RowNumber });
        e.Property(x => x.State).HasMaxLength(20);
        e.Property(x => x.Outcome).HasMaxLength(20);
        e.Property(x => x.Reasons).HasColumnType("jsonb");
        e.HasIndex(x => new { x.TenantId, x.JobId, x.State, x.RowNumber });
    }
}

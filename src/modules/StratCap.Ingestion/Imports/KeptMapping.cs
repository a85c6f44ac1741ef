using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>What a column of a kind of file stood for the last time that somebody of the firm said so; proposed for the next file that has the column.</summary>
internal sealed class KeptMapping : ITenantOwned
{
    public Guid TenantId { get; set; }
    public required string SourceType { get; init; }

    /// <summary>The column's name in the file.</summary>
    public required string Column { get; init; }

    /// <summary>The known name, empty when it is left out.</summary>
    public required string Target { get; set; }

    public DateTimeOffset UsedAt { get; set; }

    internal static void Map(EntityTypeBuilder<KeptMapping> e)
    {
        e.ToTable("kept_mappings").HasKey(x => new { x.TenantId, x.SourceType, x.Column });
        e.Property(x => x.SourceType).HasMaxLength(40);
        e.Property(x => x.Column).HasMaxLength(200);
        e.Property(x => x.Target).HasMaxLength(40);
    }

    /// <summary>Keeps what was said, in the caller's transaction.</summary>
    internal static async Task Keep(IngestionDbContext db, string sourceType, ColumnMapping mapping, DateTimeOffset at, CancellationToken ct)
    {
        // Two imports at one moment may keep the same column: the later one counts, and neither fails nor waits for the other in a circle.
        var (columns, targets) = (mapping.Columns.Keys.ToArray(), mapping.Columns.Values.ToArray());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into ingestion.kept_mappings (tenant_id, source_type, "column", target, used_at)
            select {db.TenantId}, {sourceType}, said."column", said.target, {at} from unnest({columns}, {targets}) as said ("column", target) order by said."column"
            on conflict (tenant_id, source_type, "column") do update set target = excluded.target, used_at = excluded.used_at
            """, ct);
    }
}

using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Ingestion.Imports;

namespace StratCap.Ingestion;

/// <summary>The module's tables: import jobs, what became of each row, and what columns stood for.</summary>
internal sealed class IngestionDbContext(DbContextOptions<IngestionDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => IngestionModule.Name;

    public DbSet<ImportJob> Jobs => Set<ImportJob>();
    public DbSet<ImportRow> Rows => Set<ImportRow>();
    public DbSet<KeptMapping> Mappings => Set<KeptMapping>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<ImportJob>(ImportJob.Map);
        model.Entity<ImportRow>(ImportRow.Map);
        model.Entity<KeptMapping>(KeptMapping.Map);
    }
}

/// <summary>For <c>dotnet ef</c>.</summary>
internal sealed class IngestionDesignTime : DesignTimeContext<IngestionDbContext>
{
    protected override string Schema => IngestionModule.Name;
}

using Microsoft.EntityFrameworkCore;
using StratCap.Exports.Exporting;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Idempotency;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.Exports;

/// <summary>The module's tables: exports, and who asked for them.</summary>
internal sealed class ExportsDbContext(DbContextOptions<ExportsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    private const string OfHere = "Tells of exports of this installation, to which each export adds.";

    public override string Schema => ExportsModule.Name;

    public DbSet<TenantExport> Exports => Set<TenantExport>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<TenantExport>(TenantExport.Map);
        // Who took everything out is told wherever the firm is; but each export adds a line, and what is the same before and after must have the same hash.
        model.Entity<AuditEntry>().IsNotCounted();
        model.Entity<IdempotencyRecord>().NotExported(OfHere);
        model.Entity<OutboxMessage>().NotExported(OfHere);
        model.Entity<InboxMessage>().NotExported(OfHere);
    }
}

/// <summary>For <c>dotnet ef</c>.</summary>
internal sealed class ExportsDesignTime : DesignTimeContext<ExportsDbContext>
{
    protected override string Schema => ExportsModule.Name;
}

using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Reporting.Publishing;

namespace StratCap.Reporting;

/// <summary>The module's tables: what was published, and the work that publishes it. Everything else is made from the book each time.</summary>
internal sealed class ReportingDbContext(DbContextOptions<ReportingDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => ReportingModule.Name;

    public DbSet<Publication> Publications => Set<Publication>();
    public DbSet<PublishedReport> Published => Set<PublishedReport>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Publication>(Publication.Map);
        model.Entity<PublishedReport>(PublishedReport.Map);
    }
}

/// <summary>For <c>dotnet ef</c>.</summary>
internal sealed class ReportingDesignTime : DesignTimeContext<ReportingDbContext>
{
    protected override string Schema => ReportingModule.Name;
}

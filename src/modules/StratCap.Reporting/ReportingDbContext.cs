using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Reporting.Custom;
using StratCap.Reporting.Custom.Schedules;
using StratCap.Reporting.Publishing;

namespace StratCap.Reporting;

/// <summary>The module's tables: what was published, the work that publishes it, and the definitions of custom reports. Everything else is made from the book each time.</summary>
internal sealed class ReportingDbContext(DbContextOptions<ReportingDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => ReportingModule.Name;

    public DbSet<Publication> Publications => Set<Publication>();
    public DbSet<PublishedReport> Published => Set<PublishedReport>();
    public DbSet<PublishedFigures> Figures => Set<PublishedFigures>();
    public DbSet<SavedReport> SavedReports => Set<SavedReport>();
    public DbSet<ReportSchedule> ReportSchedules => Set<ReportSchedule>();
    public DbSet<ReportRun> ReportRuns => Set<ReportRun>();
    public DbSet<ReportRunFile> ReportRunFiles => Set<ReportRunFile>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Publication>(Publication.Map);
        model.Entity<PublishedReport>(PublishedReport.Map);
        model.Entity<PublishedFigures>(PublishedFigures.Map);
        model.Entity<SavedReport>(SavedReport.Map);
        model.Entity<ReportSchedule>(ReportSchedule.Map);
        model.Entity<ReportRun>(ReportRun.Map);
        model.Entity<ReportRunFile>(ReportRunFile.Map);
    }
}

/// <summary>For <c>dotnet ef</c>.</summary>
internal sealed class ReportingDesignTime : DesignTimeContext<ReportingDbContext>
{
    protected override string Schema => ReportingModule.Name;
}

using Microsoft.EntityFrameworkCore;
using StratCap.Calculations.Runs;
using StratCap.Calculations.Verification;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Calculations;

/// <summary>Every calculation that was asked for, with its frozen inputs and result.</summary>
internal sealed class CalculationsDbContext(DbContextOptions<CalculationsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => CalculationsModule.Name;

    public DbSet<CalculationRun> Runs => Set<CalculationRun>();

    public DbSet<CalculationJob> Jobs => Set<CalculationJob>();

    public DbSet<AskedRun> Asked => Set<AskedRun>();

    public DbSet<VerificationKey> VerificationKeys => Set<VerificationKey>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<CalculationRun>(CalculationRun.Map);
        model.Entity<CalculationJob>(CalculationJob.Map);
        model.Entity<AskedRun>(AskedRun.Map);
        model.Entity<VerificationKey>(VerificationKey.Map);
    }
}

internal sealed class CalculationsDesignTime : DesignTimeContext<CalculationsDbContext>
{
    protected override string Schema => CalculationsModule.Name;
}

using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Tenancy.Tenants;

namespace StratCap.Tenancy;

internal sealed class TenancyDbContext(DbContextOptions<TenancyDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => TenancyModule.Schema;

    public DbSet<Tenant> Tenants => Set<Tenant>();
    public DbSet<TenantDomain> Domains => Set<TenantDomain>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Tenant>(Tenant.Map);
        model.Entity<TenantDomain>(TenantDomain.Map);
    }
}

internal sealed class TenancyDesignTime : DesignTimeContext<TenancyDbContext>
{
    protected override string Schema => TenancyModule.Schema;
}

using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Hooks;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.OAuth;
using StratCap.PluginHost.Secrets;

namespace StratCap.PluginHost;

/// <summary>The module's tables, schema <c>plugin_host</c>.</summary>
internal sealed class PluginHostDbContext(DbContextOptions<PluginHostDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "plugin_host";

    public override string Schema => Module;

    public DbSet<InstalledVersion> Versions => Set<InstalledVersion>();
    public DbSet<TenantPlugin> TenantPlugins => Set<TenantPlugin>();
    public DbSet<FirmConnection> Connections => Set<FirmConnection>();
    public DbSet<LogLine> LogLines => Set<LogLine>();
    public DbSet<DataKey> DataKeys => Set<DataKey>();
    public DbSet<ConnectionSecret> Secrets => Set<ConnectionSecret>();
    public DbSet<OAuthState> OAuthStates => Set<OAuthState>();
    public DbSet<OAuthGrant> OAuthGrants => Set<OAuthGrant>();
    public DbSet<HookDelivery> Deliveries => Set<HookDelivery>();
    public DbSet<HookEvent> HookEvents => Set<HookEvent>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<InstalledVersion>(InstalledVersion.Map);
        model.Entity<TenantPlugin>(TenantPlugin.Map);
        model.Entity<FirmConnection>(FirmConnection.Map);
        model.Entity<LogLine>(LogLine.Map);
        model.Entity<DataKey>(DataKey.Map);
        model.Entity<ConnectionSecret>(ConnectionSecret.Map);
        model.Entity<OAuthState>(OAuthState.Map);
        model.Entity<OAuthGrant>(OAuthGrant.Map);
        model.Entity<HookDelivery>(HookDelivery.Map);
        model.Entity<HookEvent>(HookEvent.Map);
    }
}

internal sealed class PluginHostDesignTime : DesignTimeContext<PluginHostDbContext>
{
    protected override string Schema => PluginHostDbContext.Module;
}

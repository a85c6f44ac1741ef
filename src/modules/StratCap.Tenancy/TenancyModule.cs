using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Data;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Tenancy.Brands;
using StratCap.Tenancy.Tenants;

namespace StratCap.Tenancy;

/// <summary>The door of the module that keeps the firms: their domains, brands and whether they may come in.</summary>
public static class TenancyModule
{
    internal const string Schema = "tenancy";

    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddTenancyModule(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddModuleStore<TenancyDbContext>(Schema);
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<ITenantDirectory>(provider => provider.GetRequiredService<TenantDirectory>());
        services.AddSingleton<TenantBrands>();
        services.AddSingleton<ITenantBrand>(provider => provider.GetRequiredService<TenantBrands>());
        services.AddSingleton<TenantViews>();
        services.AddSingleton(new BlobFolder("brand"));
        return services;
    }

    /// <summary>Maps the operators' use cases and the public brand.</summary>
    /// <param name="api">The group of the API's version.</param>
    public static void MapTenancy(this IEndpointRouteBuilder api)
    {
        var tenants = api.MapGroup("/platform/tenants").WithTags("Tenancy").PlatformOnly();
        ProvisionTenant.Map(tenants);
        ListTenants.Map(tenants);
        ShowTenant.Map(tenants);
        InviteTenantAdmin.Map(tenants);
        SuspendTenant.Map(tenants);
        RestoreTenant.Map(tenants);
        var own = api.MapGroup("").WithTags("Tenancy");
        ShowBrand.Map(own);
        ChangeBrand.Map(own, tenants);
        LogoRoutes.Map(own, tenants);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Shows one firm.</summary>
internal static class ShowTenant
{
    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapGet("/{tenantId:guid}", Handle)
        .Needs(Permissions.PlatformTenants)
        .WithName("ShowTenant")
        .WithSummary("Show a firm")
        .WithDescription("One firm with its domains, brand and state.");

    private static async Task<Answer<TenantView>> Handle(Guid tenantId, TenantViews tenants, CancellationToken ct) =>
        await tenants.One(tenantId, ct) is { } tenant ? ((Answer<TenantView>)tenant).Tagged(tenant.Version) : Refusal.NotFound("firm");
}

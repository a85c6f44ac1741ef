using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Tenancy.Tenants;

namespace StratCap.Tenancy.Brands;

/// <summary>Changes a firm's name, colours and texts: by the firm's administrator for his own, by the platform's operator for any.</summary>
internal static class ChangeBrand
{
    internal static void Map(RouteGroupBuilder own, RouteGroupBuilder tenants)
    {
        own.MapPut("/tenant/brand", Own)
            .Writes<TenancyDbContext>(Permissions.BrandManage)
            .WithName("ChangeBrand")
            .WithSummary("Change one's firm's brand")
            .WithDescription("Name, colours and texts, all of them: what is left out is taken away. It shows on the next page that anybody opens.");
        tenants.MapPut("/{tenantId:guid}/brand", Any)
            .Writes<TenancyDbContext>(Permissions.PlatformTenants)
            .WithName("ChangeTenantBrand")
            .WithSummary("Change a firm's brand");
    }

    private static async Task<Answer<TenantBrand>> Own(BrandRequest request, HttpContext http, TenancyDbContext db, TenantDirectory directory, Audit audit, CancellationToken ct)
    {
        if (BrandRules.Problem(request) is { } problem) return problem;
        if (await db.Tenants.SingleOrDefaultAsync(ct) is not { } tenant) return Refusal.NotFound("firm");
        if (http.Stale(tenant.Version, Tenant.VersionChanges) is { } stale) return stale;
        var before = BrandRules.Of(tenant);
        tenant.Apply(request);
        audit.Record(db, "tenancy.brand.change", ("tenant", tenant.TenantId), before, BrandRules.Of(tenant));
        TenantState.Forget(directory, http);
        return tenant.Brand();
    }

    private static async Task<Answer<TenantBrand>> Any(
        Guid tenantId, BrandRequest request, HttpContext http, TenancyDbContext db, CurrentTenant current, TenantDirectory directory, TenantViews tenants, Audit audit, CancellationToken ct)
    {
        if (BrandRules.Problem(request) is { } problem) return problem;
        if (await tenants.One(tenantId, ct) is not { } known) return Refusal.NotFound("firm");
        if (http.Stale(known.Version, Tenant.VersionChanges) is { } stale) return stale;
        object? before = null;
        var (_, tenant) = await TenantState.Change(db, current, tenantId, t =>
        {
            before = BrandRules.Of(t);
            t.Apply(request);
            return null;
        }, ct);
        audit.Record(db, "tenancy.brand.change", ("tenant", tenantId), before, BrandRules.Of(tenant!));
        TenantState.Forget(directory, http);
        return tenant!.Brand();
    }

    /// <summary>The brand that a firm's row says, tagged with its version.</summary>
    internal static Answer<TenantBrand> Brand(this Tenant tenant) =>
        ((Answer<TenantBrand>)new TenantBrand(tenant.Name, tenant.BrandColour, tenant.ContactLine, tenant.AccentColour, tenant.Greeting, tenant.Footer, LogoRoutes.AddressOf(tenant.LogoHash))).Tagged(tenant.Version);
}

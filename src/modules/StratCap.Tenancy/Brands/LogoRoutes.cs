using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Tenancy.Tenants;

namespace StratCap.Tenancy.Brands;

/// <summary>Takes, takes away and serves a firm's logo. It is kept as it was drawn anew, under its hash.</summary>
internal static class LogoRoutes
{
    /// <param name="Content">A PNG or SVG file in base 64; which of the two is read from the bytes.</param>
    internal sealed record Request(byte[] Content);

    /// <summary>Where the public reads a logo; null without one.</summary>
    public static string? AddressOf(string? hash) => hash is null ? null : $"/api/v1/tenant/brand/logo/{hash}";

    internal static void Map(RouteGroupBuilder own, RouteGroupBuilder tenants)
    {
        own.MapGet("/tenant/brand/logo/{hash}", Serve)
            .Public("The sign-in page shows the firm's logo before anybody is signed in; the host name alone chooses the firm.")
            .WithName("ShowLogo")
            .WithSummary("The logo of this domain's firm")
            .WithDescription("For ever under this address: another logo has another. Nothing in it can run or load.")
            .Produces<byte[]>(200, "image/png", "image/svg+xml");
        own.MapPut("/tenant/brand/logo", Own)
            .Writes<TenancyDbContext>(Permissions.BrandManage)
            .WithName("ChangeLogo")
            .WithSummary("Change one's firm's logo")
            .WithDescription($"A PNG or SVG of at most {Logos.MaxBytes / 1024} KiB. It is drawn anew from what is known to be harmless; what could run or load something is refused by name.");
        own.MapDelete("/tenant/brand/logo", Remove)
            .Writes<TenancyDbContext>(Permissions.BrandManage)
            .WithName("RemoveLogo")
            .WithSummary("Take one's firm's logo away");
        tenants.MapPut("/{tenantId:guid}/brand/logo", Any)
            .Writes<TenancyDbContext>(Permissions.PlatformTenants)
            .WithName("ChangeTenantLogo")
            .WithSummary("Change a firm's logo");
    }

    private static async Task<IResult> Serve(string hash, HttpContext http, ITenantDirectory directory, TenantBrands brands, Blobs blobs, CurrentTenant current, CancellationToken ct)
    {
        if (await directory.ByDomain(http.Request.Host.Host, ct) is not { } tenant || (await brands.Read(tenant.Id, ct)).LogoHash is not { } known || known != hash) return RefusalResult.Of(Refusal.NotFound("logo"));
        using var scope = current.Use(tenant.Id);
        if (await blobs.Open(KeyOf(hash), ct) is not { } file) return RefusalResult.Of(Refusal.NotFound("logo"));
        var content = new byte[file.Length];
        await using (file) await file.ReadExactlyAsync(content, ct);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Results.Bytes(content, Logos.TypeOf(content), entityTag: new($"\"{hash}\""));
    }

    private static async Task<Answer<TenantBrand>> Own(
        Request request, HttpContext http, TenancyDbContext db, Blobs blobs, Audit audit, CancellationToken ct)
    {
        if (Logos.Redraw(request.Content) is var (logo, refused) && refused is not null) return refused;
        if (await db.Tenants.SingleOrDefaultAsync(ct) is not { } tenant) return Refusal.NotFound("firm");
        if (http.Stale(tenant.Version, Tenant.VersionChanges) is { } stale) return stale;
        var before = BrandRules.Of(tenant);
        await Keep(tenant, logo!, blobs, ct);
        audit.Record(db, "tenancy.brand.logo", ("tenant", tenant.TenantId), before, BrandRules.Of(tenant));
        return tenant.Brand();
    }

    private static async Task<Answer<TenantBrand>> Any(
        Guid tenantId, Request request, HttpContext http, TenancyDbContext db, Blobs blobs, CurrentTenant current, TenantViews tenants, Audit audit, CancellationToken ct)
    {
        if (Logos.Redraw(request.Content) is var (logo, refused) && refused is not null) return refused;
        if (await tenants.One(tenantId, ct) is not { } known) return Refusal.NotFound("firm");
        if (http.Stale(known.Version, Tenant.VersionChanges) is { } stale) return stale;
        object? before = null;
        var tenant = await TenantScopes.SaveWithin(db, current, tenantId, async () =>
        {
            var row = await db.Tenants.SingleAsync(ct);
            before = BrandRules.Of(row);
            await Keep(row, logo!, blobs, ct);
            return row;
        }, ct);
        audit.Record(db, "tenancy.brand.logo", ("tenant", tenantId), before, BrandRules.Of(tenant));
        return tenant.Brand();
    }

    private static async Task<Answer<TenantBrand>> Remove(HttpContext http, TenancyDbContext db, Audit audit, CancellationToken ct)
    {
        if (await db.Tenants.SingleOrDefaultAsync(ct) is not { } tenant) return Refusal.NotFound("firm");
        if (http.Stale(tenant.Version, Tenant.VersionChanges) is { } stale) return stale;
        var before = BrandRules.Of(tenant);
        tenant.LogoHash = null;
        tenant.Shown();
        audit.Record(db, "tenancy.brand.logo", ("tenant", tenant.TenantId), before, BrandRules.Of(tenant));
        return tenant.Brand();
    }

    // The file lies there before the row names it; one that no row came to name is small and harms nobody.
    private static async Task Keep(Tenant tenant, byte[] logo, Blobs blobs, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(logo));
        await blobs.Write(KeyOf(hash), new MemoryStream(logo), ct);
        tenant.LogoHash = hash;
        tenant.Shown();
    }

    private static string KeyOf(string hash) => "brand/" + hash;
}

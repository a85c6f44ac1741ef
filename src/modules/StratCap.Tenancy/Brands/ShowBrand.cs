using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Brands;

/// <summary>Shows how the firm behind the request's host presents itself, for pages before sign-in.</summary>
internal static class ShowBrand
{
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/tenant/brand", Handle)
        .Public("The sign-in page shows the firm's name and colour before anybody is signed in; the host name alone chooses the firm.")
        .WithName("ShowBrand")
        .WithSummary("Show the brand of this domain's firm")
        .WithDescription("Name, colours, texts and logo of the firm that the request's host belongs to.");

    private static async Task<Answer<TenantBrand>> Handle(HttpContext http, ITenantDirectory directory, TenantBrands brands, CancellationToken ct)
    {
        if (await directory.ByDomain(http.Request.Host.Host, ct) is not { } tenant)
            return new Refusal(404, "tenant.unknown_domain", "No firm is reached under this host name: check the address.");
        var (brand, version, _) = await brands.Read(tenant.Id, ct);
        return ((Answer<TenantBrand>)brand).Tagged(version);
    }
}

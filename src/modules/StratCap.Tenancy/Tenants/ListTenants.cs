using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Lists firms by name.</summary>
internal static class ListTenants
{
    internal static readonly Listing<TenantView> List = new Listing<TenantView>("firms")
        .By("name", t => t.Name).By("provisionedAt", t => t.ProvisionedAt).By("suspendedAt", t => t.SuspendedAt)
        .Unique(t => t.Id).Usually("name").Searched(t => t.Name, t => string.Join(' ', t.Domains));

    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapGet("", Handle)
        .Needs(Permissions.PlatformTenants)
        .WithName("ListTenants")
        .WithSummary("List firms")
        .WithDescription("`search` is the older name of `q`; `suspended` keeps one kind.")
        .Lists(List, (TenantView t) => t);

    private static async Task<Answer<IReadOnlyList<TenantView>>> Handle(TenantViews tenants, [AsParameters] ListQuery asked, CancellationToken ct, string? search = null, bool? suspended = null) =>
        await List.Show(await tenants.All(suspended, ct), asked.OrSearch(search), t => t, ct);
}

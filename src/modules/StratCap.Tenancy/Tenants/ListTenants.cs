using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Lists firms by name.</summary>
internal static class ListTenants
{
    private const int SearchLength = 200;

    internal sealed record After(string Name, Guid Id);

    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapGet("", Handle)
        .Needs(Permissions.PlatformTenants)
        .WithName("ListTenants")
        .WithSummary("List firms")
        .WithDescription("Firms by name. 'search' looks in names and domains; 'suspended' keeps one kind.");

    private static async Task<Answer<IReadOnlyList<TenantView>>> Handle(TenantViews tenants, CancellationToken ct, string? search = null, bool? suspended = null, string? cursor = null, int? size = null)
    {
        if (search?.Length > SearchLength) return Refusal.Field("search", $"Search for at most {SearchLength} characters.");
        After? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var limit = Paging.Size(size);
        var rows = await tenants.List(string.IsNullOrWhiteSpace(search) ? null : search.Trim(), suspended, after is null ? null : (after.Name, after.Id), limit + 1, ct);
        var page = rows.Take(limit).ToArray();
        var next = rows.Count > limit ? Paging.Pack(new After(page[^1].Name, page[^1].Id)) : null;
        return ((Answer<IReadOnlyList<TenantView>>)page).Paged(new PageMeta(page.Length, next));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Clients;

/// <summary>A partner's system as administrators see it.</summary>
internal sealed record ClientView(Guid Id, string Name, string ClientId, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt)
{
    public static ClientView Of(Client client) => new(client.Id, client.DisplayName ?? "", client.ClientId!, client.GrantedPermissions, client.CreatedAt, client.DisabledAt);
}

/// <summary>Lists the firm's clients for partners' systems, newest first.</summary>
internal static class ListClients
{
    internal sealed record After(Guid Id);

    internal static void Map(RouteGroupBuilder clients) => clients
        .MapGet("", Handle)
        .Reads<IdentityDbContext>(Foundation.Security.Permissions.UserManage)
        .WithName("ListClients")
        .WithSummary("List clients")
        .WithDescription("The firm's clients for partners' systems, newest first.");

    private static async Task<Answer<IReadOnlyList<ClientView>>> Handle(IdentityDbContext db, CancellationToken ct, string? cursor = null, int? size = null)
    {
        After? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var limit = Paging.Size(size);
        var query = db.Clients.Where(c => c.ClientType == ClientTypes.Confidential);
        // Ids grow with time, so their order is that of creation.
        if (after is not null) query = query.Where(c => c.Id.CompareTo(after.Id) < 0);
        var rows = await query.OrderByDescending(c => c.Id).Take(limit + 1).ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? Paging.Pack(new After(page[^1].Id)) : null;
        return Answers.Of(page.ConvertAll(ClientView.Of)).Paged(new PageMeta(page.Count, next));
    }
}

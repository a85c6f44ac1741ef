using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Clients;

/// <summary>Ends a partner's system's access, for good: a new one gets a new client.</summary>
internal static class DisableClient
{
    internal static void Map(RouteGroupBuilder clients) => clients
        .MapPost("/{clientId:guid}/disable", Handle)
        .Writes<IdentityDbContext>(Foundation.Security.Permissions.UserManage)
        .WithName("DisableClient")
        .WithSummary("Disable a client")
        .WithDescription("Takes effect at once, for tokens that are out too. A disabled client is not enabled again: create a new one.");

    private static async Task<Answer<ClientView>> Handle(Guid clientId, IdentityDbContext db, IOpenIddictTokenManager tokens, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Clients.SingleOrDefaultAsync(c => c.Id == clientId && c.ClientType == ClientTypes.Confidential, ct) is not { } client) return Refusal.NotFound("client");
        if (client.DisabledAt is not null) return Refusal.Rule("identity.already_disabled", "This client is disabled already.");
        (client.DisabledAt, client.ConcurrencyToken) = (clock.GetUtcNow(), Guid.NewGuid().ToString());
        await tokens.RevokeByApplicationIdAsync(clientId.ToString(), ct);
        audit.Record(db, "identity.client.disable", ("client", clientId), new { Disabled = false }, new { Disabled = true });
        return ClientView.Of(client);
    }
}

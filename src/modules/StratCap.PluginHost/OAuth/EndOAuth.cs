using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.OAuth;

/// <summary>Ends a grant: the tokens are deleted here and given back to the vendor.</summary>
internal static class EndOAuth
{
    internal static void Map(RouteGroupBuilder connections) => connections
        .MapDelete("/{connectionId:guid}/oauth", Handle)
        .Writes<PluginHostDbContext>(Permissions.PluginManage)
        .WithName("EndOAuth")
        .WithSummary("End a grant and give its token back to the vendor");

    private static async Task<Answer<GrantView>> Handle(Guid connectionId, HttpContext http, PluginHostDbContext db, GrantEnd ends, Audit audit, CancellationToken ct)
    {
        await TokenKeeper.Lock(db, connectionId, ct);
        if (!await db.Connections.AnyAsync(c => c.Id == connectionId, ct)) return Refusal.NotFound("connection");
        if (await db.OAuthGrants.SingleOrDefaultAsync(g => g.ConnectionId == connectionId, ct) is not { } grant) return Refusal.Conflict("plugins.oauth.not_connected", "There is no grant to end.");
        if (await ends.Prepare(db, connectionId, ct) is { } revoke) http.Response.OnSuccess(revoke);
        db.OAuthGrants.Remove(grant);
        audit.Record(db, "plugins.oauth.end", ("connection", connectionId), new { grant.GrantedByName, grant.GrantedAt, grant.ExpiresAt }, null);
        return new GrantView(false, null, null, null, null);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginHost.OAuth;

namespace StratCap.PluginHost.Connections;

/// <summary>Takes a connection away with its secrets, tokens, deliveries and lines; the token is given back to the vendor.</summary>
internal static class RemoveConnection
{
    /// <param name="TokenGivenBack">Whether there was a token that is now being given back to the vendor.</param>
    internal sealed record Response(Guid ConnectionId, bool TokenGivenBack);

    internal static void Map(RouteGroupBuilder connections) => connections
        .MapDelete("/{connectionId:guid}", Handle)
        .Writes<PluginHostDbContext>(Permissions.PluginManage)
        .WithName("RemoveConnection")
        .WithSummary("Take a connection away")
        .WithDescription("Secrets and tokens are deleted, and an OAuth token is revoked at the vendor. The audit trail keeps that it was there.");

    private static async Task<Answer<Response>> Handle(Guid connectionId, HttpContext http, PluginHostDbContext db, GrantEnd ends, ConnectionGuards guards, Audit audit, CancellationToken ct)
    {
        await TokenKeeper.Lock(db, connectionId, ct);
        if (await db.Connections.SingleOrDefaultAsync(c => c.Id == connectionId, ct) is not { } connection) return Refusal.NotFound("connection");
        if (http.Stale(connection.Version) is { } stale) return stale;
        var revoke = await ends.Prepare(db, connectionId, ct);
        db.Connections.Remove(connection);
        audit.Record(db, "plugins.connection.remove", ("connection", connectionId), ConnectionDetail.Told(connection), null);
        guards.Forget(db.TenantId, connectionId);
        if (revoke is not null) http.Response.OnSuccess(revoke);
        return new Response(connectionId, revoke is not null);
    }
}

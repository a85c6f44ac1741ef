using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Sessions;

/// <summary>Ends one of one's own sessions, or all but the present one. An access token that is out is good for a quarter of an hour at most.</summary>
internal static class EndSession
{
    /// <param name="Ended">How many sessions.</param>
    internal sealed record Response(int Ended);

    internal static void Map(RouteGroupBuilder users)
    {
        users.MapDelete("/profile/sessions/{sessionId:guid}", One)
            .WritesOwn<IdentityDbContext>("Ends the caller's own session.", keyRequired: false)
            .WithName("EndSession")
            .WithSummary("Sign out elsewhere")
            .WithDescription("Its refresh token is refused from now on, and every browser but this one asks for the password again.");
        users.MapPost("/profile/sessions/end-others", Others)
            .WritesOwn<IdentityDbContext>("Ends the caller's own sessions.", keyRequired: false)
            .WithName("EndOtherSessions")
            .WithSummary("Sign out everywhere else");
    }

    private static async Task<Answer<Response>> One(Guid sessionId, HttpContext http, IdentityDbContext db, SessionDesk desk, Audit audit, CancellationToken ct)
    {
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct) is not { } user || !await desk.Open(id).AnyAsync(a => a.Id == sessionId, ct)) return Refusal.NotFound("session");
        if (sessionId == SessionDesk.Of(http)) return Refusal.Rule("identity.session_current", "This is the session that asks: sign out instead.");
        await desk.End(http, user, sessionId, ct);
        audit.Record(db, "identity.session.end", ("user", id), new { SessionId = sessionId }, null);
        return new Response(1);
    }

    private static async Task<Answer<Response>> Others(HttpContext http, IdentityDbContext db, SessionDesk desk, Audit audit, CancellationToken ct)
    {
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct) is not { } user) return Refusal.NotFound("user");
        var ended = await desk.EndOthers(http, user, await desk.SignedInHere(http, user, ct), ct);
        audit.Record(db, "identity.session.end_others", ("user", id), null, new { Ended = ended });
        return new Response(ended);
    }
}

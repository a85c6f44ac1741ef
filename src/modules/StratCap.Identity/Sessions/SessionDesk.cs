using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using StratCap.Identity.Clients;
using StratCap.Identity.SignIn;
using StratCap.Identity.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Sessions;

/// <summary>
/// Ends sessions within the transaction of whoever asks. A session is an authorization with its tokens; beside it stands the sign-in cookie, which
/// would open another without a password, so it dies with any session that is ended (the security stamp changes) and is written anew for the
/// browser that asked.
/// </summary>
internal sealed class SessionDesk(IdentityDbContext db, IOpenIddictAuthorizationManager authorizations, IOpenIddictTokenManager tokens, SignInCookie cookie, TimeProvider clock)
{
    /// <summary>The session of the request, or null for a token that came of none.</summary>
    public static Guid? Of(HttpContext http) => Guid.TryParse(http.User.FindFirst(Claims.Private.AuthorizationId)?.Value, out var id) ? id : null;

    /// <summary>A user's sessions that can go on: signed in, and not ended.</summary>
    public IQueryable<Authorization> Open(Guid userId)
    {
        var (subject, now) = (userId.ToString(), clock.GetUtcNow().UtcDateTime);
        return db.Set<Authorization>().Where(a => a.Subject == subject && a.Status == Statuses.Valid && a.Tokens.Any(t => t.Type == TokenTypeIdentifiers.RefreshToken && t.Status == Statuses.Valid && t.ExpirationDate > now));
    }

    /// <summary>Ends a session: its refresh token is refused from now on.</summary>
    public async Task End(HttpContext http, User user, Guid sessionId, CancellationToken ct)
    {
        var here = await SignedInHere(http, user, ct);
        await Revoke(sessionId, ct);
        await Restamp(http, user, here);
    }

    /// <summary>When the user signed in with the browser that asks; null when he did not. To be asked before his password changes, with which the cookie dies.</summary>
    public async Task<DateTimeOffset?> SignedInHere(HttpContext http, User user, CancellationToken ct) => await cookie.Read(http, ct) is var (who, at) && who.Id == user.Id ? at : null;

    /// <summary>Ends all sessions of a user but the one that asks; how many.</summary>
    /// <param name="here">As <see cref="SignedInHere"/> told.</param>
    public async Task<int> EndOthers(HttpContext http, User user, DateTimeOffset? here, CancellationToken ct)
    {
        var current = Of(http);
        var others = await Open(user.Id).Where(a => a.Id != current).Select(a => a.Id).ToListAsync(ct);
        foreach (var id in others) await Revoke(id, ct);
        await Restamp(http, user, here);
        return others.Count;
    }

    /// <summary>Ends all that a user has open anywhere.</summary>
    public async Task EndAll(User user, CancellationToken ct)
    {
        await authorizations.RevokeBySubjectAsync(user.Id.ToString(), ct);
        await tokens.RevokeBySubjectAsync(user.Id.ToString(), ct);
    }

    private async Task Revoke(Guid sessionId, CancellationToken ct)
    {
        await tokens.RevokeByAuthorizationIdAsync(sessionId.ToString(), ct);
        if (await authorizations.FindByIdAsync(sessionId.ToString(), ct) is { } authorization) await authorizations.TryRevokeAsync(authorization, ct);
    }

    // The browser that asked stays signed in since when it was: ending a session elsewhere is no sign-in.
    private async Task Restamp(HttpContext http, User user, DateTimeOffset? here)
    {
        (user.SecurityStamp, user.ConcurrencyStamp) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        if (here is { } at) await cookie.Write(http, user, at);
    }
}

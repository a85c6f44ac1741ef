using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Clients;
using StratCap.Identity.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;
using PrincipalExtensions = StratCap.Foundation.Web.PrincipalExtensions;

namespace StratCap.Identity.Connect;

/// <summary>Says in claims who somebody is. Permissions are not among them: they are asked for anew with every request.</summary>
internal sealed class Principals(IdentityDbContext db, CurrentTenant tenant, TimeProvider clock)
{
    /// <summary>A user, with what the scopes allow to be told.</summary>
    /// <param name="signedInAt">When he proved who he is; null: just now.</param>
    public async Task<ClaimsPrincipal> Of(User user, IEnumerable<string> scopes, CancellationToken ct, DateTimeOffset? signedInAt = null)
    {
        var identity = New();
        identity.SetScopes(scopes);
        identity.SetClaim(Claims.AuthenticationTime, (signedInAt ?? clock.GetUtcNow()).ToUnixTimeSeconds());
        await Describe(identity, user, ct);
        return Finished(identity);
    }

    /// <summary>The same sign-in as before (its authorization, scopes, time), with the user as he is now.</summary>
    public async Task<ClaimsPrincipal> Renewed(ClaimsPrincipal before, User user, CancellationToken ct)
    {
        var identity = New();
        identity.AddClaims(before.Claims);
        await Describe(identity, user, ct);
        return Finished(identity);
    }

    /// <summary>A partner's system.</summary>
    public ClaimsPrincipal Of(Client client, IEnumerable<string> scopes)
    {
        var identity = New();
        identity.SetClaim(Claims.Subject, client.Id.ToString()).SetClaim(Claims.Name, client.DisplayName).SetClaim(PrincipalExtensions.TenantClaim, tenant.Id.ToString());
        identity.SetScopes(scopes);
        return Finished(identity);
    }

    private static ClaimsIdentity New() => new(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);

    private async Task Describe(ClaimsIdentity identity, User user, CancellationToken ct)
    {
        var roles = await db.UserRoles.AsNoTracking().Where(r => r.UserId == user.Id).Select(r => r.Role).Order().ToListAsync(ct);
        identity.SetClaim(Claims.Subject, user.Id.ToString())
            .SetClaim(Claims.Name, user.Name)
            .SetClaim(Claims.Email, user.Email)
            .SetClaim(PrincipalExtensions.TenantClaim, tenant.Id.ToString())
            .SetClaims(Claims.Role, [.. roles]);
    }

    private static ClaimsPrincipal Finished(ClaimsIdentity identity)
    {
        identity.SetResources(OidcServer.Audience);
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Name when identity.HasScope(Scopes.Profile) => [Destinations.AccessToken, Destinations.IdentityToken],
            Claims.Email when identity.HasScope(Scopes.Email) => [Destinations.AccessToken, Destinations.IdentityToken],
            Claims.Role when identity.HasScope(Scopes.Roles) => [Destinations.AccessToken, Destinations.IdentityToken],
            PrincipalExtensions.TenantClaim => [Destinations.AccessToken, Destinations.IdentityToken],
            // What moves money asks for a fresh sign-in: the access token tells when that was.
            Claims.AuthenticationTime => [Destinations.AccessToken, Destinations.IdentityToken],
            // The access token names its holder always: the audit trail needs it.
            Claims.Name => [Destinations.AccessToken],
            _ => [],
        });
        return new ClaimsPrincipal(identity);
    }
}

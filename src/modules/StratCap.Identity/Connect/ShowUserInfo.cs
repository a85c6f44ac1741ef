using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using StratCap.Foundation.Web;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Connect;

/// <summary>The userinfo endpoint: what the access token's scopes allow to be told of its holder.</summary>
internal static class ShowUserInfo
{
    internal static void Map(IEndpointRouteBuilder root) => root
        .MapMethods("/connect/userinfo", ["GET", "POST"], (Delegate)Handle)
        .Public("OpenID Connect: the endpoint checks the access token itself.")
        .ExcludeFromDescription();

    private static async Task<IResult> Handle(HttpContext http)
    {
        if ((await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal is not { } principal)
            return Results.Challenge(null, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { [Claims.Subject] = principal.GetClaim(Claims.Subject)!, [PrincipalExtensions.TenantClaim] = principal.GetClaim(PrincipalExtensions.TenantClaim)! };
        if (principal.HasScope(Scopes.Profile)) claims[Claims.Name] = principal.GetClaim(Claims.Name) ?? "";
        if (principal.HasScope(Scopes.Email)) claims[Claims.Email] = principal.GetClaim(Claims.Email) ?? "";
        if (principal.HasScope(Scopes.Roles)) claims[Claims.Role] = principal.GetClaims(Claims.Role).ToArray();
        return Results.Json(claims);
    }
}

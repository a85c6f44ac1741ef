using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using StratCap.Foundation.Web;
using StratCap.Identity.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Connect;

/// <summary>The token endpoint, after the server has checked client, code, refresh token and proof key.</summary>
internal static class IssueTokens
{
    internal static void Map(IEndpointRouteBuilder root)
    {
        root.MapPost("/connect/token", (Delegate)Handle)
            .Public("OAuth 2.0: the token endpoint checks the client, the code or the refresh token itself.")
            .ExcludeFromDescription();
        JsonSignIn.Map(root, Handle);
    }

    private static async Task<IResult> Handle(HttpContext http)
    {
        var ct = http.RequestAborted;
        var request = http.GetOpenIddictServerRequest();
        if (request is null) return RefusalResult.Of(new Refusal(400, "request.invalid", "This is not a request for tokens."));
        var services = http.RequestServices;
        var principals = services.GetRequiredService<Principals>();
        var db = services.GetRequiredService<IdentityDbContext>();
        if (request.IsClientCredentialsGrantType())
        {
            var client = await db.Clients.SingleAsync(c => c.ClientId == request.ClientId, ct);
            return SignIn(principals.Of(client, request.GetScopes()));
        }
        if (request.IsAuthorizationCodeGrantType() || request.IsRefreshTokenGrantType())
        {
            var before = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
            if (!await IsUnused(db, before, ct))
            {
                await services.GetRequiredService<IOpenIddictTokenManager>().RevokeByAuthorizationIdAsync(before.GetAuthorizationId()!, ct);
                return OidcAnswers.Refuse(Errors.InvalidGrant, "This was used already.");
            }
            var id = before.ActorId();
            return await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DisabledAt == null, ct) is { } user
                ? SignIn(await principals.Renewed(before, user, ct))
                : OidcAnswers.Refuse(Errors.InvalidGrant, "This user may not sign in any more.");
        }
        // Only the JSON sign-in puts an attempt there: the grant by itself is good for nothing.
        if (request.GrantType != OidcServer.SignInGrant || http.Features.Get<JsonSignIn.Request>() is not { } attempt)
            return OidcAnswers.Refuse(Errors.UnsupportedGrantType, "This grant type is not supported.");
        var outcome = await services.GetRequiredService<SignInDesk>().Check(attempt.Email, attempt.Password, attempt.Code, ct);
        return outcome.User is null ? RefusalResult.Of(outcome.Refused!) : SignIn(await principals.Of(outcome.User, request.GetScopes(), ct));
    }

    // Several requests with one code or refresh token at the same moment stand in line at its row. The server itself looked before the line, and
    // gives tokens to all of them; here the second finds it used, which is what a thief's request looks like.
    private static async Task<bool> IsUnused(IdentityDbContext db, ClaimsPrincipal before, CancellationToken ct)
    {
        var id = Guid.Parse(before.GetTokenId()!);
        var status = await db.Database.SqlQuery<string>($"select status as \"Value\" from identity.tokens where tenant_id = {db.TenantId} and id = {id} for update").SingleOrDefaultAsync(ct);
        return status == Statuses.Valid;
    }

    private static IResult SignIn(ClaimsPrincipal principal) => Results.SignIn(principal, null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
}

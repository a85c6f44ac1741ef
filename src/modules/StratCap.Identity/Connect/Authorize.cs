using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using StratCap.Foundation.Web;
using StratCap.Identity.SignIn;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace StratCap.Identity.Connect;

/// <summary>The authorization endpoint: whoever is signed in gets a code, whoever is not is shown the sign-in page.</summary>
internal static class Authorize
{
    internal static void Map(IEndpointRouteBuilder root) => root
        .MapMethods("/connect/authorize", ["GET", "POST"], Handle)
        .Public("OAuth 2.0: the authorization endpoint signs people in.")
        .ExcludeFromDescription();

    private static async Task<IResult> Handle(HttpContext http, SignInCookie cookie, Principals principals, TimeProvider clock, CancellationToken ct)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not an OpenID Connect request.");
        var signedIn = await cookie.Read(http, ct);
        var tooOld = signedIn is { } before && request.MaxAge is { } maxAge && clock.GetUtcNow() - before.At > TimeSpan.FromSeconds(maxAge);
        if (signedIn is not { } who || tooOld || request.HasPromptValue(PromptValues.Login))
            return request.HasPromptValue(PromptValues.None) ? OidcAnswers.Refuse(Errors.LoginRequired, "Nobody is signed in.") : ToSignIn(request);
        var principal = await principals.Of(who.User, request.GetScopes(), ct, who.At);
        return Results.SignIn(principal, null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    // Comes back without the wish to sign in anew, which is then fulfilled; else it would go round for ever.
    private static IResult ToSignIn(OpenIddictRequest request)
    {
        var back = QueryString.Create(request.GetParameters().Where(p => p.Key is not (Parameters.Prompt or Parameters.MaxAge))
            .Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        return Results.Redirect(SignInPage.Path + QueryString.Create("returnUrl", "/connect/authorize" + back));
    }
}

/// <summary>Answers of the OpenID Connect server.</summary>
internal static class OidcAnswers
{
    /// <summary>An OAuth error.</summary>
    public static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}

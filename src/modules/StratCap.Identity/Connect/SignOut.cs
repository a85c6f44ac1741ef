using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Server.AspNetCore;
using StratCap.Foundation.Web;
using StratCap.Identity.SignIn;

namespace StratCap.Identity.Connect;

/// <summary>Ends the sign-in at this browser and goes back to the page that asked, if it is one of the firm's own.</summary>
internal static class SignOut
{
    internal static void Map(IEndpointRouteBuilder root) => root
        .MapMethods("/connect/logout", ["GET", "POST"], (Delegate)Handle)
        .Public("Signing out needs no sign-in.")
        .ExcludeFromDescription();

    private static async Task<IResult> Handle(HttpContext http)
    {
        await http.SignOutAsync(SignInCookie.Scheme);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}

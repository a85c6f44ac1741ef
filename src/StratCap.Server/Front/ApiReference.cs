using System.Security.Cryptography;
using Scalar.AspNetCore;
using StratCap.Foundation.Web;

namespace StratCap.Server.Front;

/// <summary>The page that explains the API, of which others wrote the program.</summary>
internal static class ApiReference
{
    /// <summary>Maps it, under the policy of the other pages: scripts and styles by a nonce that is made for each answer, and nothing from or to anywhere else.</summary>
    public static void MapApiReference(this WebApplication app) => app
        .MapScalarApiReference("/docs", (docs, http) =>
        {
            var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
            docs.WithOpenApiRoutePattern("/openapi/{documentName}.json").WithTitle("StratCap API").DisableAgent().DisableTelemetry().DisableDefaultFonts().HideDeveloperTools().HideClientButton()
                .WithNonce(nonce)
                // Its program reads there what the styles that it makes have to bear.
                .AddHeadContent($"<meta property=\"csp-nonce\" content=\"{nonce}\" />");
            http.Response.Headers.ContentSecurityPolicy = Policy(nonce);
        })
        .Public("Documentation holds no data.");

    // It writes style attributes, which no nonce can be for; a style element of anybody else is still refused.
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src-elem 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Identity.Connect;

namespace StratCap.Identity.SignIn;

/// <summary>
/// The page on which people sign in, under the firm's name and colour. It works without script; it says what went wrong, never who has an account.
/// </summary>
internal static class SignInPage
{
    public const string Path = "/sign-in";
    private const string Back = "returnUrl";

    /// <summary>What the page shows.</summary>
    /// <param name="Ticket">Set when only the app's code is missing.</param>
    private sealed record Shown(string ReturnUrl, string Email = "", string? Error = null, string? Ticket = null, int Status = 200);

    internal static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet(Path, (HttpContext http, string? returnUrl) => Show(http, new Shown(Own(returnUrl))))
            .Public("Nobody is signed in on the sign-in page.").ExcludeFromDescription();
        root.MapPost(Path, SignIn)
            .Public("Nobody is signed in on the sign-in page.").ExcludeFromDescription();
    }

    private static async Task SignIn(HttpContext http, SignInDesk desk, SignInCookie cookie, SignInLimits limits, IAntiforgery antiforgery)
    {
        var ct = http.RequestAborted;
        var form = await http.Request.ReadFormAsync(ct);
        var (email, ticket, back) = (form["email"].ToString(), form["ticket"].ToString(), Own(form[Back].ToString()));
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            await Show(http, new Shown(back, email, "This page was open for too long. Please try again.", Status: 400));
            return;
        }
        if (limits.Account(http, email) is { } tooMany)
        {
            http.Response.Headers.RetryAfter = tooMany.RetryAfterSeconds!.Value.ToString(CultureInfo.InvariantCulture);
            await Show(http, new Shown(back, email, tooMany.Detail, Status: tooMany.Status));
            return;
        }
        var outcome = ticket.Length > 0
            ? await desk.CheckTicket(ticket, form["code"].ToString().Trim(), ct)
            : await desk.Check(email, form["password"].ToString(), null, ct);
        if (outcome.User is { } user)
        {
            await cookie.Write(http, user);
            http.Response.Redirect(back);
            return;
        }
        var asksFirst = outcome.Ticket is not null && ticket.Length == 0;
        await Show(http, new Shown(back, email, asksFirst ? null : outcome.Ticket is not null ? "That code is not right. Please try again." : outcome.Refused!.Detail, outcome.Ticket, asksFirst ? 200 : 401));
    }

    // Back to the authorization endpoint or to the start, never to another site.
    private static string Own(string? returnUrl) =>
        returnUrl is not null && returnUrl.Length <= 4000 && returnUrl.StartsWith("/connect/authorize?", StringComparison.Ordinal) ? returnUrl : "/";

    private static async Task Show(HttpContext http, Shown shown)
    {
        var brand = await http.RequestServices.GetRequiredService<ITenantBrand>().Of(http.RequestAborted);
        var token = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        PageHeaders.Set(http, nonce);
        http.Response.StatusCode = shown.Status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(Page(brand, shown, nonce, $"""<input type="hidden" name="{Text(token.FormFieldName)}" value="{Text(token.RequestToken!)}">"""), Encoding.UTF8, http.RequestAborted);
    }

    private static string Page(TenantBrand brand, Shown shown, string nonce, string token) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Sign in · {{Text(brand.Name)}}</title>
          <style nonce="{{nonce}}">
            * { box-sizing: border-box }
            body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #1b1f24; background: #f4f5f7 }
            header { padding: 1rem 1.5rem; background: {{brand.Colour}}; color: {{Readable(brand.Colour)}}; font-weight: 600; display: flex; gap: .75rem; align-items: center{{(brand.Accent is null ? "" : $"; border-bottom: 4px solid {brand.Accent}")}} }
            header img { height: 2.5rem; max-width: 12rem; object-fit: contain; background: #fff; border-radius: .25rem; padding: .25rem }
            main { max-width: 26rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #d0d5dc; border-radius: .5rem }
            h1 { margin: 0 0 1.5rem; font-size: 1.5rem }
            label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
            input:not([type=hidden]) { width: 100%; padding: .6rem; font: inherit; border: 1px solid #6b7380; border-radius: .25rem }
            button { width: 100%; margin-top: 1.5rem; padding: .7rem; font: inherit; font-weight: 600; border: 0; border-radius: .25rem; background: {{brand.Colour}}; color: {{Readable(brand.Colour)}}; cursor: pointer }
            :focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px }
            .error { margin: 0 0 1rem; padding: .75rem; border-left: 4px solid #b3261e; background: #fdecea }
            footer { max-width: 26rem; margin: 1rem auto; padding: 0 1rem; text-align: center; color: #4b5563; white-space: pre-line }
          </style>
        </head>
        <body>
          <header>{{(brand.Logo is null ? "" : $"""<img src="{Text(brand.Logo)}" alt="">""")}}{{Text(brand.Name)}}</header>
          <main>
            <h1>Sign in</h1>
            {{(shown.Error is null ? "" : $"""<p class="error" role="alert" id="error">{Text(shown.Error)}</p>""")}}
            <form method="post" action="{{Path}}"{{(shown.Error is null ? "" : " aria-describedby=\"error\"")}}>
              {{token}}
              <input type="hidden" name="{{Back}}" value="{{Text(shown.ReturnUrl)}}">
              {{(shown.Ticket is null ? PasswordFields(shown) : CodeFields(shown))}}
              <button type="submit">{{(shown.Ticket is null ? "Sign in" : "Confirm")}}</button>
            </form>
          </main>
          <footer>{{Text(string.Join('\n', new[] { brand.ContactLine, brand.Footer }.OfType<string>()))}}</footer>
        </body>
        </html>
        """;

    private static string PasswordFields(Shown shown) => $"""
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{Text(shown.Email)}"{(shown.Email.Length == 0 ? " autofocus" : "")}>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"{(shown.Email.Length == 0 ? "" : " autofocus")}>
        """;

    private static string CodeFields(Shown shown) => $"""
        <input type="hidden" name="ticket" value="{Text(shown.Ticket!)}">
        <input type="hidden" name="email" value="{Text(shown.Email)}">
        <label for="code">Code from your authenticator app</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]*" required maxlength="6" autofocus>
        """;

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    // Black or white, whichever stands out more: relative luminance as WCAG 2 defines it.
    private static string Readable(string colour)
    {
        Span<double> parts = stackalloc double[3];
        for (var i = 0; i < 3; i++)
        {
            var part = int.Parse(colour.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d;
            parts[i] = part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] > 0.179 ? "#000000" : "#ffffff";
    }
}

/// <summary>Headers of the pages that the server writes itself.</summary>
internal static class PageHeaders
{
    /// <summary>No script, no frame, nothing from elsewhere, no trace in caches or referrers.</summary>
    public static void Set(HttpContext http, string nonce)
    {
        // Browsers hold the redirect after the form against form-action too: a developer's page on another port of this machine must be named.
        var targets = LocalHosts.Is(http.Request.Host.Host) ? "'self' http://localhost:* http://127.0.0.1:*" : "'self'";
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; img-src 'self'; style-src 'nonce-{nonce}'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}

using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Web;

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

    private static Task Show(HttpContext http, Shown shown) => Show(http, shown, PageWords.Of(http));

    private static Task Show(HttpContext http, Shown shown, PageWords words) => ServerPage.Show(http, new ServerPage.Content("Sign in", $"""
        <form method="post" action="{Path}"{ServerPage.Describes(shown.Error)}>
          {ServerPage.Token(http)}
          <input type="hidden" name="{Back}" value="{Text(shown.ReturnUrl)}">
          {(shown.Ticket is null ? PasswordFields(shown, words) : CodeFields(shown, words))}
          <button type="submit">{words[shown.Ticket is null ? "Sign in" : "Confirm"]}</button>
        </form>
        {(shown.Ticket is null ? $"""<p class="more"><a href="{Passwords.ResetPasswordPage.Path}">{words["Forgot your password?"]}</a></p>""" : "")}
        """, shown.Error, shown.Status));

    private static string PasswordFields(Shown shown, PageWords words) => $"""
        <label for="email">{words["E-mail address"]}</label>
        <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{Text(shown.Email)}"{(shown.Email.Length == 0 ? " autofocus" : "")}>
        <label for="password">{words["Password"]}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"{(shown.Email.Length == 0 ? "" : " autofocus")}>
        """;

    private static string CodeFields(Shown shown, PageWords words) => $"""
        <input type="hidden" name="ticket" value="{Text(shown.Ticket!)}">
        <input type="hidden" name="email" value="{Text(shown.Email)}">
        <label for="code">{words["Code from your authenticator app"]}</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]*" required maxlength="6" autofocus>
        """;

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}

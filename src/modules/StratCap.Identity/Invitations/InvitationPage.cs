using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Web;
using StratCap.Identity.Passwords;
using StratCap.Identity.SignIn;

namespace StratCap.Identity.Invitations;

/// <summary>The page on which an invited person chooses a password. It leads to sign-in.</summary>
internal static class InvitationPage
{
    public const string Path = "/accept-invitation";
    private const string Title = "Choose your password";

    internal static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet(Path, Show).Public("Whoever holds an invitation has no account yet; the token is the proof.").ExcludeFromDescription();
        root.MapPost(Path, Join).Public("Whoever holds an invitation has no account yet; the token is the proof.").ExcludeFromDescription();
    }

    private static async Task Show(HttpContext http, Acceptance acceptance, string? token) =>
        await (await acceptance.Find(token ?? "", http.RequestAborted) is var (_, user) ? Form(http, token!, user.Email!, null) : NotGood(http));

    private static async Task Join(HttpContext http, Acceptance acceptance, IAntiforgery antiforgery)
    {
        var ct = http.RequestAborted;
        var form = await http.Request.ReadFormAsync(ct);
        var token = form["token"].ToString();
        if (await acceptance.Find(token, ct) is not var (_, user))
        {
            await NotGood(http);
            return;
        }
        var email = user.Email!;
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            await Form(http, token, email, "This page was open for too long. Please try again.");
            return;
        }
        var answer = await acceptance.Accept(new AcceptInvitation.Request(token, form["password"].ToString()), ct);
        if (answer.Refused is { } refused) await Form(http, token, email, refused.Detail);
        else http.Response.Redirect(await http.RequestServices.GetRequiredService<HomeOf>().Of(user.Id, ct));
    }

    private static Task Form(HttpContext http, string token, string email, string? error) => Form(http, token, email, error, PageWords.Of(http));

    private static Task Form(HttpContext http, string token, string email, string? error, PageWords words) => ServerPage.Show(http, new ServerPage.Content(Title, $"""
        <form method="post" action="{Path}"{ServerPage.Describes(error)}>
          {ServerPage.Token(http)}
          <input type="hidden" name="token" value="{HtmlEncoder.Default.Encode(token)}">
          <label for="email">{words["E-mail address"]}</label>
          <input id="email" name="email" type="email" autocomplete="username" readonly value="{HtmlEncoder.Default.Encode(email)}">
          {NewPassword.Field(words)}
          <button type="submit">{words["Set password"]}</button>
        </form>
        """, error, error is null ? 200 : 400));

    private static Task NotGood(HttpContext http) => ServerPage.Show(http, new ServerPage.Content(Title, "", Acceptance.NotGood.Detail, 410));
}

/// <summary>The field in which a new password is chosen.</summary>
internal static class NewPassword
{
    public static string Field(PageWords words) => $"""
        <label for="password">{words["New password"]}</label>
        <input id="password" name="password" type="password" autocomplete="new-password" required minlength="{PasswordRules.MinLength}" maxlength="{PasswordRules.MaxLength}" autofocus aria-describedby="rule">
        <p class="hint" id="rule">{words[$"At least {PasswordRules.MinLength} characters. A few words that do not belong together are easy to remember."]}</p>
        """;
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Connect;
using StratCap.Identity.Invitations;
using StratCap.Identity.Sessions;
using StratCap.Identity.SignIn;
using StratCap.Identity.Users;

namespace StratCap.Identity.Passwords;

/// <summary>
/// The page for a forgotten password. Without a token it asks for an address and says the same whatever was typed; with the token from the message it
/// lets choose a new password.
/// </summary>
internal static class ResetPasswordPage
{
    public const string Path = "/reset-password";
    private const string Title = "Choose a new password";
    private const string TooLate = "This page was open for too long. Please try again.";

    internal static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet(Path, Show).Public("Whoever forgot his password cannot sign in.").ExcludeFromDescription();
        root.MapPost(Path, Post).Public("Whoever forgot his password cannot sign in; the token is the proof.").ExcludeFromDescription();
    }

    private static async Task Show(HttpContext http, Resetting resetting, string? token) => await (
        token is null ? Ask(http, "", null, 200)
        : await resetting.Find(token, http.RequestAborted) is null ? NotGood(http)
        : Choose(http, token, null));

    private static async Task Post(HttpContext http, Resetting resetting, IAntiforgery antiforgery)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var valid = await antiforgery.IsRequestValidAsync(http);
        await (form["token"].ToString() is { Length: > 0 } token
            ? Change(http, resetting, token, form["password"].ToString(), valid)
            : Forget(http, form["email"].ToString(), valid));
    }

    private static async Task Forget(HttpContext http, string email, bool valid)
    {
        var services = http.RequestServices;
        if (!valid)
        {
            await Ask(http, email, TooLate, 400);
            return;
        }
        if (email.Length is 0 or > User.EmailLength)
        {
            await Ask(http, "", "Write the e-mail address with which you sign in.", 400);
            return;
        }
        if (services.GetRequiredService<SignInLimits>().Reset(http, email) is { } tooMany)
        {
            http.Response.Headers.RetryAfter = tooMany.RetryAfterSeconds!.Value.ToString(CultureInfo.InvariantCulture);
            await Ask(http, email, tooMany.Detail, tooMany.Status);
            return;
        }
        var sealedEmail = services.GetRequiredService<Seal>().Close(PasswordForgotten.EmailPurpose, Encoding.UTF8.GetBytes(email));
        services.GetRequiredService<Outbox>().Add(
            services.GetRequiredService<IdentityDbContext>(), new PasswordForgotten(Guid.CreateVersion7(), Convert.ToBase64String(sealedEmail), LocalHosts.Origin(http.Request)));
        var words = PageWords.Of(http);
        await ServerPage.Show(http, new ServerPage.Content(Title, $"""
            <p role="status">{words["If somebody signs in here with this address, a message with a link is on its way to it. The link is good for an hour."]}</p>
            <p class="more"><a href="{SignInPage.Path}">{words["Back to sign-in"]}</a></p>
            """));
    }

    private static async Task Change(HttpContext http, Resetting resetting, string token, string password, bool valid)
    {
        if (!valid)
        {
            await Choose(http, token, TooLate);
            return;
        }
        var (user, refused) = await resetting.Change(token, password, http.RequestAborted);
        if (user is not null) http.Response.Redirect(await http.RequestServices.GetRequiredService<HomeOf>().Of(user.Id, http.RequestAborted));
        else await (refused is null ? NotGood(http) : Choose(http, token, refused));
    }

    private static Task Ask(HttpContext http, string email, string? error, int status) => Ask(http, email, error, status, PageWords.Of(http));

    private static Task Ask(HttpContext http, string email, string? error, int status, PageWords words) => ServerPage.Show(http, new ServerPage.Content("Forgot your password?", $"""
        <form method="post" action="{Path}"{ServerPage.Describes(error)}>
          {ServerPage.Token(http)}
          <label for="email">{words["E-mail address"]}</label>
          <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="{HtmlEncoder.Default.Encode(email)}" autofocus>
          <button type="submit">{words["Send me a link"]}</button>
        </form>
        <p class="more"><a href="{SignInPage.Path}">{words["Back to sign-in"]}</a></p>
        """, error, status));

    private static Task Choose(HttpContext http, string token, string? error) => Choose(http, token, error, PageWords.Of(http));

    private static Task Choose(HttpContext http, string token, string? error, PageWords words) => ServerPage.Show(http, new ServerPage.Content(Title, $"""
        <form method="post" action="{Path}"{ServerPage.Describes(error)}>
          {ServerPage.Token(http)}
          <input type="hidden" name="token" value="{HtmlEncoder.Default.Encode(token)}">
          {NewPassword.Field(words)}
          <button type="submit">{words["Set password"]}</button>
        </form>
        """, error, error is null ? 200 : 400));

    private static Task NotGood(HttpContext http) => ServerPage.Show(http, new ServerPage.Content(Title, $"""
        <p class="more"><a href="{Path}">{PageWords.Of(http)["Ask for another"]}</a></p>
        """, "This link is not good any more: it was used, or is older than an hour.", 410));
}

/// <summary>Takes leave to choose a new password, in the transaction of the request.</summary>
internal sealed class Resetting(IdentityDbContext db, UserManager<User> users, SessionDesk sessions, CurrentActor actor, Outbox outbox, Audit audit, TimeProvider clock)
{
    private const int TokenLength = 200;

    /// <summary>Whose a token is that is good, or null. Locks it.</summary>
    public async Task<User?> Find(string token, CancellationToken ct)
    {
        if (token.Length > TokenLength) return null;
        var hash = Invitations.UserInvitation.Hash(token);
        var reset = await db.PasswordResets.FromSql($"select * from identity.password_resets where token_hash = {hash} for update").SingleOrDefaultAsync(ct);
        if (reset is null || reset.ClosedAt is not null || reset.ExpiresAt <= clock.GetUtcNow()) return null;
        return await db.Users.SingleOrDefaultAsync(u => u.Id == reset.UserId && u.DisabledAt == null, ct);
    }

    /// <summary>Sets the new password, ends all sessions and lifts a lock; neither user nor reason when the token is not good.</summary>
    public async Task<(User? User, string? Refused)> Change(string token, string password, CancellationToken ct)
    {
        if (await Find(token, ct) is not { } user) return (null, null);
        if (PasswordRules.TooLong(password)) return (null, $"A password has at most {PasswordRules.MaxLength} characters.");
        if (PasswordRules.Problem(password, user.Email!) is { } problem) return (null, problem);
        await users.RemovePasswordAsync(user);
        await users.AddPasswordAsync(user, PasswordRules.Stable(password));
        await sessions.EndAll(user, ct);
        await PasswordReset.CloseAll(db, user.Id, clock.GetUtcNow(), ct);
        var account = SignInFailures.AccountOf(user.NormalizedEmail!);
        await db.SignInFailures.Where(f => f.Account == account).ExecuteDeleteAsync(ct);
        using var _ = actor.Use(actor.Value with { Id = user.Id, Name = user.Name });
        outbox.Add(db, new AccountMailWanted(user.Id, AccountMail.PasswordChanged, user.Name, user.Email!, user.Language, null, null));
        audit.Record(db, "identity.password.reset", ("user", user.Id), null, null);
        await db.SaveChangesAsync(ct);
        return (user, null);
    }
}

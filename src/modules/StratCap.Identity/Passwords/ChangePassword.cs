using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Sessions;
using StratCap.Identity.SignIn;
using StratCap.Identity.Users;

namespace StratCap.Identity.Passwords;

/// <summary>Changes one's own password. One's other sessions end, and a message tells the owner of the address.</summary>
internal static class ChangePassword
{
    internal sealed record Request(string CurrentPassword, string NewPassword);

    /// <param name="SessionsEnded">How many other sessions ended.</param>
    internal sealed record Response(int SessionsEnded);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPut("/profile/password", Handle)
        .WritesOwn<IdentityDbContext>("Changes the caller's own password.", keyRequired: false)
        .WithMetadata(new SecretBody("Two passwords."))
        .WithName("ChangePassword")
        .WithSummary("Change one's own password")
        .WithDescription("Asks for the present password. All other sessions end. Passwords have 15 characters or more.");

    private static async Task<Answer<Response>> Handle(
        Request request, HttpContext http, IdentityDbContext db, UserManager<User> users, SessionDesk sessions, SignInLimits limits, Outbox outbox, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DisabledAt == null, ct) is not { } user) return Refusal.NotFound("user");
        if (limits.Account(http, user.Email!) is { } tooMany) return tooMany;
        if (PasswordRules.TooLong(request.CurrentPassword) || !await users.CheckPasswordAsync(user, PasswordRules.Stable(request.CurrentPassword)))
            return Refusal.Field("currentPassword", "This is not your present password.");
        if (request.NewPassword == request.CurrentPassword) return Refusal.Field("newPassword", "Choose another password than the present one.");
        if (PasswordRules.TooLong(request.NewPassword)) return Refusal.Field("newPassword", $"A password has at most {PasswordRules.MaxLength} characters.");
        var here = await sessions.SignedInHere(http, user, ct);
        var set = await users.ChangePasswordAsync(user, PasswordRules.Stable(request.CurrentPassword), PasswordRules.Stable(request.NewPassword));
        if (!set.Succeeded) return Refusal.Field("newPassword", set.Errors.First().Description);
        var ended = await sessions.EndOthers(http, user, here, ct);
        await PasswordReset.CloseAll(db, user.Id, clock.GetUtcNow(), ct);
        outbox.Add(db, new AccountMailWanted(user.Id, AccountMail.PasswordChanged, user.Name, user.Email!, user.Language, null, null));
        audit.Record(db, "identity.password.change", ("user", id), null, new { SessionsEnded = ended });
        return new Response(ended);
    }
}

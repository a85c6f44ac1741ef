using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Keys;

namespace StratCap.Identity.SignIn;

/// <summary>Turns the second factor on, after the app showed a right code.</summary>
internal static class ConfirmTwoFactor
{
    internal sealed record Request(string Code);

    internal sealed record Response(bool TwoFactor);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPost("/profile/two-factor/confirm", Handle)
        .WritesOwn<IdentityDbContext>("Turns on the caller's own second factor.")
        .WithName("ConfirmTwoFactor")
        .WithSummary("Turn on the authenticator app")
        .WithDescription("From now on, signing in takes a code of the app.");

    private static async Task<Answer<Response>> Handle(Request request, HttpContext http, IdentityDbContext db, Seal seal, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DisabledAt == null, ct) is not { } user) return Refusal.NotFound("user");
        if (user.TotpPending is null) return Refusal.Rule("identity.two_factor_not_started", "Set up the authenticator app first.");
        if (Totp.Match(seal.Open(SignInDesk.TotpPurpose, Convert.FromBase64String(user.TotpPending)), request.Code, clock.GetUtcNow(), lastStep: 0) is not { } step)
            return Refusal.Rule("identity.code_wrong", "That code is not right: send the six digits that the app shows now.");
        (user.TotpSecret, user.TotpPending, user.TotpLastStep) = (user.TotpPending, null, step);
        (user.SecurityStamp, user.ConcurrencyStamp, user.Version) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), user.Version + 1);
        audit.Record(db, "identity.two_factor.confirm", ("user", id), new { TwoFactor = false }, new { TwoFactor = true });
        return new Response(true);
    }
}

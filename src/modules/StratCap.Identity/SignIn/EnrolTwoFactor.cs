using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Identity.Keys;

namespace StratCap.Identity.SignIn;

/// <summary>Hands out the secret for an authenticator app. It counts once a code of the app was shown.</summary>
internal static class EnrolTwoFactor
{
    /// <summary>What the app needs.</summary>
    /// <param name="Secret">Base32, to be typed in; told this once.</param>
    /// <param name="Uri">The same for a QR code; told this once.</param>
    internal sealed record Response(string? Secret, string? Uri);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPost("/profile/two-factor", Handle)
        .WritesOwn<IdentityDbContext>("Prepares the caller's own second factor.")
        .WithName("EnrolTwoFactor")
        .WithSummary("Set up an authenticator app")
        .WithDescription("Answers a secret for an authenticator app. Sign-in does not ask for codes until one was confirmed.");

    private static async Task<OnceAnswer<Response>> Handle(HttpContext http, IdentityDbContext db, Seal seal, ITenantBrand brand, Audit audit, CancellationToken ct)
    {
        var id = http.User.ActorId();
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DisabledAt == null, ct) is not { } user) return Refusal.NotFound("user");
        if (user.TotpSecret is not null) return Refusal.Rule("identity.two_factor_active", "There is an authenticator app already: remove it first.");
        var secret = Totp.NewSecret();
        (user.TotpPending, user.ConcurrencyStamp) = (Convert.ToBase64String(seal.Close(SignInDesk.TotpPurpose, secret)), Guid.NewGuid().ToString());
        audit.Record(db, "identity.two_factor.enrol", ("user", id), null, null);
        var text = Totp.ToBase32(secret);
        return new OnceAnswer<Response>(new Response(text, Totp.Uri((await brand.Of(ct)).Name, user.Email!, text)), new Response(null, null));
    }
}

using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Web;
using StratCap.Identity.Users;
using PrincipalExtensions = StratCap.Foundation.Web.PrincipalExtensions;

namespace StratCap.Identity.SignIn;

/// <summary>
/// The cookie between the sign-in page and the authorization endpoint; no API accepts it. It names tenant, user and the user's security stamp, so
/// that it dies with a change of password, a disabling, and on any other firm's domain.
/// </summary>
internal sealed class SignInCookie(IdentityDbContext db, TimeProvider clock)
{
    public const string Scheme = "stratcap.sign-in";
    private const string Stamp = "stamp";
    private const string SignedInAt = "at";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static void Add(IServiceCollection services) => services.AddAuthentication().AddCookie(Scheme, cookie =>
    {
        cookie.Cookie.Name = "stratcap-sign-in";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.Path = "/";
        cookie.CookieManager = new HostPrefixed();
        cookie.ExpireTimeSpan = Lifetime;
        cookie.SlidingExpiration = false;
    });

    /// <summary>Remembers that a user signed in now.</summary>
    public Task Write(HttpContext http, User user) => Write(http, user, clock.GetUtcNow());

    /// <summary>Remembers that a user signed in at a time: it is good from then, whenever it is written.</summary>
    public Task Write(HttpContext http, User user, DateTimeOffset at)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim("sub", user.Id.ToString()), new Claim(PrincipalExtensions.TenantClaim, user.TenantId.ToString()), new Claim(Stamp, user.SecurityStamp!),
                new Claim(SignedInAt, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ], Scheme);
        return http.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IssuedUtc = at, ExpiresUtc = at + Lifetime });
    }

    /// <summary>Who signed in here and when, if he still may; else null.</summary>
    public async Task<(User User, DateTimeOffset At)?> Read(HttpContext http, CancellationToken ct)
    {
        var result = await http.AuthenticateAsync(Scheme);
        if (!result.Succeeded || result.Principal.FindFirst(PrincipalExtensions.TenantClaim)?.Value != db.TenantId.ToString()) return null;
        var id = result.Principal.ActorId();
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct);
        if (user is not { DisabledAt: null } || user.SecurityStamp != result.Principal.FindFirst(Stamp)?.Value) return null;
        return (user, DateTimeOffset.FromUnixTimeSeconds(long.Parse(result.Principal.FindFirst(SignedInAt)!.Value, CultureInfo.InvariantCulture)));
    }

    // The prefix makes a browser insist on https and on this very host; over http, on this machine only, it would drop such a cookie.
    private sealed class HostPrefixed : ICookieManager
    {
        private readonly ChunkingCookieManager _inner = new();

        public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context, key));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _inner.AppendResponseCookie(context, Name(context, key), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, Name(context, key), options);

        private static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
    }
}

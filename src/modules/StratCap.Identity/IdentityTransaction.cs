using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Identity.Connect;
using StratCap.Identity.Invitations;
using StratCap.Identity.Passwords;
using StratCap.Identity.SignIn;

namespace StratCap.Identity;

/// <summary>
/// Gives requests that sign people in what others get from their token: the firm, here by the domain, and one transaction. It commits after a
/// refusal too, since failures are counted and tokens revoked then; it rolls back when something throws. The answer waits in memory for the commit,
/// so that nobody holds a token that was not saved.
/// </summary>
internal sealed class IdentityTransaction(RequestDelegate next, IConfiguration configuration)
{
    private readonly bool _httpIsGood = configuration.GetValue("Identity:AllowHttp", false);

    public async Task InvokeAsync(HttpContext http, ITenantDirectory directory, SignInLimits limits, CurrentTenant current, CurrentActor actor)
    {
        if (!Applies(http.Request.Path))
        {
            await next(http);
            return;
        }
        var tenant = await directory.ByDomain(http.Request.Host.Host, http.RequestAborted);
        if (Refused(http, tenant, limits) is { } refusal)
        {
            await refusal.Write(http);
            return;
        }
        using var _ = current.Use(tenant!.Id);
        using var __ = actor.Use(new Actor(Guid.Empty, "anonymous", http.Connection.RemoteIpAddress?.ToString(), Short(http.Request.Headers.UserAgent.ToString())));
        var json = JsonSignIn.Applies(http.Request.Path);
        if (json && await JsonSignIn.ToForm(http, limits) is { } invalid)
        {
            await invalid.Write(http);
            return;
        }
        await Run(http, json);
    }

    private async Task Run(HttpContext http, bool json)
    {
        var db = http.RequestServices.GetRequiredService<IdentityDbContext>();
        var body = http.Response.Body;
        using var waiting = new MemoryStream();
        await using (var transaction = await db.Database.BeginTransactionAsync(http.RequestAborted))
        {
            http.Response.Body = waiting;
            try
            {
                await next(http);
                await db.SaveChangesAsync(http.RequestAborted);
                await transaction.CommitAsync(http.RequestAborted);
            }
            finally
            {
                http.Response.Body = body;
            }
        }
        if (json && JsonSignIn.FromAnswer(http, waiting.GetBuffer().AsSpan(0, (int)waiting.Length)) is { } answer)
        {
            http.Response.ContentLength = null;
            await answer.ExecuteAsync(http);
            return;
        }
        waiting.Position = 0;
        await waiting.CopyToAsync(body, http.RequestAborted);
    }

    private Refusal? Refused(HttpContext http, TenantEntry? tenant, SignInLimits limits)
    {
        if (!http.Request.IsHttps && !_httpIsGood && !LocalHosts.Is(http.Request.Host.Host))
            return new Refusal(400, "identity.https_required", "Passwords and tokens travel by https only: use https, or let the gateway say so in X-Forwarded-Proto.");
        if (tenant is null) return new Refusal(404, "tenant.unknown_domain", "No firm is reached under this host name: check the address.");
        if (tenant.Suspended) return new Refusal(403, "tenant.suspended", "This firm's access is suspended. Ask the platform's operator.");
        return HttpMethods.IsPost(http.Request.Method) ? limits.Address(http) : null;
    }

    private static bool Applies(PathString path) =>
        path.StartsWithSegments("/connect", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(SignInPage.Path, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(InvitationPage.Path, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(ResetPasswordPage.Path, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/api/v1/auth", StringComparison.OrdinalIgnoreCase);

    private static string? Short(string agent) => agent.Length == 0 ? null : agent[..Math.Min(agent.Length, 200)];
}

/// <summary>Refuses a token on the domain of another firm than the token's. A host that is nobody's domain (an address, a name inside the cluster) decides nothing.</summary>
internal sealed class DomainCheck(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, ITenantDirectory directory)
    {
        if (Guid.TryParse(http.User.FindFirst(PrincipalExtensions.TenantClaim)?.Value, out var tenantId)
            && await directory.ByDomain(http.Request.Host.Host, http.RequestAborted) is { } host && host.Id != tenantId)
        {
            await new Refusal(401, "auth.wrong_domain", "This token belongs to another firm than this address: sign in here.").Write(http);
            return;
        }
        await next(http);
    }
}

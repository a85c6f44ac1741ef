using System.Net.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Scheme and host of a firm's domain, for links that people follow later.</summary>
internal static class TenantOrigin
{
    public static string Of(HttpContext http, string domain)
    {
        // A name under .localhost is this machine and has no certificate; every other is reached by https.
        var local = domain.EndsWith(".localhost", StringComparison.Ordinal) && !http.Request.IsHttps;
        if (!local) return $"https://{domain}";
        return $"http://{(http.Request.Host.Port is { } port ? new HostString(domain, port) : new HostString(domain))}";
    }
}

/// <summary>Invites an administrator of a firm, or renews the invitation of one who never signed in.</summary>
internal static class InviteTenantAdmin
{
    private const int EmailLength = 254;
    private const int NameLength = 200;

    internal sealed record Request(string Email, string Name);

    /// <summary>The invited administrator.</summary>
    /// <param name="InvitationToken">Told this once, kept nowhere; null when the request is repeated.</param>
    /// <param name="InvitationLink">The page on which the person chooses a password; null when the request is repeated.</param>
    internal sealed record Response(Guid Id, Guid TenantId, string Email, string? InvitationToken, string? InvitationLink, DateTimeOffset InvitationExpiresAt);

    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapPost("/{tenantId:guid}/invitations", Handle)
        .Writes<TenancyDbContext>(Permissions.PlatformTenants)
        .WithName("InviteTenantAdmin")
        .WithSummary("Invite a firm's administrator")
        .WithDescription("Invites an administrator into a firm, or renews an invitation that was lost or expired. The invitation's link goes to the address by mail, and is told once. Somebody who signed in already is not invited again.");

    private static async Task<OnceAnswer<Response>> Handle(
        Guid tenantId, Request request, HttpContext http, TenancyDbContext db, TenantViews tenants, IUserInvitations invitations, Audit audit, CancellationToken ct)
    {
        if (Invalid(request.Email, request.Name, "") is { } refusal) return refusal;
        if (await tenants.One(tenantId, ct) is not { } tenant) return Refusal.NotFound("firm");
        if (await invitations.Invite(tenantId, request.Email, request.Name, ["admin"], TenantOrigin.Of(http, tenant.Domains[0]), ct) is not { } invitation)
            return Refusal.Rule("tenancy.admin_signed_in", "This person signed in already and needs no invitation.");
        audit.Record(db, "tenancy.tenant.invite_admin", ("tenant", tenantId), null, new { request.Email });
        var location = $"{http.Request.Path}/{invitation.UserId}";
        var kept = new Response(invitation.UserId, tenantId, request.Email, null, null, invitation.ExpiresAt);
        var told = kept with { InvitationToken = invitation.Token, InvitationLink = invitation.Link };
        return new OnceAnswer<Response>(Answer<Response>.Created(told, location), Answer<Response>.Created(kept, location));
    }

    /// <summary>What is wrong with a person who is to be invited, or null.</summary>
    internal static Refusal? Invalid(string email, string name, string prefix)
    {
        if (email.Length > EmailLength || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email) return Refusal.Field(prefix + "email", "Write an e-mail address, such as 'ada@example.com'.");
        return string.IsNullOrWhiteSpace(name) || name.Length > NameLength ? Refusal.Field(prefix + "name", $"A name has 1 to {NameLength} characters.") : null;
    }
}

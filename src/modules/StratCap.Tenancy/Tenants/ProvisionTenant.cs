using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Tenancy.Tenants;

/// <summary>Gives a GP firm its place on the platform: the firm, its first domain, an invitation for its first administrator.</summary>
internal static class ProvisionTenant
{
    internal sealed record FirstAdmin(string Email, string Name);

    internal sealed record Request(string Name, string Domain, FirstAdmin FirstAdmin, string? BrandColour = null, string? ContactLine = null, TenantPlan? Plan = null);

    /// <summary>The new firm and its first administrator's invitation.</summary>
    /// <param name="InvitationToken">Told this once, kept nowhere; null when the request is repeated.</param>
    /// <param name="InvitationLink">The page on which the first administrator chooses a password; null when the request is repeated.</param>
    internal sealed record Response(
        Guid Id, string Name, IReadOnlyList<string> Domains, string BrandColour, string? ContactLine, DateTimeOffset ProvisionedAt, int Version,
        Guid FirstAdminId, string? InvitationToken, string? InvitationLink, DateTimeOffset InvitationExpiresAt);

    internal static void Map(RouteGroupBuilder tenants) => tenants
        .MapPost("", Handle)
        .Writes<TenancyDbContext>(Permissions.PlatformTenants)
        .WithName("ProvisionTenant")
        .WithSummary("Provision a firm")
        .WithDescription("Creates a firm with its first domain and invites its first administrator. The invitation's link goes to the address by mail; its token is told once: a repeat of the same request answers without it.");

    private static async Task<OnceAnswer<Response>> Handle(
        Request request, HttpContext http, TenancyDbContext db, CurrentTenant current, TenantDirectory directory, IUserInvitations invitations, Audit audit, Outbox outbox, TimeProvider clock, CancellationToken ct)
    {
        if (Invalid(request) is { } refusal) return refusal;
        var tenant = new Tenant
        {
            TenantId = Guid.CreateVersion7(),
            Name = request.Name.Trim(),
            BrandColour = (request.BrandColour ?? Tenant.DefaultColour).ToLowerInvariant(),
            ContactLine = request.ContactLine,
            Plan = request.Plan?.Name.Trim(),
            PlanFunds = request.Plan?.Funds,
            PlanUsers = request.Plan?.Users,
            ProvisionedAt = clock.GetUtcNow(),
        };
        if (!await Saved(db, current, directory, tenant, request.Domain, ct)) return DomainTaken(request.Domain);
        audit.Record(db, "tenancy.tenant.provision", ("tenant", tenant.TenantId), null, new { tenant.Name, request.Domain, tenant.BrandColour, request.Plan, FirstAdmin = request.FirstAdmin.Email });
        outbox.Add(db, new TenantProvisioned(tenant.TenantId, tenant.Name, request.Domain));
        // Last, since Identity commits it, and the mail with its link, in a transaction of its own: should this one fail after it, that link belongs to a firm that does not exist, and a repeat makes another firm and mails another link.
        var invitation = await invitations.Invite(tenant.TenantId, request.FirstAdmin.Email, request.FirstAdmin.Name, ["admin"], TenantOrigin.Of(http, request.Domain), ct)
            ?? throw new InvalidOperationException("A new firm cannot have users who signed in.");
        TenantState.Forget(directory, http);
        var kept = new Response(
            tenant.TenantId, tenant.Name, [request.Domain], tenant.BrandColour, tenant.ContactLine, tenant.ProvisionedAt, tenant.Version, invitation.UserId, null, null, invitation.ExpiresAt);
        var told = kept with { InvitationToken = invitation.Token, InvitationLink = invitation.Link };
        var location = $"{http.Request.Path}/{tenant.TenantId}";
        return new OnceAnswer<Response>(Answer<Response>.Created(told, location).Tagged(tenant.Version), Answer<Response>.Created(kept, location).Tagged(tenant.Version));
    }

    private static Refusal? Invalid(Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > Tenant.NameLength) return Refusal.Field("name", $"A firm's name has 1 to {Tenant.NameLength} characters.");
        if (HostNames.Problem(request.Domain) is { } problem) return Refusal.Field("domain", problem);
        if (request.BrandColour is not null && !Tenant.IsColour(request.BrandColour)) return Refusal.Field("brandColour", "Write the colour as '#' and six hex digits, such as '#1f3a5f'.");
        if (request.ContactLine?.Length > Tenant.ContactLineLength) return Refusal.Field("contactLine", $"The contact line has at most {Tenant.ContactLineLength} characters.");
        if (request.Plan is { } plan && (string.IsNullOrWhiteSpace(plan.Name) || plan.Name.Length > Tenant.PlanLength)) return Refusal.Field("plan.name", $"A plan's name has 1 to {Tenant.PlanLength} characters.");
        if (request.Plan is { Funds: <= 0 } or { Users: <= 0 }) return Refusal.Field("plan", "What a plan is meant for is at least one fund and one user; leave a number out where there is none.");
        return InviteTenantAdmin.Invalid(request.FirstAdmin.Email, request.FirstAdmin.Name, "firstAdmin.");
    }

    private static Refusal DomainTaken(string domain) => Refusal.Conflict("tenancy.domain_taken", $"'{domain}' leads to another firm already: choose another host name.");

    // Two operators at once stand in line at the host name; the index would refuse the second too.
    private static async Task<bool> Saved(TenancyDbContext db, CurrentTenant current, TenantDirectory directory, Tenant tenant, string host, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"domain:" + host}, 0))", ct);
        directory.Forget();
        if (await directory.ByDomain(host, ct) is not null) return false;
        return await TenantScopes.SaveWithin(db, current, tenant.TenantId, () =>
        {
            db.AddRange(tenant, new TenantDomain { TenantId = tenant.TenantId, Host = host });
            return Task.FromResult(true);
        }, ct);
    }
}

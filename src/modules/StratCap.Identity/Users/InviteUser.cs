using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Identity.Connect;
using StratCap.Identity.Investors;
using StratCap.Identity.Invitations;

namespace StratCap.Identity.Users;

/// <summary>Invites a user into the firm, or renews an invitation.</summary>
internal static class InviteUser
{
    private const string InvestorRole = "investor";

    /// <param name="InvestorIds">Whose interests a user with the role <c>investor</c> sees in the portal; left out, an earlier invitation's stay.</param>
    internal sealed record Request(string Email, string Name, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? InvestorIds = null);

    /// <summary>The invited user.</summary>
    /// <param name="InvitationToken">Told this once, kept nowhere; null when the request is repeated.</param>
    /// <param name="InvitationLink">The page on which the person chooses a password; null when the request is repeated.</param>
    internal sealed record Response(Guid Id, string Email, string Name, IReadOnlyList<string> Roles, string? InvitationToken, string? InvitationLink, DateTimeOffset InvitationExpiresAt);

    internal static void Map(RouteGroupBuilder users) => users
        .MapPost("", Handle)
        .Writes<IdentityDbContext>(Permissions.UserManage)
        .WithName("InviteUser")
        .WithSummary("Invite a user")
        .WithDescription("Invites a user with roles. The invitation's link goes to the address by mail, and is told once, to be passed on. A user with the role investor may be given his investors at once. Inviting the same address again renews the invitation, until the person has joined.");

    private static async Task<OnceAnswer<Response>> Handle(Request request, HttpContext http, InvitationDesk desk, IInvestorRegister register, CurrentTenant tenant, CancellationToken ct)
    {
        if (EmailRules.Invalid(request.Email, request.Name) is { } invalid) return invalid;
        if (RightsRules.Roles("roles", request.Roles, tenant.Id) is { } refusal) return refusal;
        if (await Investors(request, register, ct) is { } wrong) return wrong;
        var origin = LocalHosts.Origin(http.Request);
        if (await desk.Invite(request.Email, request.Name.Trim(), request.Roles, origin, ct, request.InvestorIds) is not { } made)
            return Refusal.Conflict("identity.user_exists", "There is a user with this e-mail address already, who needs no invitation.");
        var kept = new Response(made.UserId, request.Email, request.Name.Trim(), request.Roles, null, null, made.ExpiresAt);
        var told = kept with { InvitationToken = made.Token, InvitationLink = made.Link };
        var location = $"{http.Request.Path}/{made.UserId}";
        return new OnceAnswer<Response>(Answer<Response>.Created(told, location), Answer<Response>.Created(kept, location));
    }

    private static async Task<Refusal?> Investors(Request request, IInvestorRegister register, CancellationToken ct)
    {
        if (request.InvestorIds is null) return null;
        return request.Roles.Contains(InvestorRole)
            ? (await InvestorRules.Known(request.InvestorIds, register, ct)).Refused
            : Refusal.Field("investorIds", $"Investors are for users with the role '{InvestorRole}': add the role, or leave the investors out.");
    }
}

namespace StratCap.Contracts.Identity;

/// <summary>An invitation that was made: the token is told once and kept hashed.</summary>
public sealed record Invitation(Guid UserId, string Token, DateTimeOffset ExpiresAt);

/// <summary>Asks Identity whose interests a user may see in the portal, of the tenant in scope.</summary>
public interface IInvestorGrants
{
    /// <summary>The investors for whom the user may look; empty for a user who has none, or is unknown or disabled.</summary>
    Task<IReadOnlyList<Guid>> Of(Guid userId, CancellationToken ct);
}

/// <summary>Invites users, asked by Tenancy when it provisions a firm.</summary>
public interface IUserInvitations
{
    /// <summary>Invites a user with roles into a tenant; the same e-mail again renews the invitation. A user who signed in already is not invited again: null.</summary>
    Task<Invitation?> Invite(Guid tenantId, string email, string name, IReadOnlyList<string> roles, CancellationToken ct);
}

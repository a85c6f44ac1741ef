namespace StratCap.Contracts.Identity;

/// <summary>An invitation that was made: the token is told once and kept hashed.</summary>
public sealed record Invitation(Guid UserId, string Token, DateTimeOffset ExpiresAt);

/// <summary>Invites users, asked by Tenancy when it provisions a firm.</summary>
public interface IUserInvitations
{
    /// <summary>Invites a user with roles into a tenant; the same e-mail again renews the invitation. A user who signed in already is not invited again: null.</summary>
    Task<Invitation?> Invite(Guid tenantId, string email, string name, IReadOnlyList<string> roles, CancellationToken ct);
}

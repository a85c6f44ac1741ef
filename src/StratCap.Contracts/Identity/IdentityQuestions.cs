namespace StratCap.Contracts.Identity;

/// <summary>An invitation that was made: the token is told once and kept hashed.</summary>
/// <param name="Link">The page on which the person chooses a password; holds the token.</param>
public sealed record Invitation(Guid UserId, string Token, string Link, DateTimeOffset ExpiresAt);

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
    /// <param name="origin">Scheme and host of the tenant, without a slash at the end: the link with which he chooses a password is mailed to him.</param>
    Task<Invitation?> Invite(Guid tenantId, string email, string name, IReadOnlyList<string> roles, string origin, CancellationToken ct);
}

/// <summary>A user who can be told of things: he has joined and is not disabled.</summary>
/// <param name="Language">The language he chose, such as <c>de</c>, or null.</param>
/// <param name="TimeZone">The time zone he chose, such as <c>Europe/Berlin</c>, or null.</param>
public sealed record Person(Guid UserId, string Name, string Email, string? Language, string? TimeZone = null);

/// <summary>A user and those of the investors asked for whom he looks.</summary>
public sealed record LookingPerson(Person Person, IReadOnlyList<Guid> InvestorIds);

/// <summary>Asks Identity for people of the tenant in scope who can be told of things.</summary>
public interface IPeople
{
    /// <summary>Those of the ids who can be told.</summary>
    Task<IReadOnlyList<Person>> Of(IReadOnlyCollection<Guid> userIds, CancellationToken ct);

    /// <summary>Everybody who holds a permission now.</summary>
    Task<IReadOnlyList<Person>> Holding(string permission, CancellationToken ct);

    /// <summary>Everybody who may use the portal and looks for one of the investors.</summary>
    Task<IReadOnlyList<LookingPerson>> LookingFor(IReadOnlyCollection<Guid> investorIds, CancellationToken ct);
}

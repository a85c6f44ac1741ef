using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Identity;

/// <summary>A user was invited, joined, was disabled or enabled, or has another name, other roles, rights or investors.</summary>
[EventName("identity.user_changed")]
public sealed record UserChanged(Guid UserId) : IEvent
{
    Guid IEvent.AggregateId => UserId;
}

/// <summary>What a message about a person's account tells.</summary>
public enum AccountMail
{
    /// <summary>He was invited; the link is where he chooses a password.</summary>
    Invitation,

    /// <summary>Somebody asked for a new password; the link is where he chooses one.</summary>
    PasswordReset,

    /// <summary>His password was changed; no link.</summary>
    PasswordChanged,
}

/// <summary>A person is to get a message about his account.</summary>
/// <param name="SealedLink">The page to open, sealed for <see cref="LinkPurpose"/>: it holds a secret, and events lie in tables and queues. Null without one.</param>
/// <param name="Until">Until when the link is good.</param>
[EventName("identity.account_mail_wanted")]
public sealed record AccountMailWanted(Guid UserId, AccountMail Mail, string Name, string Email, string? Language, string? SealedLink, DateTimeOffset? Until) : IEvent
{
    /// <summary>What links are sealed for.</summary>
    public const string LinkPurpose = "account-mail.link";

    Guid IEvent.AggregateId => UserId;
}

/// <summary>
/// Somebody typed an address into the page for forgotten passwords. Whether it is anybody's is looked up afterwards, so that neither answer nor time
/// tells him.
/// </summary>
/// <param name="SealedEmail">Sealed for <see cref="EmailPurpose"/>: people type passwords into the wrong field.</param>
/// <param name="Origin">Scheme and host of the page.</param>
[EventName("identity.password_forgotten")]
public sealed record PasswordForgotten(Guid RequestId, string SealedEmail, string Origin) : IEvent
{
    /// <summary>What addresses are sealed for.</summary>
    public const string EmailPurpose = "password-forgotten.email";

    Guid IEvent.AggregateId => RequestId;
}

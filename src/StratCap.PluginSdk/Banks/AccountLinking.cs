using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Banks;

/// <summary>
/// Capability <c>linkAccount</c>: an account's holder agrees at the vendor's page, in his browser, that we may read, debit or pay his account. The host shows the page with what
/// <see cref="BeginLink"/> gives and hands what the page gave back to <see cref="CompleteLink"/>.
/// </summary>
public interface IAccountLinker
{
    /// <summary>Opens a link. Repeated with the same key it may open another; only a completed link counts.</summary>
    Task<LinkStart> BeginLink(Connection connection, LinkRequest request, CancellationToken ct);

    /// <summary>Makes an agreed link usable. Repeated with the same answer it gives the same accounts or is refused; nothing is doubled.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>: the answer is none of this link's, has expired, or the proof is wrong.</exception>
    Task<LinkResult> CompleteLink(Connection connection, LinkRequest request, LinkAnswer answer, CancellationToken ct);
}

/// <summary>What a link is for: it decides what the holder agrees to.</summary>
public enum LinkPurpose
{
    /// <summary>Statements of the fund's own account.</summary>
    Statements,

    /// <summary>That the account is a party's, and where payments to it go.</summary>
    Verify,

    /// <summary>Debits and payments over the vendor's rail.</summary>
    Payments,
}

/// <summary>Whose account is linked, and what for.</summary>
/// <param name="Key">Ours for this link for ever, at most 35 letters, digits and dashes.</param>
/// <param name="HolderId">Ours for the holder, no name in it; the vendor keeps it.</param>
/// <param name="HolderName">The legal name.</param>
/// <param name="HolderEmail">Where the vendor writes to him, for vendors that need it.</param>
/// <param name="IsPerson">A natural person.</param>
/// <param name="Purpose">What for.</param>
/// <param name="RepairOf">The secret of a link that needs the holder's renewed consent; null: a new link.</param>
public sealed record LinkRequest(string Key, string HolderId, string HolderName, string? HolderEmail, bool IsPerson, LinkPurpose Purpose, string? RepairOf = null);

/// <summary>What the vendor's page is opened with.</summary>
/// <param name="PageToken">For the page in the holder's browser alone, short-lived: shown to nobody else and stored nowhere.</param>
/// <param name="Reference">The vendor's id of the link, kept by the host for <see cref="LinkAnswer"/>; null where it has none.</param>
/// <param name="ExpiresAt">Until when; null when the vendor does not say.</param>
public sealed record LinkStart(string PageToken, string? Reference, DateTimeOffset? ExpiresAt);

/// <summary>What came back.</summary>
/// <param name="PageAnswer">What the page gave (Plaid's public token); null where the vendor keeps it under its reference.</param>
/// <param name="Reference">From <see cref="LinkStart"/>.</param>
/// <param name="Proof">What the holder read on his statement after micro-deposits: the descriptor's code, or two amounts in cents with a comma between.</param>
public sealed record LinkAnswer(string? PageAnswer, string? Reference, string? Proof = null);

/// <summary>A link that stands, or waits for the holder.</summary>
/// <param name="State">Whether the accounts can be used.</param>
/// <param name="ExternalAccount">The vendor's id of the link, as its webhooks name it.</param>
/// <param name="Accounts">The accounts that the holder chose.</param>
/// <param name="Secret">What the host must store before it says that the link stands; null where the vendor gives none.</param>
/// <param name="Text">For a person: what is still to be done.</param>
public sealed record LinkResult(VerdictState State, string? ExternalAccount, IReadOnlyList<LinkedAccount> Accounts, SecretToStore? Secret = null, string? Text = null);

/// <summary>An account that was linked.</summary>
/// <param name="VendorId">What <see cref="PartyAccount.VendorId"/> names it by from now on.</param>
/// <param name="Name">As the bank calls it.</param>
/// <param name="Mask">The last digits, at most four.</param>
/// <param name="MandateId">What <see cref="Payments.Party.MandateId"/> carries, where the vendor made a mandate.</param>
public sealed record LinkedAccount(string VendorId, string Name, string? Mask, string? MandateId = null);

/// <summary>A secret that a vendor gave: the host seals it under the connection and the plugin forgets it. It is in no log and in no settings.</summary>
/// <param name="Name">What placeholders name it by: <c>[a-z][a-z0-9_]*</c>, at most 63 characters.</param>
/// <param name="Value">The secret.</param>
public sealed record SecretToStore(string Name, string Value)
{
    /// <summary>The name alone, so that no log line can show the value.</summary>
    public override string ToString() => $"secret {Name}";
}

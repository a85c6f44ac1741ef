using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Links;

/// <summary>An account that the holder chose, for people.</summary>
/// <param name="Mask">Its last digits, where the vendor tells them.</param>
/// <param name="MandateReference">Of the mandate that the vendor made: what a mandate that is entered for it refers to. Null where it made none.</param>
internal sealed record LinkedAccountView(Guid LinkedAccountId, string Name, string? Mask, string? MandateReference);

/// <summary>A link as the API answers it; nothing in it opens an account.</summary>
/// <param name="InvestorId">Null: a fund's own account.</param>
/// <param name="FundId">Null: an investor's account.</param>
/// <param name="ExpiresAt">Until when the vendor's page is good; null when it is closed, or the vendor does not say.</param>
/// <param name="IsRenewing">The page is open for renewed consent.</param>
/// <param name="Text">What is still to be done, or why it failed or ended.</param>
internal sealed record AccountLinkView(
    Guid AccountLinkId, LinkPurpose Purpose, Guid? InvestorId, Guid? FundId, Guid ConnectionId, string ConnectionName, string Holder, bool IsPerson, LinkState State, DateTimeOffset? ExpiresAt, bool IsRenewing, string? Text,
    IReadOnlyList<LinkedAccountView> Accounts, string BegunByName, DateTimeOffset BegunAt, string? CompletedByName, DateTimeOffset? CompletedAt, string? EndedByName, DateTimeOffset? EndedAt, int Version)
{
    public static AccountLinkView Of(AccountLink l, Seal seal, DateTimeOffset now) => new(
        l.Id, l.Purpose, l.InvestorId, l.FundId, l.ConnectionId, l.ConnectionName, l.Holder, l.IsPerson, l.State(now), l.Standing == LinkState.Open || l.IsRenewing ? l.ExpiresAt : null, l.IsRenewing, l.Text,
        [.. l.Accounts(seal).Select(a => new LinkedAccountView(a.Id, a.Name, a.Mask, a.MandateId))], l.BegunByName, l.BegunAt, l.CompletedByName, l.CompletedAt, l.EndedByName, l.EndedAt, l.Version);

    public Answer<AccountLinkView> Answered() => ((Answer<AccountLinkView>)this).Tagged(Version);

    /// <summary>As the audit trail keeps it.</summary>
    public object Told() => new { Purpose, InvestorId, FundId, ConnectionId, Holder, State, IsRenewing, Text, Accounts = Accounts.Select(a => new { a.LinkedAccountId, a.Mask }) };
}

/// <summary>What the vendor's page is opened with, in the holder's browser and nowhere else.</summary>
/// <param name="PageToken">Told once: a repeat of the request has none, and the page is opened anew.</param>
internal sealed record OpenedLink(AccountLinkView Link, string Plugin, string? PageToken)
{
    /// <summary>Told whole to whoever asked; kept without the token.</summary>
    public OnceAnswer<OpenedLink> Once(string? location = null)
    {
        Answer<OpenedLink> Made(OpenedLink link) => (location is null ? (Answer<OpenedLink>)link : Answer<OpenedLink>.Created(link, location)).Tagged(Link.Version);
        return new(Made(this), Made(this with { PageToken = null }));
    }
}

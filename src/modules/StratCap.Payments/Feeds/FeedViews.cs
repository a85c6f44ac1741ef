using StratCap.Contracts.Plugins;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Feeds;

/// <summary>Where a feed stands.</summary>
internal enum FeedState
{
    /// <summary>Its lines come in by themselves.</summary>
    Linked,

    /// <summary>Somebody unlinked it; what it brought stays.</summary>
    Unlinked,
}

/// <summary>A feed as the API answers it.</summary>
/// <param name="AccountName">As the bank calls it.</param>
/// <param name="Mask">The account's last digits, where the bank tells them.</param>
/// <param name="ConnectionName">Null when the connection is not there, or is off.</param>
/// <param name="From">Lines booked before this day are not taken in.</param>
/// <param name="Reading">Whether a reading waits or is under way.</param>
/// <param name="ReadAt">All that the bank had then is known here.</param>
/// <param name="NextReadAt">When it is read next by itself.</param>
/// <param name="Failing">Why it does not work, or null.</param>
internal sealed record BankFeedView(
    Guid FeedId, Guid FundId, string AccountName, string? Mask, string Currency, Guid ConnectionId, string? ConnectionName, FeedState State, DateOnly From, bool Reading, DateTimeOffset? ReadAt, DateTimeOffset? NextReadAt,
    string? Failing, string LinkedByName, DateTimeOffset LinkedAt, string? UnlinkedByName, DateTimeOffset? UnlinkedAt, int Version)
{
    public static BankFeedView Of(BankFeed f, BankRead? read, IReadOnlyList<ConnectionInfo> connections) => new(
        f.Id, f.FundId, f.AccountName, f.AccountMask, f.Currency, f.ConnectionId, connections.FirstOrDefault(c => c.Id == f.ConnectionId)?.Name, f.IsLinked ? FeedState.Linked : FeedState.Unlinked, f.From,
        read is { State: not ReadState.Done } && f.IsLinked, f.ReadAt, read?.NextAt, f.FailureReason, f.LinkedByName, f.LinkedAt, f.EndedByName, f.EndedAt, f.Version);

    public static string PathOf(Guid fundId, Guid feedId) => $"/api/v1/payments/funds/{fundId}/bank-feeds/{feedId}";

    /// <summary>As the audit trail keeps it.</summary>
    public object Told() => new { FundId, ConnectionId, AccountName, Mask, Currency, From, State };
}

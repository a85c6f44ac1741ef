using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>
/// The fund drew on its subscription line: money that would else have been called. Changes no capital account and no unfunded commitment; interest and fees of the
/// line are expenses (<see cref="LineCosts"/>). <see cref="Book.SubscriptionLine"/> makes it.
/// </summary>
/// <param name="Shares">Each partner's part, for returns without the line; sums to the draw.</param>
public sealed record LineDrawn(Guid DrawId, decimal Amount, IReadOnlyList<Share> Shares) : Fact;

/// <summary>The fund repaid a part of its subscription line, such as from a call. <see cref="Book.SubscriptionLine"/> makes it.</summary>
/// <param name="Shares">Each partner's part of what was drawn for him; sums to the repayment.</param>
/// <param name="CallId">The call that repays it; null is other money of the fund.</param>
public sealed record LineRepaid(
    Guid RepaymentId, decimal Amount, IReadOnlyList<Share> Shares, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? CallId = null) : Fact;

using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>Why a partner pays less management fee than he was charged (ILPA Reporting Template v2.0, A.1).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeeReductionKind>))]
public enum FeeReductionKind
{
    /// <summary>The manager gives it up.</summary>
    Waiver,

    /// <summary>The manager pays it back, such as by a side letter.</summary>
    Rebate,

    /// <summary>Fees that the manager received from portfolio companies are set off; takes from the offsets that were recognised.</summary>
    Offset,
}

/// <summary>
/// A management fee that was charged became smaller for some partners: the fund pays the manager less, or gets it back. A lower rate is no reduction: it is charged
/// as it is. <see cref="Book.FeeReductions"/> makes it.
/// </summary>
/// <param name="ChargeId">The management fee.</param>
public sealed record FeeReduced(Guid ReductionId, Guid ChargeId, FeeReductionKind Reduction, decimal Amount, IReadOnlyList<Share> Shares) : Fact;

/// <summary>
/// The manager received fees from portfolio companies that are to be set off against the management fee: each partner's part waits until it is applied, and is
/// never lost (ILPA Model LPA 8.4). Moves no money of the fund. <see cref="Book.FeeReductions"/> makes it.
/// </summary>
/// <param name="Category">Such as "Monitoring", in the words of the ILPA reporting template.</param>
/// <param name="Amount">The part of the fees received that is to be set off.</param>
public sealed record FeeOffsetRecognised(Guid OffsetId, string Category, decimal Amount, IReadOnlyList<Share> Shares) : Fact;

/// <summary>
/// Unfunded commitment that can no longer be called: recallable distributions expired, or commitments were released (ILPA Reporting Template v2.0, A.2).
/// <see cref="Book.Recallables"/> makes the expiry.
/// </summary>
/// <param name="Reason">Such as "End of the investment period".</param>
public sealed record UnfundedReleased(Guid ReleaseId, string Reason, IReadOnlyList<Share> Shares) : Fact;

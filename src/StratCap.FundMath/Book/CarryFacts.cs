using System.Text.Json.Serialization;
using StratCap.FundMath.Carry;

namespace StratCap.FundMath.Book;

/// <summary>What becomes of carried interest that is not vested yet.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnvestedCarry>))]
public enum UnvestedCarry
{
    /// <summary>It goes to a holding account until it vests.</summary>
    Withheld,

    /// <summary>It is paid at once, and only its forfeiture is open.</summary>
    PaidAtOnce,
}

/// <summary>Who gets what a leaver forfeits, of carried interest and of points.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ForfeitedCarry>))]
public enum ForfeitedCarry
{
    /// <summary>The house.</summary>
    ToHouse,

    /// <summary>The other holders and the house, by their points.</summary>
    ByPoints,
}

/// <summary>A person or an entity that holds a part of the carried interest. No partner of the fund.</summary>
/// <param name="Points">Part of the carried interest: 0.25 is 25 %; more than 0, at most 1, with at most 10 decimals.</param>
public sealed record CarryHolder(Guid HolderId, string Name, decimal Points, Vesting Vesting);

/// <summary>Who has what the holders do not: 1 less their points. Vested.</summary>
public sealed record CarryHouse(Guid HolderId, string Name);

/// <summary>
/// How carried interest is shared out among its holders, from the fact's effective date until the next plan. The holders' points sum to 1, or a house has the rest.
/// Limited partners do not see it.
/// </summary>
/// <param name="House">Null when the holders' points sum to 1.</param>
public sealed record CarryPlanSet(IReadOnlyList<CarryHolder> Holders, UnvestedCarry Unvested, ForfeitedCarry Forfeited, CarryHouse? House = null) : Fact;

/// <summary>A holder's part of an amount of carried interest.</summary>
public sealed record CarryShare(Guid HolderId, decimal Amount);

/// <summary>A holder's points.</summary>
public sealed record CarryPoints(Guid HolderId, decimal Points);

/// <summary>
/// Carried interest of a distribution was shared out among its holders, or that of a clawback taken back from them. Effective on the day of its source; moves no money of
/// the fund, which pays the recipient of carried interest. <see cref="CarrySplit"/> makes it.
/// </summary>
/// <param name="SourceId">The distribution or the clawback.</param>
/// <param name="Amount">All of it: positive of a distribution, negative of a clawback, of which it may be a part when carried interest was paid before the first plan.</param>
/// <param name="Shares">Signed as the amount; sum to it.</param>
public sealed record CarryAllocated(Guid SourceId, decimal Amount, IReadOnlyList<CarryShare> Shares) : Fact;

/// <summary>All that a holder has is vested from the effective date on.</summary>
/// <param name="Reason">Such as "Sale of the manager".</param>
public sealed record CarryAccelerated(Guid HolderId, string Reason) : Fact;

/// <summary>A holder left: he keeps what is vested, and what is not goes to others. <see cref="CarryLeaver"/> makes it.</summary>
/// <param name="Vested">Carried interest that he keeps.</param>
/// <param name="Forfeited">Carried interest that he loses; both together are what he had.</param>
/// <param name="To">Who gets the forfeited carried interest; sums to it.</param>
/// <param name="Points">Everybody's points from that day on; sum to 1.</param>
public sealed record CarryHolderLeft(
    Guid HolderId, string Reason, decimal Vested, decimal Forfeited, IReadOnlyList<CarryShare> To, IReadOnlyList<CarryPoints> Points) : Fact;

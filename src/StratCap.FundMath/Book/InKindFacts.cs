using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>
/// What a distribution in kind hands over: an investment or a part of it, which leaves the fund at the distribution's amount and is realised against its cost. No cash moves.
/// </summary>
/// <param name="Cost">Cost of what is handed over.</param>
/// <param name="CarryingValue">Its carrying value before.</param>
/// <param name="Quantity">Of securities with a market price; null at a declared value.</param>
/// <param name="Closes">Ten closing prices, of the 5 trading days before the distribution and the 5 after it, whose mean values it (ILPA Model LPA 14); empty at a declared value.</param>
/// <param name="ValueShares">What each partner realises of the value, sums to the distribution's amount.</param>
/// <param name="CostShares">By investor, sums to Cost.</param>
/// <param name="CarryingShares">By investor, sums to CarryingValue.</param>
/// <param name="DeclinedBy">Limited partners who do not take securities: the fund sells for them.</param>
public sealed record InKindAsset(
    decimal Cost, decimal CarryingValue, decimal? Quantity, IReadOnlyList<decimal> Closes,
    IReadOnlyList<Share> ValueShares, IReadOnlyList<Share> CostShares, IReadOnlyList<Share> CarryingShares, IReadOnlyList<Guid> DeclinedBy)
{
    /// <summary>How many closing prices value it.</summary>
    public const int Days = 10;

    /// <summary>Quantity × the mean of the closes, unrounded; null at a declared value.</summary>
    [JsonIgnore]
    public decimal? MarketValue => Quantity is { } quantity && Closes.Count > 0 ? quantity * Closes.Sum() / Closes.Count : null;

    /// <summary>The realisation that goes with it.</summary>
    public ProceedsReceived Realised(Guid dealId, decimal value) =>
        new(dealId, ProceedsKind.Realisation, value, Cost, CarryingValue, ValueShares, CostShares, CarryingShares);
}

/// <summary>
/// The fund sold for a partner what he had declined of a distribution in kind. What it brought is paid to him; what that is more or less than the distribution's value is his own, and
/// in no capital account.
/// </summary>
/// <param name="Proceeds">What it brought; not negative.</param>
/// <param name="Value">What it was distributed at.</param>
public sealed record SoldForPartner(Guid SaleId, Guid DistributionId, Guid InvestorId, decimal Proceeds, decimal Value) : Fact
{
    /// <summary>Proceeds less value.</summary>
    [JsonIgnore]
    public decimal Difference => Proceeds - Value;
}

using StratCap.FundMath.Book;

namespace StratCap.FundMath.Returns;

/// <summary>An investment's gains in the fund's currency, each in the price's part and the currency's, which add up to it exactly.</summary>
/// <param name="Currency">The investment's own; null is the fund's.</param>
public sealed record GainParts(
    Guid DealId, string Name, string? Currency, decimal Realised, decimal RealisedFx, decimal Unrealised, decimal UnrealisedFx, Explanation Explanation)
{
    /// <summary>The price's part of the realised gain: what was made above the cost, at the rates of the sales.</summary>
    public decimal RealisedPrice => Realised - RealisedFx;

    /// <summary>The price's part of the unrealised gain: what it is worth above the cost, at the rate of the last valuation.</summary>
    public decimal UnrealisedPrice => Unrealised - UnrealisedFx;

    /// <summary>Every investment of a book that was bought, in its order.</summary>
    public static IReadOnlyList<GainParts> Of(FundBook book) => [.. book.Deals.Where(d => d.InvestedOn is not null).Select(d => Of(book, d))];

    private static GainParts Of(FundBook book, BookDeal deal)
    {
        var (realised, unrealised) = (deal.Total.SaleProceeds - deal.Total.CostRealised, deal.Total.Carrying - deal.Total.Cost);
        var (realisedFx, unrealisedFx) = (deal.Foreign?.RealisedFx ?? 0, deal.Foreign?.UnrealisedFx ?? 0);
        var money = book.Currency;
        Explanation Gain(string label, decimal gain, decimal fx, string of) => new(label, money.Format(gain), "price and currency", Operation: Operation.Sum, Parts:
        [
            new("Price", money.Format(gain - fx), "the rest, at the rate of the day"),
            new("Currency", money.Format(fx), $"cost of {of} at the rate of the day − its cost at the rate of its purchase", Rounding: "rounded where it is posted"),
        ]);
        return new GainParts(
            deal.DealId, deal.Name, deal.Foreign?.Currency, realised, realisedFx, unrealised, unrealisedFx,
            new Explanation($"Gain on {deal.Name}", money.Format(realised + unrealised), "sum of realised and unrealised gain",
                Parts: [Gain("Realised gain", realised, realisedFx, "what was sold"), Gain("Unrealised gain", unrealised, unrealisedFx, "what is held")], Facts: deal.Facts, Operation: Operation.Sum));
    }
}

using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A distribution in kind to be worked out.</summary>
/// <param name="Date">The distribution date.</param>
/// <param name="DealId">The investment that is handed over, or a part of it.</param>
/// <param name="Cost">Cost of what is handed over.</param>
/// <param name="Quantity">Of securities with a market price.</param>
/// <param name="Closes">Ten closes, 5 trading days before the date and 5 after; empty at a declared value.</param>
/// <param name="DeclaredValue">The value where there are no closes.</param>
/// <param name="DeclinedBy">Limited partners who take no securities.</param>
public sealed record InKindRequest(
    DateOnly Date, Guid DealId, decimal Cost, decimal? Quantity, IReadOnlyList<decimal> Closes, decimal? DeclaredValue, IReadOnlyList<Guid> DeclinedBy, Guid? CarryRecipientId = null);

/// <summary>
/// Works out a distribution in kind (ILPA Model LPA 14): valued at the quantity × the mean close of the 5 trading days before and after, rounded half away from zero, or at the declared
/// value; realised against its cost like a sale at that value; then run through the tiers like the proceeds of one.
/// </summary>
public static class InKindDistribution
{
    /// <summary>Works it out.</summary>
    /// <param name="facts">The fund's whole book.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <exception cref="FundRuleException"><c>in_kind.value_missing</c>; as <see cref="FactShares.ForProceeds"/> and <see cref="DistributionRun.Run"/>; recording it refuses the rules <c>book.in_kind.*</c>.</exception>
    public static DistributionRunResult Run(IReadOnlyList<RecordedFact> facts, InKindRequest request, bool explain = true)
    {
        var book = FundBook.Fold(facts, request.Date);
        var asset = new InKindAsset(request.Cost, 0, request.Quantity, request.Closes, [], [], [], request.DeclinedBy);
        var value = asset.MarketValue is { } market ? book.Currency.Round(market) : request.DeclaredValue
            ?? throw new FundRuleException("in_kind.value_missing", "Give quantity and closing prices, or a declared value.");
        var realised = FactShares.ForProceeds(book, request.DealId, ProceedsKind.Realisation, value, request.Cost);
        asset = asset with { CarryingValue = realised.CarryingValue, ValueShares = realised.ProceedsShares, CostShares = realised.CostShares, CarryingShares = realised.CarryingShares };
        // The tiers see it sold: deal by deal, its cost is realised.
        var last = facts[^1];
        var sold = FactHash.Chain(last, last.TenantId, last.FundId, Guid.Empty, request.Date, last.RecordedAt, Guid.Empty, "in kind", realised).Fact;
        var run = DistributionRun.Run(FundBook.Fold([.. facts, sold], request.Date), new DistributionRequest(request.Date, value, request.DealId, request.CarryRecipientId), explain);
        return run with { InKind = asset, ExceedsCash = false, Explanation = run.Explanation is { } whole ? Valued(whole, book.Currency, asset, value) : null };
    }

    private static Explanation Valued(Explanation whole, Currency currency, InKindAsset asset, decimal value) => whole with
    {
        Formula = asset.MarketValue is null
            ? $"{whole.Formula}; in kind, at the declared value of {currency.Format(value)}"
            : $"{whole.Formula}; in kind, {Print.Exact(asset.Quantity!.Value)} × the mean of {string.Join(", ", asset.Closes.Select(Print.Exact))}",
        Rounding = asset.MarketValue is null ? null : "the value is rounded to the minor unit, half away from zero",
    };
}

using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>One tier of the waterfall, run for each limited partner on what is left of his apportioned share.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReturnOfCapitalTier), "return_of_capital")]
[JsonDerivedType(typeof(PreferredReturnTier), "preferred_return")]
[JsonDerivedType(typeof(CatchUpTier), "catch_up")]
[JsonDerivedType(typeof(SplitTier), "split")]
public abstract record Tier;

/// <summary>All to the limited partner until his contributions are back.</summary>
public sealed record ReturnOfCapitalTier : Tier;

/// <summary>All to the limited partner until the preferred return on his contributions is paid.</summary>
/// <param name="RateAnnual">A fraction: 0.08 is 8 %.</param>
/// <param name="Compounding">How it grows.</param>
/// <param name="DayCount">How days become years.</param>
/// <param name="Accrual">From when it accrues.</param>
/// <param name="CompoundsOn">The day for <see cref="Compounding.AnnualOnDate"/>; null is the anniversary of the first contribution.</param>
public sealed record PreferredReturnTier(
    decimal RateAnnual, Compounding Compounding, DayCount DayCount, AccrualStart Accrual,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DayOfYear? CompoundsOn = null) : Tier
{
    /// <summary>The account that it pays.</summary>
    [JsonIgnore]
    public AccountHurdle Account => new(RateAnnual, Compounding, DayCount, CompoundsOn);
}

/// <summary>To the general partner until he has the target share of this tier and of all profit of the tiers before it; after the first hurdle that is the preferred return.</summary>
/// <param name="GpShare">The general partner's share of the tier: 1 is a full catch-up. Above the target, else the tier never ends.</param>
/// <param name="Target">His share of the profit so far when the tier ends: 0.2 is 20 %.</param>
public sealed record CatchUpTier(decimal GpShare, decimal Target) : Tier;

/// <summary>What is left, split: all of it, or until the limited partner has met a hurdle.</summary>
/// <param name="GpShare">The general partner's share: 0.2 is 80/20.</param>
/// <param name="Until">The hurdle that ends the tier; null in the last tier, which takes the rest.</param>
public sealed record SplitTier(decimal GpShare, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Hurdle? Until = null) : Tier;

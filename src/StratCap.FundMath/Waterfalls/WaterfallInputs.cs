using System.Text.Json.Serialization;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>Capital of a limited partner that is to be returned.</summary>
/// <param name="Date">From when it is to be returned: the receipt, or the realisation of its deal.</param>
/// <param name="Amount">Positive; may be finer than the minor unit where it is a part of a payment.</param>
/// <param name="AccruesFrom">From when it earns the preferred return; null is the date.</param>
/// <param name="Earns">Whether it earns the preferred return at all.</param>
public sealed record WaterfallContribution(DateOnly Date, decimal Amount, Guid? FactId = null, DateOnly? AccruesFrom = null, bool Earns = true);

/// <summary>What a limited partner's share of an earlier distribution went to.</summary>
/// <param name="CatchUp">What stayed with him of all catch-ups.</param>
/// <param name="ResidualSplit">What stayed with him of all splits.</param>
/// <param name="CarriedInterest">What went to the general partner, of catch-ups and splits together.</param>
/// <param name="CarryAdvance">Of it, paid in advance and in no tier yet; negative: taken off an earlier advance, so that the tiers hold so much more.</param>
public sealed record WaterfallDistribution(
    DateOnly Date, decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal ResidualSplit, decimal CarriedInterest, Guid? FactId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal CarryAdvance = 0)
{
    /// <summary>What went through the tiers.</summary>
    [JsonIgnore]
    public decimal Through => ToPartner + CarriedInterest - CarryAdvance;

    /// <summary>What was his.</summary>
    [JsonIgnore]
    public decimal ToPartner => ReturnOfCapital + PreferredReturn + CatchUp + ResidualSplit;
}

/// <summary>A limited partner and his history; later than the run's date is ignored.</summary>
public sealed record WaterfallPartner(
    Guid PartnerId, string Name, IReadOnlyList<WaterfallContribution> Contributions, IReadOnlyList<WaterfallDistribution> Earlier);

/// <summary>What a tier took of a share.</summary>
/// <param name="Need">What would have filled it, rounded to the minor unit; null in the last tier, which takes the rest.</param>
/// <param name="ToPartner">What stays with the limited partner.</param>
/// <param name="CarriedInterest">What goes to the general partner.</param>
public sealed record TierAmount(Tier Tier, decimal? Need, decimal ToPartner, decimal CarriedInterest)
{
    /// <summary>Both parts.</summary>
    public decimal Total => ToPartner + CarriedInterest;
}

/// <summary>An apportioned share run through the tiers. Adds up to it exactly.</summary>
/// <param name="Tiers">One for each tier of the terms, in their order; none where the share bypasses them.</param>
public sealed record WaterfallLine(Guid PartnerId, decimal Apportioned, IReadOnlyList<TierAmount> Tiers, Explanation? Explanation)
{
    /// <summary>Carried interest that was paid in advance and is taken off: the tiers hold so much more than the share.</summary>
    public decimal AdvanceTaken { get; init; }

    /// <summary>Capital returned.</summary>
    public decimal ReturnOfCapital => ToPartnerOf<ReturnOfCapitalTier>();

    /// <summary>Preferred return.</summary>
    public decimal PreferredReturn => ToPartnerOf<PreferredReturnTier>();

    /// <summary>What stays with the limited partner of all catch-ups.</summary>
    public decimal CatchUp => ToPartnerOf<CatchUpTier>();

    /// <summary>What stays with the limited partner of all splits.</summary>
    public decimal ResidualSplit => ToPartnerOf<SplitTier>();

    /// <summary>What goes to the general partner.</summary>
    public decimal CarriedInterest
    {
        get
        {
            var sum = -AdvanceTaken;
            for (var i = 0; i < Tiers.Count; i++)
                sum += Tiers[i].CarriedInterest;
            return sum;
        }
    }

    /// <summary>What stays with the limited partner.</summary>
    public decimal ToPartner => Apportioned - CarriedInterest;

    // Plain loops: a run over many partners asks for these a few times a line, and an iterator each would be most of what it allocates.
    private decimal ToPartnerOf<T>() where T : Tier
    {
        var sum = 0m;
        for (var i = 0; i < Tiers.Count; i++)
        {
            if (Tiers[i].Tier is T)
                sum += Tiers[i].ToPartner;
        }
        return sum;
    }

    /// <summary>The line as later distributions read it.</summary>
    internal WaterfallDistribution At(DateOnly date) => new(date, ReturnOfCapital, PreferredReturn, CatchUp, ResidualSplit, CarriedInterest, CarryAdvance: -AdvanceTaken);
}

namespace StratCap.FundMath.Waterfalls;

/// <summary>Capital that a limited partner paid in.</summary>
/// <param name="Date">When the fund received it: from then on it is to be returned.</param>
/// <param name="Amount">Positive.</param>
/// <param name="AccruesFrom">From when it earns the preferred return; null is the date.</param>
public sealed record WaterfallContribution(DateOnly Date, decimal Amount, Guid? FactId = null, DateOnly? AccruesFrom = null);

/// <summary>What a limited partner's share of an earlier distribution went to.</summary>
/// <param name="CarriedInterest">What went to the general partner, of catch-up and split together.</param>
public sealed record WaterfallDistribution(
    DateOnly Date, decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal ResidualSplit, decimal CarriedInterest, Guid? FactId = null);

/// <summary>A limited partner and his history; later than the run's date is ignored.</summary>
public sealed record WaterfallPartner(
    Guid PartnerId, string Name, IReadOnlyList<WaterfallContribution> Contributions, IReadOnlyList<WaterfallDistribution> Earlier);

/// <summary>An apportioned share run through the tiers. Adds up to it exactly.</summary>
/// <param name="CatchUpCarry">The general partner's part of the catch-up.</param>
/// <param name="SplitCarry">The general partner's part of the split.</param>
/// <param name="UnreturnedCapitalAfter">Contributions not returned after this distribution.</param>
/// <param name="UnpaidReturnAfter">Preferred return not paid after it, unrounded.</param>
public sealed record WaterfallLine(
    Guid PartnerId, decimal Apportioned, decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal CatchUpCarry,
    decimal ResidualSplit, decimal SplitCarry, decimal UnreturnedCapitalAfter, decimal UnpaidReturnAfter, Explanation? Explanation)
{
    /// <summary>What goes to the general partner.</summary>
    public decimal CarriedInterest => CatchUpCarry + SplitCarry;

    /// <summary>What stays with the limited partner.</summary>
    public decimal ToPartner => Apportioned - CarriedInterest;
}

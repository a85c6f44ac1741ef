using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>Which deals share one account of capital and preferred return.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DealPool>))]
public enum DealPool
{
    /// <summary>All realised deals together: losses are made up before more carried interest is paid.</summary>
    RealisedDeals,

    /// <summary>Each deal alone: losses are not carried forward.</summary>
    EachDeal,
}

/// <summary>Which contributions for fees and expenses are to be returned before carried interest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeeReturn>))]
public enum FeeReturn
{
    /// <summary>None.</summary>
    Excluded,

    /// <summary>In the proportion of realised cost to all cost so far.</summary>
    ProRataRealised,

    /// <summary>All that were paid so far (ILPA Principles 3.0).</summary>
    AllToDate,
}

/// <summary>A waterfall deal by deal: capital enters the tiers when its deal is realised or written off, with its preferred return since it was paid in.</summary>
/// <param name="Pool">Which deals share one account.</param>
/// <param name="Fees">Which contributions for fees and expenses are returned.</param>
/// <param name="WriteDowns">Whether the written-down part of a deal that is still held is to be returned too.</param>
public sealed record DealByDealTerms(DealPool Pool, FeeReturn Fees, bool WriteDowns);

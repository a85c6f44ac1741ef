namespace StratCap.FundMath.Book;

/// <summary>A partner's part of an investment.</summary>
/// <param name="Called">Called for the investment.</param>
/// <param name="Invested">Cost, all of it.</param>
/// <param name="CostRealised">Cost of what was sold.</param>
/// <param name="Carrying">Carrying value of what is held.</param>
/// <param name="Proceeds">Sale proceeds and income.</param>
public readonly record struct DealHolding(decimal Called, decimal Invested, decimal CostRealised, decimal Carrying, decimal Proceeds)
{
    /// <summary>Cost of what is held.</summary>
    public decimal Cost => Invested - CostRealised;
}

/// <summary>Money that came out of an investment.</summary>
public sealed record BookProceeds(DateOnly Date, ProceedsKind Kind, decimal Proceeds, decimal Cost, decimal CarryingValue, IReadOnlyList<Share> Shares, Guid FactId);

/// <summary>An investment of the book.</summary>
public sealed class BookDeal
{
    private DealHolding[] holdings = [];

    internal BookDeal(Guid dealId) => DealId = dealId;

    /// <summary>The investment.</summary>
    public Guid DealId { get; }

    /// <summary>Its name; empty while money was called for it and nothing invested yet.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The fund's own totals of the investment.</summary>
    public DealHolding Total { get; private set; }

    /// <summary>Cost of what is held.</summary>
    public decimal Cost => Total.Cost;

    /// <summary>Fair value of what is held.</summary>
    public decimal FairValue => Total.Carrying;

    /// <summary>Sale proceeds and income so far.</summary>
    public decimal Proceeds => Total.Proceeds;

    /// <summary>Cost of what was sold.</summary>
    public decimal RealisedCost => Total.CostRealised;

    /// <summary>Date of the last valuation, or null.</summary>
    public DateOnly? ValuedOn { get; internal set; }

    /// <summary>How it was last valued, or null.</summary>
    public string? Methodology { get; internal set; }

    /// <summary>Fair value hierarchy of the last valuation, or null.</summary>
    public int? Level { get; internal set; }

    /// <summary>First purchase, or null while only called for.</summary>
    public DateOnly? InvestedOn { get; internal set; }

    /// <summary>The facts about it, in order.</summary>
    public IReadOnlyList<Guid> Facts => FactList;

    /// <summary>Sales and income, in order of date.</summary>
    public IReadOnlyList<BookProceeds> ProceedsReceived => ProceedsList;

    internal List<Guid> FactList { get; } = [];

    internal List<BookProceeds> ProceedsList { get; } = [];

    /// <summary>A partner's part of it.</summary>
    public DealHolding HoldingOf(PartnerAccount partner) => partner.Index < holdings.Length ? holdings[partner.Index] : default;

    /// <summary>
    /// The weights of its sharing percentages: what was called from each partner for it (ILPA Model LPA, Sharing Percentage), so that a late payer
    /// keeps his part; the cost shares when nothing was called for it.
    /// </summary>
    public decimal SharingWeightOf(PartnerAccount partner)
    {
        var holding = HoldingOf(partner);
        return Total.Called > 0 ? holding.Called : holding.Invested;
    }

    /// <summary>The sharing percentage as a fraction, unrounded; 0 when there is none.</summary>
    public decimal SharingPercentageOf(PartnerAccount partner)
    {
        var total = Total.Called > 0 ? Total.Called : Total.Invested;
        return total == 0 ? 0 : SharingWeightOf(partner) / total;
    }

    internal void AddTo(PartnerAccount partner, DealHolding part)
    {
        if (partner.Index >= holdings.Length)
            Array.Resize(ref holdings, Math.Max(partner.Index + 1, holdings.Length * 2));
        holdings[partner.Index] = Sum(holdings[partner.Index], part);
    }

    internal void AddTotal(DealHolding part) => Total = Sum(Total, part);

    private static DealHolding Sum(DealHolding a, DealHolding b) =>
        new(a.Called + b.Called, a.Invested + b.Invested, a.CostRealised + b.CostRealised, a.Carrying + b.Carrying, a.Proceeds + b.Proceeds);
}

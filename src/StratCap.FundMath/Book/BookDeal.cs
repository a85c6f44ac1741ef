using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>A partner's part of an investment, or the fund's. Cumulative, in the fund's currency.</summary>
/// <param name="Called">Called for the investment.</param>
/// <param name="Invested">Cost, all of it.</param>
/// <param name="CostRealised">Cost of what was sold.</param>
/// <param name="ValueChange">Changes of fair value recorded.</param>
/// <param name="CarryingRealised">Carrying value of what was sold.</param>
/// <param name="SaleProceeds">Proceeds of sales.</param>
/// <param name="Income">Dividends and interest.</param>
public readonly record struct DealHolding(
    decimal Called = 0, decimal Invested = 0, decimal CostRealised = 0, decimal ValueChange = 0, decimal CarryingRealised = 0, decimal SaleProceeds = 0, decimal Income = 0)
{
    /// <summary>Cost of what is held.</summary>
    [JsonIgnore]
    public decimal Cost => Invested - CostRealised;

    /// <summary>Carrying value of what is held.</summary>
    [JsonIgnore]
    public decimal Carrying => Invested + ValueChange - CarryingRealised;

    /// <summary>Sale proceeds and income.</summary>
    [JsonIgnore]
    public decimal Proceeds => SaleProceeds + Income;

    /// <summary>Both together, figure by figure.</summary>
    public static DealHolding operator +(DealHolding a, DealHolding b) => new(
        a.Called + b.Called, a.Invested + b.Invested, a.CostRealised + b.CostRealised, a.ValueChange + b.ValueChange,
        a.CarryingRealised + b.CarryingRealised, a.SaleProceeds + b.SaleProceeds, a.Income + b.Income);

    /// <summary>The first less the second, figure by figure.</summary>
    public static DealHolding operator -(DealHolding a, DealHolding b) => a + -b;

    /// <summary>Every figure with its sign turned.</summary>
    public static DealHolding operator -(DealHolding a) =>
        new(-a.Called, -a.Invested, -a.CostRealised, -a.ValueChange, -a.CarryingRealised, -a.SaleProceeds, -a.Income);
}

/// <summary>Money that went into an investment.</summary>
public sealed record BookPurchase(DateOnly Date, decimal Cost, Guid FactId);

/// <summary>A fair value that was recorded of an investment, in the fund's currency.</summary>
/// <param name="FairValue">Of all that was held then.</param>
/// <param name="Change">Less what it was carried at before.</param>
/// <param name="Level">Fair value hierarchy 1, 2 or 3 (ASC 820).</param>
/// <param name="Foreign">In the investment's own currency; null where that is the fund's.</param>
/// <param name="Basis">What it rests on; null where nobody said.</param>
public sealed record BookValuation(DateOnly Date, decimal FairValue, decimal Change, string Methodology, int Level, ForeignAmount? Foreign, ValuationBasis? Basis, Guid FactId);

/// <summary>Money that came out of an investment.</summary>
public sealed record BookProceeds(DateOnly Date, ProceedsKind Kind, decimal Proceeds, decimal Cost, decimal CarryingValue, IReadOnlyList<Share> Shares, Guid FactId, IncomeKind? Income = null);

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

    /// <summary>The investment in its own currency; null where that is the fund's.</summary>
    public DealForeign? Foreign { get; internal set; }

    /// <summary>Date of the last valuation, or null.</summary>
    public DateOnly? ValuedOn { get; internal set; }

    /// <summary>How it was last valued, or null.</summary>
    public string? Methodology { get; internal set; }

    /// <summary>Fair value hierarchy of the last valuation, or null.</summary>
    public int? Level { get; internal set; }

    /// <summary>What the last valuation rests on, or null.</summary>
    public ValuationBasis? Basis { get; internal set; }

    /// <summary>Whether anything of it is held: at a cost, or at a value.</summary>
    public bool IsHeld => Cost != 0 || FairValue != 0;

    /// <summary>First purchase, or null while only called for.</summary>
    public DateOnly? InvestedOn { get; internal set; }

    /// <summary>The facts about it, in order.</summary>
    public IReadOnlyList<Guid> Facts => FactList;

    /// <summary>What was paid for it, in order of date.</summary>
    public IReadOnlyList<BookPurchase> Purchases => PurchaseList;

    /// <summary>Its fair values, in order of date.</summary>
    public IReadOnlyList<BookValuation> Valuations => ValuationList;

    /// <summary>Sales and income, in order of date.</summary>
    public IReadOnlyList<BookProceeds> ProceedsReceived => ProceedsList;

    internal List<Guid> FactList { get; } = [];

    internal List<BookPurchase> PurchaseList { get; } = [];

    internal List<BookValuation> ValuationList { get; } = [];

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
        holdings[partner.Index] += part;
    }

    internal void AddTotal(DealHolding part) => Total += part;
}

namespace StratCap.FundMath.Book;

/// <summary>Cumulative figures of a partner or of the fund: what was added up, and what follows from it.</summary>
public abstract class FigureSet
{
    private static readonly int Count = Enum.GetValues<Component>().Length;

    private readonly decimal[] values = new decimal[Count];

    /// <summary>Components that stand for themselves: what makes up the others are dated movements, holdings and lines of distributions.</summary>
    internal static IReadOnlyList<Component> Plain { get; } =
    [
        Component.Commitment, Component.ManagementFees, Component.FeesWaived, Component.FeesRebated, Component.OffsetsRecognised, Component.OffsetsApplied,
        Component.Expenses, Component.LineCosts, Component.UnfundedReleased, Component.LateInterest, Component.DefaultInterest, Component.Forfeited, Component.EntryIncome, Component.EntryExpenses,
    ];

    /// <summary>All components, in order.</summary>
    public static IReadOnlyList<Component> Components { get; } = Enum.GetValues<Component>();

    /// <summary>A component's sum.</summary>
    public decimal this[Component component] => values[(int)component];

    /// <summary>The part of these figures that came with transfers of interests, or went away with them (negative). Nothing for the fund and for groups.</summary>
    public virtual FigureSet Transferred => Figures.Zero;

    internal void Add(Component component, decimal amount) => values[(int)component] += amount;

    internal void Set(Component component, decimal amount) => values[(int)component] = amount;

    /// <summary>Commitments accepted.</summary>
    public decimal Commitment => this[Component.Commitment];

    /// <summary>All that was called, inside and outside the commitment.</summary>
    public decimal Called => this[Component.CalledInvestment] + this[Component.CalledFollowOn] + this[Component.CalledManagementFee] + this[Component.CalledExpenses];

    /// <summary>Called outside the commitment.</summary>
    public decimal CalledOutside => this[Component.CalledOutside];

    /// <summary>Called inside the commitment: what lowered the unfunded commitment.</summary>
    public decimal CalledInside => Called - CalledOutside;

    /// <summary>All that was received for calls: the contributions.</summary>
    public decimal Contributed =>
        this[Component.ContributedInvestment] + this[Component.ContributedFollowOn] + this[Component.ContributedManagementFee] + this[Component.ContributedExpenses];

    /// <summary>Called and not received.</summary>
    public decimal Outstanding => Called - Contributed;

    /// <summary>
    /// Commitment − called inside the commitment − called before the book begins + recallable distributions − what expired or was released. Falls when a call is issued, not when it is
    /// paid (ILPA Model LPA, Remaining Commitment; the call makes the debt).
    /// </summary>
    public decimal Unfunded => Commitment - this[Component.OpeningCalled] - CalledInside + Recallable - this[Component.UnfundedReleased];

    /// <summary>Recallable distributions.</summary>
    public decimal Recallable => this[Component.Recallable];

    /// <summary>Distributed to the partner as an investor: return of capital, preferred return, catch-up, split; withholding included, carry not.</summary>
    public decimal Distributed => this[Component.Apportioned] - CarryPaid;

    /// <summary>Tax withheld.</summary>
    public decimal Withheld => this[Component.Withheld];

    /// <summary>Carried interest taken from the partner's share.</summary>
    public decimal CarryPaid => this[Component.CarryPaid];

    /// <summary>Carried interest received.</summary>
    public decimal CarryReceived => this[Component.CarryReceived];

    /// <summary>Declared and not yet paid out, as an investor and as the recipient of carried interest; withheld tax apart.</summary>
    public decimal Payable => Distributed + CarryReceived + this[Component.SaleDifference] - Withheld - this[Component.PaidOut];

    /// <summary>Distributions to be returned and not yet returned.</summary>
    public decimal GivebackOutstanding => this[Component.GivebackCalled] - this[Component.GivenBack];

    /// <summary>Management fees charged.</summary>
    public decimal FeesCharged => this[Component.ManagementFees];

    /// <summary>Waivers, rebates and offsets that were applied.</summary>
    public decimal FeesReduced => this[Component.FeesWaived] + this[Component.FeesRebated] + this[Component.OffsetsApplied];

    /// <summary>Taken from the capital account on default, interest included (positive), or received from defaulters (negative).</summary>
    public decimal LostOnDefault => this[Component.DefaultInterest] + this[Component.Forfeited];

    /// <summary>Of that, what the next distributions still have to take off the partner's share (positive) or add to it (negative).</summary>
    public decimal DefaultUnsettled => LostOnDefault + this[Component.DefaultSettled];

    /// <summary>Offsets that were recognised and wait to be applied.</summary>
    public decimal OffsetBalance => this[Component.OffsetsRecognised] - this[Component.OffsetsApplied];

    /// <summary>Expenses charged, and recognised by manual entries.</summary>
    public decimal ExpensesCharged => this[Component.Expenses] + this[Component.EntryExpenses];

    /// <summary>Drawn on the subscription line and not repaid.</summary>
    public decimal Borrowed => this[Component.LineDrawn] - this[Component.LineRepaid];

    /// <summary>Cost of investments still held.</summary>
    public decimal InvestmentCost => this[Component.Invested] - this[Component.CostRealised];

    /// <summary>Fair value of investments still held.</summary>
    public decimal FairValue => this[Component.Invested] + this[Component.ValueChange] - this[Component.CarryingRealised];

    /// <summary>Proceeds of sales less their cost.</summary>
    public decimal RealisedGain => this[Component.SaleProceeds] - this[Component.CostRealised];

    /// <summary>Fair value less cost of investments still held.</summary>
    public decimal UnrealisedGain => FairValue - InvestmentCost;

    /// <summary>Dividends and interest, and what manual entries recognised.</summary>
    public decimal Income => this[Component.Income] + this[Component.EntryIncome];

    /// <summary>
    /// Capital account balance, gross of accrued carried interest: contributions − fees less their reductions − expenses + income + realised + unrealised gain − distributed
    /// − carried interest paid − what was lost on default. Carried interest received is allocated and distributed on the same day, so it adds and takes the same.
    /// Falls when a distribution is declared, not when it is paid.
    /// </summary>
    public decimal Nav => Contributed - FeesCharged + FeesReduced - ExpensesCharged + Income + RealisedGain + UnrealisedGain - Distributed - CarryPaid - LostOnDefault;
}

/// <summary>Figures by themselves: a copy, a sum or a difference of others.</summary>
public sealed class Figures : FigureSet
{
    /// <summary>Nothing yet.</summary>
    public static Figures Zero { get; } = new();

    /// <summary>The movement from one set to a later one: later − earlier, component by component.</summary>
    public static Figures Difference(FigureSet later, FigureSet earlier)
    {
        var result = new Figures();
        foreach (var component in Components)
            result.Set(component, later[component] - earlier[component]);
        return result;
    }

    /// <summary>Every component that is not zero.</summary>
    public static IReadOnlyList<ComponentAmount> NotZero(FigureSet figures) =>
        [.. Components.Where(c => figures[c] != 0).Select(c => new ComponentAmount(c, figures[c]))];

    /// <summary>The sum of sets, component by component.</summary>
    public static Figures Sum(IEnumerable<FigureSet> sets)
    {
        var result = new Figures();
        foreach (var set in sets)
        {
            foreach (var component in Components)
                result.Add(component, set[component]);
        }
        return result;
    }
}

/// <summary>The fund's own totals, added up from the totals of facts and not from partners.</summary>
public sealed class FundTotal : FigureSet
{
    /// <summary>Cash: receipts − investments + proceeds and income − fees − expenses − payments to partners + borrowed. Withheld tax is still in it, as a liability.</summary>
    public decimal Cash { get; internal set; }

    /// <summary>Owed to the fund or paid in advance, by manual entries; negative where they took off more than there was.</summary>
    public decimal OtherReceivables { get; internal set; }

    /// <summary>Owed by the fund or received in advance, by manual entries; negative where they took off more than there was.</summary>
    public decimal OtherPayables { get; internal set; }
}

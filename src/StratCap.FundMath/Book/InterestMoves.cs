using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>A component and its amount.</summary>
public sealed record ComponentAmount(Component Component, decimal Amount);

/// <summary>A dated movement that comes to a partner's history (positive) or leaves it (negative), on its original date.</summary>
/// <param name="Amount">Signed; of a contribution, the sum of <paramref name="ByPurpose"/>.</param>
/// <param name="SourceId">The call or the distribution.</param>
/// <param name="ByPurpose">Of a contribution: by the call's purposes, in its order; else empty.</param>
public sealed record FlowMove(DateOnly Date, CashFlowKind Kind, Guid SourceId, decimal Amount, IReadOnlyList<decimal> ByPurpose)
{
    /// <summary>What it adds to carried interest received.</summary>
    [JsonIgnore]
    public decimal CarryReceived => Kind switch { CashFlowKind.CarriedInterest => Amount, CashFlowKind.Clawback => -Amount, _ => 0 };

    /// <summary>What it adds to what is borrowed.</summary>
    [JsonIgnore]
    public decimal Borrowed => Kind switch { CashFlowKind.LineDraw => Amount, CashFlowKind.LineRepayment => -Amount, _ => 0 };
}

/// <summary>A part of an investment that comes to a partner (positive) or leaves him (negative).</summary>
public sealed record HoldingMove(Guid DealId, DealHolding Part);

/// <summary>A part of a distribution's line that comes to a partner's history (positive) or leaves it (negative).</summary>
public sealed record LineMove(Guid DistributionId, DistributionLine Part);

/// <summary>
/// What comes to a partner's account (positive) or leaves it (negative). A contribution carries the call that asked for it, a payment what it
/// paid: neither is open where interests move.
/// </summary>
/// <param name="Figures">Commitment, fees, expenses and others that stand for themselves; not zero.</param>
public sealed record PartnerMove(
    Guid InvestorId, IReadOnlyList<ComponentAmount> Figures,
    IReadOnlyList<FlowMove> Flows, IReadOnlyList<HoldingMove> Holdings, IReadOnlyList<LineMove> Distributions)
{
    /// <summary>What it adds to the capital account.</summary>
    [JsonIgnore]
    public decimal Nav => Contributed - this[Component.ManagementFees] + FeesReduced - this[Component.Expenses] - this[Component.EntryExpenses] + this[Component.EntryIncome]
        + Holdings.Sum(h => h.Part.Proceeds + h.Part.Carrying - h.Part.Invested) - Distributions.Sum(d => d.Part.Apportioned) - LostOnDefault;

    /// <summary>Contributions of it.</summary>
    [JsonIgnore]
    public decimal Contributed => Flows.Sum(f => f.Kind == CashFlowKind.Contribution ? f.Amount : 0);

    /// <summary>Carried interest of it, received by its recipient.</summary>
    [JsonIgnore]
    public decimal CarryReceived => Flows.Sum(f => f.CarryReceived);

    /// <summary>What the partner pays (positive) or gets back when it is settled, interest apart: contributions less distributions and carried interest.</summary>
    [JsonIgnore]
    public decimal Pays => Contributed - Distributions.Sum(d => d.Part.Distributed) - CarryReceived;

    /// <summary>Waivers, rebates and offsets of it.</summary>
    [JsonIgnore]
    public decimal FeesReduced => this[Component.FeesWaived] + this[Component.FeesRebated] + this[Component.OffsetsApplied];

    /// <summary>Lost on default, of it.</summary>
    [JsonIgnore]
    public decimal LostOnDefault => this[Component.DefaultInterest] + this[Component.Forfeited];

    /// <summary>A figure that stands for itself.</summary>
    public decimal this[Component component] => Figures.Where(f => f.Component == component).Sum(f => f.Amount);

    /// <summary>Whether nothing moves.</summary>
    [JsonIgnore]
    public bool IsEmpty => Figures.Count == 0 && Flows.Count == 0 && Holdings.Count == 0 && Distributions.Count == 0;
}

/// <summary>Frozen figures that move between partners' accounts, with their history; over the partners they add up to nothing.</summary>
/// <param name="Basis">What the figures stood at when this was worked out, every component that is not zero: another standing would need other moves.</param>
public abstract record InterestsMoved(Guid MoveId, IReadOnlyList<ComponentAmount> Basis, IReadOnlyList<PartnerMove> Lines) : Fact;

/// <summary>
/// An interest, or a part of one, went from one partner to another, who steps into capital account, commitment, contributions and history (ILPA Model LPA 17).
/// Effective on the transfer date. <see cref="Book.InterestTransfer"/> makes it.
/// </summary>
/// <param name="FromId">The transferor.</param>
/// <param name="ToId">The transferee; admitted.</param>
/// <param name="Part">What part of <paramref name="Whole"/> goes.</param>
/// <param name="Basis">Of the transferor.</param>
public sealed record InterestTransferred(
    Guid MoveId, Guid FromId, Guid ToId, decimal Part, decimal Whole, IReadOnlyList<ComponentAmount> Basis, IReadOnlyList<PartnerMove> Lines)
    : InterestsMoved(MoveId, Basis, Lines);

/// <summary>
/// The partners of a later closing were treated as if they had joined at the first (ILPA Model LPA 5.1): earlier calls, holdings and charges, and distributions where the terms say so, are shared anew, the
/// earlier partners were refunded and their commitments restored. Effective on the day on which it was settled. <see cref="Book.ClosingEqualisation"/> makes it.
/// </summary>
/// <param name="Basis">The fund's totals.</param>
/// <param name="NewToFund">The later partners' own management fee since the first closing, called, received and charged: all else adds up to nothing. Of a distribution, tiers may change for one another.</param>
/// <param name="Interest">
/// What each received from later partners (positive) or paid to earlier ones for the time since the calls; sums to nothing. Outside commitment and no contribution.
/// </param>
public sealed record ClosingEqualised(
    Guid MoveId, Guid ClosingId, IReadOnlyList<ComponentAmount> Basis, IReadOnlyList<PartnerMove> Lines,
    IReadOnlyList<ComponentAmount> NewToFund, IReadOnlyList<Share> Interest)
    : InterestsMoved(MoveId, Basis, Lines);

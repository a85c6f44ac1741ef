using StratCap.FundMath.Book;

namespace StratCap.FundMath.Statements;

/// <summary>
/// A capital account over a span of days, signed as it changes the balance: charges, distributions and carried interest negative (the sense of the
/// ILPA Reporting Template v2.0, A.1, and of PCAP statements).
/// </summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Opening">Balance before the first day, gross of accrued carried interest.</param>
/// <param name="CarriedInterestReceived">Allocated to the recipient of carry.</param>
/// <param name="CarriedInterestDistributed">The same, distributed to him.</param>
/// <param name="FeeWaivers">Management fees that the manager gave up.</param>
/// <param name="FeeRebates">Management fees that the manager paid back.</param>
/// <param name="FeeOffsets">Offsets applied to management fees.</param>
/// <param name="PartnerTransfers">Balance that came with a transfer of an interest, or went away with it (negative); what was moved is in no other line.</param>
/// <param name="CarriedInterestPaid">Taken from the limited partner's share of distributions, clawbacks apart.</param>
/// <param name="ClawbackReturned">Carried interest paid back to him; stands among his distributions too.</param>
/// <param name="DefaultInterest">Interest on default, charged (negative) or received from a defaulter.</param>
/// <param name="Forfeitures">Forfeited on default (negative), or received from a defaulter.</param>
/// <param name="Closing">Balance at the end of the last day, gross of accrued carried interest.</param>
/// <param name="OpeningAccruedCarry">Carried interest accrued before the first day, negative.</param>
/// <param name="ClosingAccruedCarry">Carried interest accrued at the end, negative: what a liquidation at the capital accounts would take.</param>
public sealed record StatementColumn(
    DateOnly From, DateOnly To, decimal Opening,
    decimal Contributions, decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal ResidualSplit,
    decimal ManagementFees, decimal FeeWaivers, decimal FeeRebates, decimal FeeOffsets, decimal Expenses, decimal Income, decimal RealisedGain, decimal UnrealisedChange,
    decimal CarriedInterestPaid, decimal CarriedInterestReceived, decimal CarriedInterestDistributed,
    decimal ClawbackReturned, decimal PartnerTransfers, decimal DefaultInterest, decimal Forfeitures, decimal Closing, decimal OpeningAccruedCarry, decimal ClosingAccruedCarry)
{
    /// <summary>All distributions as an investor.</summary>
    public decimal Distributions => ReturnOfCapital + PreferredReturn + CatchUp + ResidualSplit;

    /// <summary>What moved the balance.</summary>
    public decimal Movement =>
        Contributions + Distributions + ManagementFees + FeeWaivers + FeeRebates + FeeOffsets + Expenses + Income + RealisedGain + UnrealisedChange
        + CarriedInterestPaid + CarriedInterestReceived + CarriedInterestDistributed + ClawbackReturned + PartnerTransfers + DefaultInterest + Forfeitures;

    /// <summary>Change of accrued carried interest.</summary>
    public decimal AccruedCarryChange => ClosingAccruedCarry - OpeningAccruedCarry;

    /// <summary>Opening balance net of accrued carried interest.</summary>
    public decimal OpeningNet => Opening + OpeningAccruedCarry;

    /// <summary>Closing balance net of accrued carried interest.</summary>
    public decimal ClosingNet => Closing + ClosingAccruedCarry;

    internal static StatementColumn Of(DateOnly from, DateOnly to, FigureSet before, FigureSet after, decimal carryBefore, decimal carryAfter)
    {
        var transferred = Figures.Difference(after.Transferred, before.Transferred);
        var moved = Figures.Difference(Figures.Difference(after, before), transferred);
        return new StatementColumn(
            from, to, before.Nav,
            moved.Contributed, -moved[Component.ReturnOfCapital], -moved[Component.PreferredReturn], -moved[Component.CatchUp], -moved[Component.ResidualSplit],
            -moved.FeesCharged, moved[Component.FeesWaived], moved[Component.FeesRebated], moved[Component.OffsetsApplied], -moved.ExpensesCharged, moved.Income, moved.RealisedGain, moved.UnrealisedGain,
            -moved.CarryPaid - moved[Component.CarryReturned], moved.CarryReceived, -moved.CarryReceived,
            moved[Component.CarryReturned], transferred.Nav, -moved[Component.DefaultInterest], -moved[Component.Forfeited], after.Nav, -carryBefore, -carryAfter);
    }
}

/// <summary>The unfunded commitment over a span of days (ILPA Reporting Template v2.0, A.2).</summary>
/// <param name="CalledInside">Calls issued inside the commitment, negative.</param>
/// <param name="CalledBeforeBook">Called before the book begins, as disclosed, negative.</param>
/// <param name="Recallable">Recallable distributions.</param>
/// <param name="Released">Expired or released, negative.</param>
/// <param name="PartnerTransfers">Unfunded commitment that came with a transfer of an interest, or went away with it (negative).</param>
public sealed record UnfundedRoll(
    decimal Opening, decimal Commitments, decimal CalledInside, decimal CalledBeforeBook, decimal Recallable, decimal Released, decimal PartnerTransfers, decimal Closing)
{
    internal static UnfundedRoll Of(FigureSet before, FigureSet after)
    {
        var transferred = Figures.Difference(after.Transferred, before.Transferred);
        var moved = Figures.Difference(Figures.Difference(after, before), transferred);
        return new UnfundedRoll(
            before.Unfunded, moved.Commitment, -moved.CalledInside, -moved[Component.OpeningCalled], moved.Recallable, -moved[Component.UnfundedReleased], transferred.Unfunded, after.Unfunded);
    }
}

/// <summary>A line of the statement as printed.</summary>
/// <param name="Key">Stable, camelCase.</param>
/// <param name="IsTotal">Opening and closing balances.</param>
public sealed record StatementLine(string Key, string Label, decimal Period, decimal YearToDate, decimal SinceInception, bool IsTotal);

/// <summary>An equation that a statement proves about itself.</summary>
public sealed record StatementTie(string What, decimal Left, decimal Right)
{
    /// <summary>Whether both sides are equal to the last unit.</summary>
    public bool Holds => Left == Right;
}

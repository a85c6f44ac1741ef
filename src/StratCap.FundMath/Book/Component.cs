namespace StratCap.FundMath.Book;

/// <summary>What a book adds up, for each partner and, independently, for the fund. Cumulative since inception, in the fund's currency.</summary>
public enum Component
{
    /// <summary>Commitments accepted.</summary>
    Commitment,

    /// <summary>Called before the book begins, as the investor disclosed it, at most the commitment.</summary>
    OpeningCalled,

    /// <summary>Called for new investments.</summary>
    CalledInvestment,

    /// <summary>Called for follow-on investments.</summary>
    CalledFollowOn,

    /// <summary>Called for the management fee.</summary>
    CalledManagementFee,

    /// <summary>Called for expenses.</summary>
    CalledExpenses,

    /// <summary>The part of all calls that does not lower the unfunded commitment.</summary>
    CalledOutside,

    /// <summary>Received for new investments.</summary>
    ContributedInvestment,

    /// <summary>Received for follow-on investments.</summary>
    ContributedFollowOn,

    /// <summary>Received for the management fee.</summary>
    ContributedManagementFee,

    /// <summary>Received for expenses.</summary>
    ContributedExpenses,

    /// <summary>The part of all receipts that was called outside the commitment.</summary>
    ContributedOutside,

    /// <summary>Declared distributions before carried interest.</summary>
    Apportioned,

    /// <summary>Distributed as return of capital.</summary>
    ReturnOfCapital,

    /// <summary>Distributed as preferred return.</summary>
    PreferredReturn,

    /// <summary>What stayed with the partner of the catch-up tier.</summary>
    CatchUp,

    /// <summary>What stayed with the partner of the last split.</summary>
    ResidualSplit,

    /// <summary>Carried interest that went from the partner's share to the general partner.</summary>
    CarryPaid,

    /// <summary>Carried interest that the partner received from others' shares.</summary>
    CarryReceived,

    /// <summary>Carried interest that was paid back to the partner; taken off what he paid.</summary>
    CarryReturned,

    /// <summary>Distributions that the partner was asked to return.</summary>
    GivebackCalled,

    /// <summary>Distributions that he returned; taken off what was distributed to him.</summary>
    GivenBack,

    /// <summary>Tax withheld from distributions; deemed distributed.</summary>
    Withheld,

    /// <summary>Distributed and recallable: restores unfunded commitment.</summary>
    Recallable,

    /// <summary>Advances on later distributions, less what was taken off them.</summary>
    Advance,

    /// <summary>Carried interest that was paid in advance out of the partner's share, less what was taken off later carried interest.</summary>
    CarryAdvance,

    /// <summary>Given up in distributions after a default (negative), or received (positive): sets off what was lost or gained by it.</summary>
    DefaultSettled,

    /// <summary>Distributed in kind and declined: held until it is sold for the partner.</summary>
    HeldInKind,

    /// <summary>What sales for the partner brought above the value at which it was distributed to him, or below it: payable to him and in no capital account.</summary>
    SaleDifference,

    /// <summary>Interest on default taken from the capital account (positive), or received from a defaulter (negative).</summary>
    DefaultInterest,

    /// <summary>Forfeited on default (positive), or received from a defaulter (negative).</summary>
    Forfeited,

    /// <summary>Unfunded commitment that expired or was released.</summary>
    UnfundedReleased,

    /// <summary>Distribution money that left the fund's account, carried interest included.</summary>
    PaidOut,

    /// <summary>Management fees charged.</summary>
    ManagementFees,

    /// <summary>Management fees that the manager gave up.</summary>
    FeesWaived,

    /// <summary>Management fees that the manager paid back.</summary>
    FeesRebated,

    /// <summary>Portfolio company fees to be set off against management fees.</summary>
    OffsetsRecognised,

    /// <summary>Of these, what was set off.</summary>
    OffsetsApplied,

    /// <summary>Expenses charged.</summary>
    Expenses,

    /// <summary>Cost of all investments made.</summary>
    Invested,

    /// <summary>Cost of what was sold.</summary>
    CostRealised,

    /// <summary>Carrying value of what was sold.</summary>
    CarryingRealised,

    /// <summary>Changes of fair value recorded.</summary>
    ValueChange,

    /// <summary>Proceeds of sales.</summary>
    SaleProceeds,

    /// <summary>Dividends and interest.</summary>
    Income,

    /// <summary>Drawn on the subscription line in place of calls.</summary>
    LineDrawn,

    /// <summary>Of that, repaid.</summary>
    LineRepaid,

    /// <summary>Of the expenses, interest and fees of the subscription line.</summary>
    LineCosts,

    /// <summary>Of the contributions, what was called for those.</summary>
    ContributedLineCosts,

    /// <summary>
    /// Interest received from partners of later closings less interest paid to earlier ones. It passes through the fund: in no commitment, contribution, return
    /// or capital account.
    /// </summary>
    LateInterest,

    /// <summary>Income that manual entries recognised; negative where they take back more than they recognised.</summary>
    EntryIncome,

    /// <summary>Expenses that manual entries recognised; negative where they take back more than they recognised.</summary>
    EntryExpenses,
}

namespace StratCap.Workflows.Processes;

/// <summary>Where a process stands.</summary>
internal enum WorkflowState
{
    /// <summary>A second person must decide.</summary>
    AwaitingApproval,

    /// <summary>Approved; Funds puts it into the book.</summary>
    Approved,

    /// <summary>The call stands in the book; investors pay.</summary>
    AwaitingReceipts,

    /// <summary>The distribution stands in the book; Payments makes the instructions.</summary>
    PreparingPayments,

    /// <summary>Instructions are there; the bank pays.</summary>
    AwaitingPayments,

    /// <summary>All money has moved, or the values stand in the book.</summary>
    Completed,

    /// <summary>The second person said no; it is a draft again.</summary>
    Rejected,

    /// <summary>The maker took it back; it is a draft again.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time; it is a draft again.</summary>
    Expired,

    /// <summary>Funds refused it, as changed or as against the book by now; it is a draft again.</summary>
    Failed,

    /// <summary>It stood in the book and was reversed there.</summary>
    Reversed,
}

/// <summary>What moves a process.</summary>
internal enum Trigger
{
    /// <summary>A second person agreed.</summary>
    Approve,

    /// <summary>A second person said no.</summary>
    Reject,

    /// <summary>The maker took it back.</summary>
    Withdraw,

    /// <summary>The time for a decision ran out.</summary>
    ApprovalLapsed,

    /// <summary>Funds issued the call, declared the distribution or recorded the values.</summary>
    EnteredBook,

    /// <summary>Funds could not.</summary>
    RefusedByBook,

    /// <summary>Payments made the instructions.</summary>
    InstructionsPrepared,

    /// <summary>Money moved, some is outstanding.</summary>
    MoneyMoved,

    /// <summary>Money moved, nothing is outstanding.</summary>
    AllMoneyMoved,

    /// <summary>A receipt or payment was reversed after all had moved.</summary>
    MoneyTakenBack,

    /// <summary>The call or distribution itself was reversed, or every value of the round.</summary>
    EntryReversed,
}

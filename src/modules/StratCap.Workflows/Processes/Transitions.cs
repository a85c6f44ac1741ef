using StratCap.Contracts.Funds;
using static StratCap.Workflows.Processes.WorkflowState;

namespace StratCap.Workflows.Processes;

/// <summary>
/// The whole of the processes as a table. What it does not list does not happen: a repeated or belated event leaves the state as it is.
/// Events of different modules may overtake each other, therefore money that moved proves that the steps before it were done.
/// </summary>
internal static class Transitions
{
    private static readonly Dictionary<(ProposalKind, WorkflowState, Trigger), WorkflowState> Table = new()
    {
        [(ProposalKind.CapitalCall, AwaitingApproval, Trigger.Approve)] = Approved,
        [(ProposalKind.CapitalCall, AwaitingApproval, Trigger.Reject)] = Rejected,
        [(ProposalKind.CapitalCall, AwaitingApproval, Trigger.Withdraw)] = Withdrawn,
        [(ProposalKind.CapitalCall, AwaitingApproval, Trigger.ApprovalLapsed)] = Expired,
        [(ProposalKind.CapitalCall, AwaitingApproval, Trigger.RefusedByBook)] = Failed,
        [(ProposalKind.CapitalCall, Approved, Trigger.EnteredBook)] = AwaitingReceipts,
        [(ProposalKind.CapitalCall, Approved, Trigger.RefusedByBook)] = Failed,
        [(ProposalKind.CapitalCall, Approved, Trigger.MoneyMoved)] = AwaitingReceipts,
        [(ProposalKind.CapitalCall, Approved, Trigger.AllMoneyMoved)] = Completed,
        [(ProposalKind.CapitalCall, AwaitingReceipts, Trigger.MoneyMoved)] = AwaitingReceipts,
        [(ProposalKind.CapitalCall, AwaitingReceipts, Trigger.AllMoneyMoved)] = Completed,
        [(ProposalKind.CapitalCall, AwaitingReceipts, Trigger.EntryReversed)] = Reversed,
        [(ProposalKind.CapitalCall, Completed, Trigger.MoneyTakenBack)] = AwaitingReceipts,
        [(ProposalKind.CapitalCall, Completed, Trigger.EntryReversed)] = Reversed,

        [(ProposalKind.Distribution, AwaitingApproval, Trigger.Approve)] = Approved,
        [(ProposalKind.Distribution, AwaitingApproval, Trigger.Reject)] = Rejected,
        [(ProposalKind.Distribution, AwaitingApproval, Trigger.Withdraw)] = Withdrawn,
        [(ProposalKind.Distribution, AwaitingApproval, Trigger.ApprovalLapsed)] = Expired,
        [(ProposalKind.Distribution, AwaitingApproval, Trigger.RefusedByBook)] = Failed,
        [(ProposalKind.Distribution, Approved, Trigger.EnteredBook)] = PreparingPayments,
        [(ProposalKind.Distribution, Approved, Trigger.RefusedByBook)] = Failed,
        [(ProposalKind.Distribution, Approved, Trigger.InstructionsPrepared)] = AwaitingPayments,
        [(ProposalKind.Distribution, Approved, Trigger.MoneyMoved)] = AwaitingPayments,
        [(ProposalKind.Distribution, Approved, Trigger.AllMoneyMoved)] = Completed,
        [(ProposalKind.Distribution, PreparingPayments, Trigger.InstructionsPrepared)] = AwaitingPayments,
        [(ProposalKind.Distribution, PreparingPayments, Trigger.MoneyMoved)] = AwaitingPayments,
        [(ProposalKind.Distribution, PreparingPayments, Trigger.AllMoneyMoved)] = Completed,
        [(ProposalKind.Distribution, AwaitingPayments, Trigger.MoneyMoved)] = AwaitingPayments,
        [(ProposalKind.Distribution, AwaitingPayments, Trigger.AllMoneyMoved)] = Completed,
        [(ProposalKind.Distribution, PreparingPayments, Trigger.EntryReversed)] = Reversed,
        [(ProposalKind.Distribution, AwaitingPayments, Trigger.EntryReversed)] = Reversed,
        [(ProposalKind.Distribution, Completed, Trigger.MoneyTakenBack)] = AwaitingPayments,
        [(ProposalKind.Distribution, Completed, Trigger.EntryReversed)] = Reversed,

        [(ProposalKind.Valuation, AwaitingApproval, Trigger.Approve)] = Approved,
        [(ProposalKind.Valuation, AwaitingApproval, Trigger.Reject)] = Rejected,
        [(ProposalKind.Valuation, AwaitingApproval, Trigger.Withdraw)] = Withdrawn,
        [(ProposalKind.Valuation, AwaitingApproval, Trigger.ApprovalLapsed)] = Expired,
        [(ProposalKind.Valuation, AwaitingApproval, Trigger.RefusedByBook)] = Failed,
        [(ProposalKind.Valuation, Approved, Trigger.EnteredBook)] = Completed,
        [(ProposalKind.Valuation, Approved, Trigger.RefusedByBook)] = Failed,
        [(ProposalKind.Valuation, Completed, Trigger.EntryReversed)] = Reversed,
    };

    /// <summary>The state after, or null when the trigger means nothing in this state.</summary>
    public static WorkflowState? Next(ProposalKind kind, WorkflowState state, Trigger trigger) =>
        Table.TryGetValue((kind, state, trigger), out var next) ? next : null;

    /// <summary>Whether nothing is waited for any more.</summary>
    public static bool IsEnd(WorkflowState state) => state is Completed or Rejected or Withdrawn or Expired or Failed or Reversed;
}

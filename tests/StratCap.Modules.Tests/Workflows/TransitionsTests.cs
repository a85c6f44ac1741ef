using StratCap.Contracts.Funds;
using StratCap.Workflows.Processes;
using static StratCap.Workflows.Processes.WorkflowState;

namespace StratCap.Modules.Tests.Workflows;

public sealed class TransitionsTests
{
    public static TheoryData<string, string> LivesOfCalls => new()
    {
        { "Approve EnteredBook MoneyMoved AllMoneyMoved", "Approved AwaitingReceipts AwaitingReceipts Completed" },
        { "Approve EnteredBook AllMoneyMoved", "Approved AwaitingReceipts Completed" },
        { "Approve MoneyMoved EnteredBook AllMoneyMoved", "Approved AwaitingReceipts - Completed" },
        { "Approve AllMoneyMoved EnteredBook MoneyMoved", "Approved Completed - -" },
        { "Reject Approve EnteredBook", "Rejected - -" },
        { "Withdraw Approve", "Withdrawn -" },
        { "ApprovalLapsed Approve", "Expired -" },
        { "RefusedByBook Approve", "Failed -" },
        { "Approve RefusedByBook EnteredBook AllMoneyMoved", "Approved Failed - -" },
        { "Approve EnteredBook RefusedByBook Withdraw ApprovalLapsed", "Approved AwaitingReceipts - - -" },
        { "Approve EnteredBook AllMoneyMoved MoneyTakenBack AllMoneyMoved", "Approved AwaitingReceipts Completed AwaitingReceipts Completed" },
        { "Approve EnteredBook EntryReversed AllMoneyMoved", "Approved AwaitingReceipts Reversed -" },
        { "EnteredBook MoneyMoved AllMoneyMoved InstructionsPrepared", "- - - -" },
    };

    public static TheoryData<string, string> LivesOfDistributions => new()
    {
        { "Approve EnteredBook InstructionsPrepared MoneyMoved AllMoneyMoved", "Approved PreparingPayments AwaitingPayments AwaitingPayments Completed" },
        { "Approve InstructionsPrepared EnteredBook AllMoneyMoved", "Approved AwaitingPayments - Completed" },
        { "Approve MoneyMoved InstructionsPrepared EnteredBook AllMoneyMoved", "Approved AwaitingPayments - - Completed" },
        { "Approve EnteredBook AllMoneyMoved InstructionsPrepared", "Approved PreparingPayments Completed -" },
        { "Approve RefusedByBook InstructionsPrepared", "Approved Failed -" },
        { "Approve EnteredBook InstructionsPrepared EntryReversed MoneyMoved", "Approved PreparingPayments AwaitingPayments Reversed -" },
        { "Approve EnteredBook InstructionsPrepared AllMoneyMoved MoneyTakenBack", "Approved PreparingPayments AwaitingPayments Completed AwaitingPayments" },
    };

    [Theory, MemberData(nameof(LivesOfCalls))]
    public void Call_WithTheseTriggers_PassesTheseStates(string triggers, string states) => Live(ProposalKind.CapitalCall, triggers).ShouldBe(states);

    [Theory, MemberData(nameof(LivesOfDistributions))]
    public void Distribution_WithTheseTriggers_PassesTheseStates(string triggers, string states) => Live(ProposalKind.Distribution, triggers).ShouldBe(states);

    [Theory]
    [InlineData("Approve EnteredBook EntryReversed", "Approved Completed Reversed")]
    [InlineData("Approve RefusedByBook EnteredBook", "Approved Failed -")]
    [InlineData("MoneyMoved Approve AllMoneyMoved EnteredBook MoneyTakenBack", "- Approved - Completed -")]
    public void ValuationRound_WithTheseTriggers_PassesTheseStates(string triggers, string states) => Live(ProposalKind.Valuation, triggers).ShouldBe(states);

    [Fact]
    public void Transitions_FromADraftedEnd_LeadNowhere()
    {
        foreach (var kind in Enum.GetValues<ProposalKind>())
            foreach (var end in (WorkflowState[])[Rejected, Withdrawn, Expired, Failed, Reversed])
                foreach (var trigger in Enum.GetValues<Trigger>())
                    Transitions.Next(kind, end, trigger).ShouldBeNull();
    }

    [Fact]
    public void Transitions_ToTheBook_LeadOnlyThroughApproval()
    {
        foreach (var kind in Enum.GetValues<ProposalKind>())
            foreach (var trigger in Enum.GetValues<Trigger>())
                if (Transitions.Next(kind, AwaitingApproval, trigger) is { } next)
                    (next == Approved).ShouldBe(trigger == Trigger.Approve);
    }

    [Fact]
    public void States_ThatAreReachable_HaveAWaitWithDeadlineOrAreAnEnd()
    {
        foreach (var state in Enum.GetValues<WorkflowState>())
        {
            var waits = !Transitions.IsEnd(state);
            (StratCap.Workflows.Processes.Waits.For(state) is not null).ShouldBe(waits);
            (StratCap.Workflows.Processes.Waits.Deadline(state, new DateOnly(2026, 3, 31), DateTimeOffset.UnixEpoch, new()) is not null).ShouldBe(waits);
            (StratCap.Workflows.Processes.Waits.Rule(state) != AtDeadline.Nothing).ShouldBe(waits);
        }
    }

    [Fact]
    public void Deadline_OfReceipts_IsTheEndOfTheLastDayOfGrace() =>
        StratCap.Workflows.Processes.Waits.Deadline(AwaitingReceipts, new DateOnly(2026, 3, 31), DateTimeOffset.UnixEpoch, new() { ReceiptGraceDays = 3 })
            .ShouldBe(new DateTimeOffset(2026, 4, 4, 0, 0, 0, TimeSpan.Zero));

    private static string Live(ProposalKind kind, string triggers)
    {
        var state = AwaitingApproval;
        var passed = new List<string>();
        foreach (var trigger in triggers.Split(' ').Select(Enum.Parse<Trigger>))
        {
            var next = Transitions.Next(kind, state, trigger);
            passed.Add(next?.ToString() ?? "-");
            state = next ?? state;
        }
        return string.Join(' ', passed);
    }
}

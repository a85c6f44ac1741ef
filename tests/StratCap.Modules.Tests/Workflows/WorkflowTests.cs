using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Workflows;
using StratCap.Workflows.Processes;

namespace StratCap.Modules.Tests.Workflows;

public sealed class WorkflowTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Cfo = new(Guid.CreateVersion7(), "Carla CFO");

    [Fact]
    public void Move_ThatTheTableKnows_GivesAStepWithDeadline()
    {
        var workflow = NewWorkflow();

        var step = workflow.Move(Trigger.Approve, Cfo, At, new WorkflowsOptions { HouseMinutes = 15 }, "Checked", null);

        step.ShouldNotBeNull();
        (step.Number, step.State, step.ActorName, step.Why, step.Deadline).ShouldBe((1, WorkflowState.Approved, "Carla CFO", "Checked", At.AddMinutes(15)));
        (workflow.State, workflow.Version, workflow.EndedAt).ShouldBe((WorkflowState.Approved, 1, null));
    }

    [Fact]
    public void Move_ThatMeansNothingNow_ChangesNothing()
    {
        var workflow = NewWorkflow();

        workflow.Move(Trigger.EnteredBook, Cfo, At, new WorkflowsOptions(), null, null).ShouldBeNull();

        (workflow.State, workflow.Version, workflow.StepCount).ShouldBe((WorkflowState.AwaitingApproval, 0, 0));
    }

    [Fact]
    public void Move_OutOfAnOverdueWait_IsOverdueNoMore()
    {
        var workflow = NewWorkflow();
        workflow.Move(Trigger.Approve, Cfo, At, new WorkflowsOptions(), null, null);
        workflow.MarkOverdue(Actor.System, At.AddHours(1)).Overdue.ShouldBeTrue();
        workflow.Overdue.ShouldBeTrue();

        workflow.Move(Trigger.EnteredBook, Actor.System, At.AddHours(2), new WorkflowsOptions(), null, null);

        (workflow.Overdue, workflow.State).ShouldBe((false, WorkflowState.AwaitingReceipts));
    }

    [Fact]
    public void Maker_IsWhoeverPreparedOrSubmitted()
    {
        var workflow = NewWorkflow();

        workflow.IsMaker(workflow.PreparedBy).ShouldBeTrue();
        workflow.IsMaker(workflow.SubmittedBy).ShouldBeTrue();
        workflow.IsMaker(Cfo.Id).ShouldBeFalse();
    }

    private static Workflow NewWorkflow() => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = ProposalKind.CapitalCall,
        Title = "Capital call 1 of Fund",
        Currency = "USD",
        ContentHash = "00",
        DueDate = new DateOnly(2026, 3, 31),
        PreparedBy = Guid.CreateVersion7(),
        SubmittedBy = Guid.CreateVersion7(),
        SubmittedByName = "Ada Accountant",
    };
}

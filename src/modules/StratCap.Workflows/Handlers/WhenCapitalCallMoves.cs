using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Workflows.Approvals;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Handlers;

/// <summary>The approved call stands in the book: the investors have until its due date.</summary>
internal sealed class WhenCapitalCallIssued(WorkflowMover mover) : IEventHandler<CapitalCallIssuedEvent, WorkflowsDbContext>
{
    public async Task Handle(CapitalCallIssuedEvent what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        workflow.DueDate = what.DueDate;
        mover.Move(db, workflow, Trigger.EnteredBook, $"Call {what.Number} stands in the fund's book.");
    }
}

/// <summary>The book refused the approved call.</summary>
internal sealed class WhenCapitalCallRefused(WorkflowMover mover) : IEventHandler<CapitalCallRefused, WorkflowsDbContext>
{
    public async Task Handle(CapitalCallRefused what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        mover.Move(db, workflow, Trigger.RefusedByBook, $"{what.Code}: {what.Reason}", Returned.Compensation);
    }
}

/// <summary>Investors paid: the process ends with the last of them.</summary>
internal sealed class WhenReceiptsRecorded(WorkflowMover mover) : IEventHandler<ReceiptsRecordedEvent, WorkflowsDbContext>
{
    public async Task Handle(ReceiptsRecordedEvent what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        // A call from before the house's time has no process.
        if (await WorkflowMover.LockOf(db, ProposalKind.CapitalCall, what.CallId, ct) is not { } workflow) return;
        mover.TakeProgress(db, workflow, what.Outstanding, context.Timestamp);
    }
}

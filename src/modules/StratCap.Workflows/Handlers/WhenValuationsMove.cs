using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Workflows.Approvals;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Handlers;

/// <summary>The approved values stand in the book: there is nothing to wait for.</summary>
internal sealed class WhenValuationsRecorded(WorkflowMover mover) : IEventHandler<ValuationsRecordedEvent, WorkflowsDbContext>
{
    public async Task Handle(ValuationsRecordedEvent what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        mover.Move(db, workflow, Trigger.EnteredBook, $"Valuation round {what.Number} stands in the fund's book.");
    }
}

/// <summary>The book refused the approved values.</summary>
internal sealed class WhenValuationsRefused(WorkflowMover mover) : IEventHandler<ValuationsRefused, WorkflowsDbContext>
{
    public async Task Handle(ValuationsRefused what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        mover.Move(db, workflow, Trigger.RefusedByBook, $"{what.Code}: {what.Reason}", Returned.Compensation);
    }
}

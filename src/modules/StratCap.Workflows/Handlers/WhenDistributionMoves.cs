using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Workflows.Approvals;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Handlers;

/// <summary>The approved distribution stands in the book: Payments makes the instructions.</summary>
internal sealed class WhenDistributionDeclared(WorkflowMover mover) : IEventHandler<DistributionDeclaredEvent, WorkflowsDbContext>
{
    public async Task Handle(DistributionDeclaredEvent what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        workflow.DueDate = what.PaymentDate;
        mover.Move(db, workflow, Trigger.EnteredBook, $"Distribution {what.Number} stands in the fund's book.");
    }
}

/// <summary>The book refused the approved distribution.</summary>
internal sealed class WhenDistributionRefused(WorkflowMover mover) : IEventHandler<DistributionRefused, WorkflowsDbContext>
{
    public async Task Handle(DistributionRefused what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        mover.Move(db, workflow, Trigger.RefusedByBook, $"{what.Code}: {what.Reason}", Returned.Compensation);
    }
}

/// <summary>The instructions are there: the bank pays.</summary>
internal sealed class WhenInstructionsPrepared(WorkflowMover mover) : IEventHandler<PaymentInstructionsPrepared, WorkflowsDbContext>
{
    public async Task Handle(PaymentInstructionsPrepared what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.Lock(db, what.WorkflowId, ct) is not { } workflow) return;
        // All of it withheld or deemed distributed: there is nothing to pay, and no payment will ever be told of.
        if (what.Count == 0) mover.TakeProgress(db, workflow, 0, context.Timestamp);
        else mover.Move(db, workflow, Trigger.InstructionsPrepared, $"{what.Count} payments are to be made.");
    }
}

/// <summary>An investor was paid: the process ends with the last of them.</summary>
internal sealed class WhenDistributionPaid(WorkflowMover mover) : IEventHandler<DistributionPaidEvent, WorkflowsDbContext>
{
    public async Task Handle(DistributionPaidEvent what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (await WorkflowMover.LockOf(db, ProposalKind.Distribution, what.DistributionId, ct) is not { } workflow) return;
        mover.TakeProgress(db, workflow, what.Outstanding, context.Timestamp);
    }
}

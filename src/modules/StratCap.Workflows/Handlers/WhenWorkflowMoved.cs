using StratCap.Contracts.Workflows;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Workflows.Handlers;

/// <summary>Tells the browsers of everybody who may read funds.</summary>
internal sealed class WhenWorkflowMoved(IPush push) : IEventHandler<WorkflowMoved, WorkflowsDbContext>
{
    public Task Handle(WorkflowMoved what, EventContext context, WorkflowsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.FundRead, "workflow.moved", new { what.WorkflowId, what.FundId, what.State, what.WaitingFor }, ct);
}

/// <summary>Tells the accountants that what a process waits for is late.</summary>
internal sealed class WhenWorkflowOverdue(IPush push) : IEventHandler<WorkflowOverdue, WorkflowsDbContext>
{
    public Task Handle(WorkflowOverdue what, EventContext context, WorkflowsDbContext db, CancellationToken ct) =>
        push.Send(Permissions.CallPrepare, "workflow.overdue", new { what.WorkflowId, what.FundId, what.ProposalId, what.Kind, what.State, what.Deadline }, ct);
}

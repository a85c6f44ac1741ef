using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;
using StratCap.Workflows.Reading;

namespace StratCap.Workflows.Approvals;

/// <summary>The maker takes a proposal back before it was decided.</summary>
internal static class WithdrawProposal
{
    /// <param name="Reason">At most 1000 characters.</param>
    internal sealed record Request(string Reason);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapPost("/{workflowId:guid}/withdraw", Handle)
        .Writes<WorkflowsDbContext>(Permissions.CallPrepare)
        .WithName("WithdrawProposal")
        .WithSummary("Withdraw from approval")
        .WithDescription("Only whoever prepared or submitted it may withdraw it, and only before it was decided. It is a draft again then.");

    private static async Task<Answer<WorkflowView>> Handle(
        Guid workflowId, Request request, HttpContext http, WorkflowsDbContext db, WorkflowMover mover, Outbox outbox, CurrentActor actor, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return Refusal.Field("reason", "Say why you withdraw it.");
        if (request.Reason.Length > SubmitProposal.MaxNote) return Refusal.Field("reason", $"A reason has at most {SubmitProposal.MaxNote} characters.");
        if (await WorkflowMover.Lock(db, workflowId, ct) is not { } workflow) return Refusal.NotFound("workflow");
        if (workflow.State != WorkflowState.AwaitingApproval)
            return Refusal.Conflict("workflows.not_waiting", $"It can be withdrawn no more: it is {workflow.State}.");
        if (http.Stale(workflow.Version) is { } stale) return stale;
        if (!workflow.IsMaker(actor.Value.Id))
            return Refusal.Rule("workflows.not_maker", "Only whoever prepared or submitted it may withdraw it. An approver may reject it.");

        mover.Move(db, workflow, Trigger.Withdraw, request.Reason, Returned.Compensation);
        outbox.Add(db, new ProposalReturned(workflow.Id, workflow.Kind, workflow.FundId, workflow.ProposalId, request.Reason));
        return WorkflowView.Of(workflow).Answered();
    }
}

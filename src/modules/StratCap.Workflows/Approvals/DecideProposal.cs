using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;
using StratCap.Workflows.Reading;

namespace StratCap.Workflows.Approvals;

/// <summary>A second person approves or rejects exactly what was submitted.</summary>
internal static class DecideProposal
{
    /// <param name="Decision"><c>approve</c> or <c>reject</c>.</param>
    /// <param name="Reason">Recorded with the decision; needed to reject. At most 1000 characters.</param>
    internal sealed record Request(string Decision, string? Reason = null);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapPut("/approve/{workflowId:guid}", Handle)
        .Writes<WorkflowsDbContext>(Permissions.CallApprove)
        .WithName("DecideProposal")
        .WithSummary("Approve or reject")
        .WithDescription("Whoever prepared or submitted it is refused (422 workflows.maker_is_checker). Send If-Match with the entity tag of the status that you read, so that you decide on what you saw.");

    private static async Task<Answer<WorkflowView>> Handle(
        Guid workflowId, Request request, HttpContext http, WorkflowsDbContext db, WorkflowMover mover, IProposals proposals, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (Invalid(request) is { } invalid) return invalid;
        if (await WorkflowMover.Lock(db, workflowId, ct) is not { } workflow) return Refusal.NotFound("workflow");
        if (await Refused(workflow, request, http, proposals, actor.Value, ct) is { } refused) return refused;

        workflow.DecidedBy = actor.Value.Id;
        workflow.DecidedByName = actor.Value.Name;
        workflow.DecidedAt = clock.GetUtcNow();
        if (request.Decision == "approve")
        {
            mover.Move(db, workflow, Trigger.Approve, request.Reason);
            outbox.Add(db, new ProposalApproved(workflow.Id, workflow.Kind, workflow.FundId, workflow.ProposalId, workflow.ContentHash, actor.Value.Id));
        }
        else
        {
            mover.Move(db, workflow, Trigger.Reject, request.Reason, Returned.Compensation);
            outbox.Add(db, new ProposalReturned(workflow.Id, workflow.Kind, workflow.FundId, workflow.ProposalId, request.Reason!));
        }
        return WorkflowView.Of(workflow).Answered();
    }

    private static Refusal MakerIsChecker => Refusal.Rule("workflows.maker_is_checker", "You prepared or submitted this: a second person must decide. You may withdraw it.");

    private static Refusal? Invalid(Request request)
    {
        if (request.Decision is not ("approve" or "reject")) return Refusal.Field("decision", "Decide with 'approve' or 'reject'.");
        if (request.Decision == "reject" && string.IsNullOrWhiteSpace(request.Reason)) return Refusal.Field("reason", "Say why you reject it, so that its maker can mend it.");
        return request.Reason is { Length: > SubmitProposal.MaxNote } ? Refusal.Field("reason", $"A reason has at most {SubmitProposal.MaxNote} characters.") : null;
    }

    private static async Task<Refusal?> Refused(Workflow workflow, Request request, HttpContext http, IProposals proposals, Actor who, CancellationToken ct)
    {
        if (workflow.State != WorkflowState.AwaitingApproval)
            return Refusal.Conflict("workflows.not_waiting", $"It waits for no decision any more: it is {workflow.State}.");
        if (http.Stale(workflow.Version) is { } stale) return stale;
        if (workflow.IsMaker(who.Id)) return MakerIsChecker;
        if (request.Decision == "reject") return null;
        // The draft is locked by an event, a moment after its submission: what is approved must be what was submitted.
        var now = await proposals.Find(workflow.Kind, workflow.FundId, workflow.ProposalId, ct);
        if (now?.PreparedBy == who.Id) return MakerIsChecker;
        return now?.ContentHash == workflow.ContentHash
            ? null
            : Refusal.Conflict("workflows.content_changed", "It was changed after its submission: reject it, so that its maker submits it anew.");
    }
}

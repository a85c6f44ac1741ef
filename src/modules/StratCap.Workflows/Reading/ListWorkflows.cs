using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Reading;

/// <summary>Lists processes, newest first; with <c>waitingFor=me</c> it is the caller's queue.</summary>
internal static class ListWorkflows
{
    internal sealed record Query(WorkflowState? State, ProposalKind? Kind, Guid? FundId, Guid? ProposalId, bool? Overdue, string? WaitingFor);

    internal static readonly Listing<Workflow> List = new Listing<Workflow>("processes")
        .By("submittedAt", w => w.Id).By("title", w => w.Title).By("kind", w => w.Kind).By("state", w => w.State).By("amount", w => w.Amount).By("dueDate", w => w.DueDate)
        .By("submittedByName", w => w.SubmittedByName).By("outstanding", w => w.Outstanding).By("deadline", w => w.Deadline)
        .Unique(w => w.Id).Usually("-submittedAt").Searched(w => w.Title, w => w.SubmittedByName);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapGet("", Handle)
        .Lists(List, WorkflowView.Of)
        .Reads<WorkflowsDbContext>(Permissions.FundRead)
        .WithName("ListWorkflows")
        .WithSummary("Processes, newest first")
        .WithDescription("Filter by state, kind, fundId, proposalId, overdue; waitingFor=me shows what the caller can move on: approvals of what others prepared, and payments to confirm.");

    private static async Task<Answer<IReadOnlyList<WorkflowView>>> Handle(
        [AsParameters] Query query, [AsParameters] ListQuery asked, WorkflowsDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        if (query.WaitingFor is not (null or "me")) return Refusal.Field("waitingFor", "Only 'me' can be asked for.");
        var found = Filtered(db.Workflows, query);
        if (query.WaitingFor == "me") found = WaitingForMe(found, actor.Value.Id, await permissions.Of(actor.Value.Id, ct));
        return await List.Show(found, asked, WorkflowView.Of, ct);
    }

    private static IQueryable<Workflow> Filtered(IQueryable<Workflow> all, Query query)
    {
        if (query.State is { } state) all = all.Where(w => w.State == state);
        if (query.Kind is { } kind) all = all.Where(w => w.Kind == kind);
        if (query.FundId is { } fundId) all = all.Where(w => w.FundId == fundId);
        if (query.ProposalId is { } proposalId) all = all.Where(w => w.ProposalId == proposalId);
        if (query.Overdue is { } overdue) all = all.Where(w => w.Overdue == overdue);
        return all;
    }

    /// <summary>What a user can move on.</summary>
    internal static IQueryable<Workflow> WaitingForMe(IQueryable<Workflow> all, Guid me, IReadOnlySet<string> held)
    {
        var approves = held.Contains(Permissions.CallApprove);
        var settles = held.Contains(Permissions.PaymentSettle);
        return all.Where(w =>
            (approves && w.State == WorkflowState.AwaitingApproval && w.PreparedBy != me && w.SubmittedBy != me)
            || (settles && w.State == WorkflowState.AwaitingPayments));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Reading;

/// <summary>Lists processes, newest first; with <c>waitingFor=me</c> it is the caller's queue.</summary>
internal static class ListWorkflows
{
    internal sealed record Query(WorkflowState? State, ProposalKind? Kind, Guid? FundId, Guid? ProposalId, bool? Overdue, string? WaitingFor, int? Size, string? Cursor);

    internal static void Map(RouteGroupBuilder workflows) => workflows
        .MapGet("", Handle)
        .Reads<WorkflowsDbContext>(Permissions.FundRead)
        .WithName("ListWorkflows")
        .WithSummary("Processes, newest first")
        .WithDescription("Filter by state, kind, fundId, proposalId, overdue; waitingFor=me shows what the caller can move on: approvals of what others prepared, and payments to confirm.");

    private static async Task<Answer<IReadOnlyList<WorkflowView>>> Handle(
        [AsParameters] Query query, WorkflowsDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        if (query.WaitingFor is not (null or "me")) return Refusal.Field("waitingFor", "Only 'me' can be asked for.");
        var before = Guid.Empty;
        if (query.Cursor is { } cursor && !Paging.TryUnpack(cursor, out before)) return Paging.BadCursor;
        var found = Filtered(db.Workflows, query);
        if (query.WaitingFor == "me") found = WaitingForMe(found, actor.Value.Id, await permissions.Of(actor.Value.Id, ct));
        if (query.Cursor is not null) found = found.Where(w => w.Id < before);

        var size = Paging.Size(query.Size);
        var rows = await found.OrderByDescending(w => w.Id).Take(size + 1).ToListAsync(ct);
        var page = rows.Take(size).ToList();
        var next = rows.Count > size ? Paging.Pack(page[^1].Id) : null;
        return ((Answer<IReadOnlyList<WorkflowView>>)page.ConvertAll(WorkflowView.Of)).Paged(new PageMeta(page.Count, next));
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

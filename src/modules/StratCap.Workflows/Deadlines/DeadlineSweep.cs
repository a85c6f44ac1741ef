using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Workflows.Approvals;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Deadlines;

/// <summary>
/// Finds passed deadlines over all tenants and applies each wait's rule, one transaction a process. Several copies may sweep at once:
/// who comes second skips a locked row, and finds an applied rule applied.
/// </summary>
internal sealed class DeadlineSweep(PlatformConnections platform, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, TimeProvider clock, ILogger<DeadlineSweep> log)
{
    private const int Batch = 200;

    private const string Reason = "Nobody decided before the deadline.";

    /// <summary>Applies every passed deadline's rule and returns how many it applied.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var applied = 0;
        while (true)
        {
            var due = await Due(ct);
            var now = 0;
            foreach (var (tenantId, workflowId) in due)
                if (await TryApply(tenantId, workflowId, ct)) now++;
            applied += now;
            // Rows that another copy holds come up again: stop when this copy gets no further.
            if (due.Count < Batch || now == 0) return applied;
        }
    }

    private Task<List<(Guid TenantId, Guid WorkflowId)>> Due(CancellationToken ct) =>
        platform.Due(WorkflowsDbContext.Module, $"select tenant_id, id from workflows.workflows where ended_at is null and not overdue and deadline <= $1 order by deadline limit {Batch}", clock.GetUtcNow(), ct);

    // One process that cannot be moved must not keep the others from their deadlines: it comes up again at the next look.
    private async Task<bool> TryApply(Guid tenantId, Guid workflowId, CancellationToken ct)
    {
        try
        {
            return await Apply(tenantId, workflowId, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "The deadline of workflow {WorkflowId} of tenant {TenantId} could not be applied", workflowId, tenantId);
            return false;
        }
    }

    private async Task<bool> Apply(Guid tenantId, Guid workflowId, CancellationToken ct)
    {
        using var _ = tenant.Use(tenantId);
        using var __ = actor.Use(Actor.System);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WorkflowsDbContext>();
        var mover = scope.ServiceProvider.GetRequiredService<WorkflowMover>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var workflow = await db.Workflows
            .FromSql($"select * from workflows.workflows where tenant_id = {tenantId} and id = {workflowId} for update skip locked")
            .SingleOrDefaultAsync(ct);
        if (workflow is null || workflow.Overdue || workflow.Deadline is not { } deadline || deadline > clock.GetUtcNow()) return false;
        if (!Apply(db, mover, scope.ServiceProvider.GetRequiredService<Outbox>(), workflow)) return false;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static bool Apply(WorkflowsDbContext db, WorkflowMover mover, Outbox outbox, Workflow workflow)
    {
        switch (Waits.Rule(workflow.State))
        {
            case AtDeadline.ReturnToMaker:
                mover.Move(db, workflow, Trigger.ApprovalLapsed, Reason, Returned.Compensation);
                outbox.Add(db, new ProposalReturned(workflow.Id, workflow.Kind, workflow.FundId, workflow.ProposalId, Reason));
                return true;
            case AtDeadline.MarkOverdue:
                mover.MarkOverdue(db, workflow);
                return true;
            default:
                return false;
        }
    }
}

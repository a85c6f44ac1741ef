using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Workflows.Processes;

/// <summary>Moves a process: state, step, audit line and event in the caller's transaction. The row is locked first, so that two movers queue up.</summary>
internal sealed class WorkflowMover(Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock, IOptions<WorkflowsOptions> options)
{
    /// <summary>Loads a process and locks it until the transaction ends.</summary>
    public static Task<Workflow?> Lock(WorkflowsDbContext db, Guid workflowId, CancellationToken ct) => db.Workflows
        .FromSql($"select * from workflows.workflows where tenant_id = {db.TenantId} and id = {workflowId} for update")
        .AsTracking().SingleOrDefaultAsync(ct);

    /// <summary>Loads and locks the process of a proposal that reached the book or is about to: the one that money events speak of.</summary>
    public static Task<Workflow?> LockOf(WorkflowsDbContext db, ProposalKind kind, Guid proposalId, CancellationToken ct)
    {
        var name = kind.ToString();
        return db.Workflows
            .FromSql($"""
                select * from workflows.workflows
                where tenant_id = {db.TenantId} and proposal_id = {proposalId} and kind = {name} and state not in ('Rejected', 'Withdrawn', 'Expired', 'Failed', 'Reversed')
                for update
                """)
            .AsTracking().OrderByDescending(w => w.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>Puts the first step down for a process just created.</summary>
    public void Begin(WorkflowsDbContext db, Workflow workflow, string? note)
    {
        workflow.State = WorkflowState.AwaitingApproval;
        workflow.Deadline = Waits.Deadline(workflow.State, workflow.DueDate, clock.GetUtcNow(), options.Value);
        db.Workflows.Add(workflow);
        Tell(db, workflow, workflow.Step(actor.Value, clock.GetUtcNow(), note, null), null);
    }

    /// <summary>Moves a process by the table; false when the trigger means nothing in its state.</summary>
    public bool Move(WorkflowsDbContext db, Workflow workflow, Trigger trigger, string? why = null, string? compensation = null)
    {
        var before = View(workflow);
        if (workflow.Move(trigger, actor.Value, clock.GetUtcNow(), options.Value, Cut(why), compensation) is not { } step) return false;
        Tell(db, workflow, step, before);
        return true;
    }

    /// <summary>Takes in what is outstanding after money moved, and moves the process when that means something.</summary>
    /// <param name="at">When the event was written.</param>
    public void TakeProgress(WorkflowsDbContext db, Workflow workflow, decimal outstanding, DateTimeOffset at)
    {
        var trigger = outstanding == 0 ? Trigger.AllMoneyMoved : workflow.State == WorkflowState.Completed ? Trigger.MoneyTakenBack : Trigger.MoneyMoved;
        if (Transitions.Next(workflow.Kind, workflow.State, trigger) is null || at < workflow.OutstandingAt) return;
        workflow.Outstanding = outstanding;
        workflow.OutstandingAt = at;
        if (Move(db, workflow, trigger, trigger == Trigger.MoneyTakenBack ? "A receipt or payment was reversed in the book." : null)) return;
        workflow.Version++;
        outbox.Add(db, Moved(workflow));
    }

    /// <summary>Marks a passed deadline after which the wait goes on, and tells the accountants.</summary>
    public void MarkOverdue(WorkflowsDbContext db, Workflow workflow)
    {
        var before = View(workflow);
        Tell(db, workflow, workflow.MarkOverdue(actor.Value, clock.GetUtcNow()), before);
        outbox.Add(db, new WorkflowOverdue(workflow.Id, workflow.Kind, workflow.FundId, workflow.ProposalId, workflow.State.ToString(), workflow.Deadline!.Value));
    }

    private void Tell(WorkflowsDbContext db, Workflow workflow, WorkflowStep step, object? before)
    {
        db.Steps.Add(step);
        audit.Record(db, "workflows." + (step.Overdue ? "overdue" : "move"), ("workflow", workflow.Id), before, View(workflow), step.Why);
        outbox.Add(db, Moved(workflow));
    }

    private static object View(Workflow w) => new { w.Kind, w.FundId, w.ProposalId, w.State, w.Overdue, w.Deadline, w.Outstanding, w.ContentHash };

    private static WorkflowMoved Moved(Workflow w) => new(w.Id, w.FundId, w.State.ToString(), Waits.For(w.State)?.Words);

    private static string? Cut(string? why) => why is { Length: > 2000 } ? why[..2000] : why;
}

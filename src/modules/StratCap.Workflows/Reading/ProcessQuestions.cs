using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Workflows;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Reading;

/// <summary>Answers other modules' questions, each in a scope and read transaction of its own.</summary>
internal sealed class ProcessQuestions(IServiceScopeFactory scopes) : IProcesses
{
    public Task<ProcessEntry?> Find(Guid workflowId, CancellationToken ct) => Ask(db => db.Workflows.Where(w => w.Id == workflowId)
        .Select(w => new ProcessEntry(w.Id, w.Kind, w.FundId, w.ProposalId, w.Title, w.Amount, w.Currency, w.PreparedBy, w.SubmittedBy, w.SubmittedByName)).SingleOrDefaultAsync(ct), ct);

    public Task<(IReadOnlyList<OpenProcess> First, int Count)> WaitingFor(Guid userId, IReadOnlySet<string> permissions, Guid? fundId, int most, CancellationToken ct) => Ask<(IReadOnlyList<OpenProcess>, int)>(async db =>
    {
        var waiting = ListWorkflows.WaitingForMe(Of(db, fundId), userId, permissions);
        return ([.. (await waiting.OrderByDescending(w => w.Id).Take(most).ToListAsync(ct)).Select(Entry)], await waiting.CountAsync(ct));
    }, ct);

    public Task<IReadOnlyList<OpenProcess>> WithDeadline(Guid? fundId, int most, CancellationToken ct) => Ask<IReadOnlyList<OpenProcess>>(async db =>
        [.. (await Of(db, fundId).Where(w => w.EndedAt == null && w.Deadline != null && w.State == WorkflowState.AwaitingApproval).OrderBy(w => w.Deadline).ThenBy(w => w.Id).Take(most).ToListAsync(ct)).Select(Entry)], ct);

    private static IQueryable<Workflow> Of(WorkflowsDbContext db, Guid? fundId) => fundId is null ? db.Workflows : db.Workflows.Where(w => w.FundId == fundId);

    private static OpenProcess Entry(Workflow w) => new(w.Id, w.Kind, w.FundId, w.ProposalId, w.Title, w.Amount, w.Currency, w.State.ToString(), w.Deadline, w.Overdue, Waits.For(w.State)?.Words);

    private async Task<T> Ask<T>(Func<WorkflowsDbContext, Task<T>> question, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WorkflowsDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await question(db);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Workflows;

namespace StratCap.Workflows.Reading;

/// <summary>Answers other modules, in a scope and read transaction of its own.</summary>
internal sealed class ProcessQuestions(IServiceScopeFactory scopes) : IProcesses
{
    public async Task<ProcessEntry?> Find(Guid workflowId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WorkflowsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await db.Workflows.AsNoTracking().Where(w => w.Id == workflowId)
            .Select(w => new ProcessEntry(w.Id, w.Kind, w.FundId, w.ProposalId, w.Title, w.Amount, w.Currency, w.PreparedBy, w.SubmittedBy, w.SubmittedByName)).SingleOrDefaultAsync(ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Jobs;
using StratCap.PluginSdk;

namespace StratCap.Accounting.Sync;

/// <summary>Somebody asked a run to stop.</summary>
internal sealed class RunStoppedException : Exception;

/// <summary>What the steps of a run share.</summary>
internal sealed record SyncJob(JobLease Lease, SyncLink Link, ILedgerConnection Ledger);

/// <summary>
/// The transactions of runs. Each holds the run's row, so that only the worker to whom it belongs writes, and counts with what it counts are saved together. None is
/// open while a vendor is asked.
/// </summary>
internal sealed class RunSteps(IServiceScopeFactory scopes)
{
    /// <summary>Does one step; what it changes is saved with the run's row, which it may change too.</summary>
    /// <param name="evenIfStopped">What a vendor answered is kept although somebody asked to stop.</param>
    /// <exception cref="LeaseLostException">The run is another worker's by now.</exception>
    /// <exception cref="RunStoppedException">Somebody asked it to stop.</exception>
    public async Task<T> Step<T>(JobLease lease, Func<AccountingDbContext, SyncRun, Task<T>> work, CancellationToken ct, bool evenIfStopped = false)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var run = await db.SyncRuns
            .FromSql($"select * from accounting.sync_runs where tenant_id = {lease.TenantId} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running' for update")
            .AsTracking().SingleOrDefaultAsync(ct) ?? throw new LeaseLostException(lease);
        if (run.CancelRequestedAt is not null && !evenIfStopped) throw new RunStoppedException();
        var result = await work(db, run);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>Does one step that gives nothing.</summary>
    public Task Step(JobLease lease, Func<AccountingDbContext, SyncRun, Task> work, CancellationToken ct, bool evenIfStopped = false) => Step(lease, async (db, run) =>
    {
        await work(db, run);
        return true;
    }, ct, evenIfStopped);
}

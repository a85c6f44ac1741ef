using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Jobs;
using StratCap.PluginSdk;

namespace StratCap.Accounting.Sync;

/// <summary>Somebody asked a run to stop, switched its link off or turned it.</summary>
internal sealed class RunStoppedException : Exception;

/// <summary>What the steps of a run share. The link's settings are not among it: each step reads them as they are by then.</summary>
/// <param name="Direction">Which way entries went when it began; a link that was turned since stops it.</param>
internal sealed record SyncJob(JobLease Lease, Guid LinkId, SyncDirection Direction, ILedgerConnection Ledger);

/// <summary>
/// The transactions of runs. Each holds the run's row, so that only the worker to whom it belongs writes, and counts with what it counts are saved together. None is
/// open while a vendor is asked.
/// </summary>
internal sealed class RunSteps(IServiceScopeFactory scopes)
{
    /// <summary>Does one step; what it changes is saved with the run's row, which it may change too.</summary>
    /// <param name="evenIfStopped">What a vendor answered is kept although somebody asked to stop.</param>
    /// <param name="changes">The link whose row the step writes too: it is locked first, as whoever changes a link locks it before its run.</param>
    /// <exception cref="LeaseLostException">The run is another worker's by now.</exception>
    /// <exception cref="RunStoppedException">Somebody asked it to stop.</exception>
    public async Task<T> Step<T>(JobLease lease, Func<AccountingDbContext, SyncRun, Task<T>> work, CancellationToken ct, bool evenIfStopped = false, Guid? changes = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (changes is { } linkId) await db.LockLink(linkId, ct);
        var run = await db.SyncRuns
            .FromSql($"select * from accounting.sync_runs where tenant_id = {lease.TenantId} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running' for update")
            .AsTracking().SingleOrDefaultAsync(ct) ?? throw new LeaseLostException(lease);
        if (run.CancelRequestedAt is not null && !evenIfStopped) throw new RunStoppedException();
        var result = await work(db, run);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>Does one step under the link's settings as they are now.</summary>
    public Task<T> Step<T>(SyncJob job, Func<AccountingDbContext, SyncRun, SyncLink, Task<T>> work, CancellationToken ct, bool evenIfStopped = false) => Step(job.Lease, async (db, run) =>
    {
        var link = await db.SyncLinks.AsNoTracking().SingleAsync(l => l.Id == job.LinkId, ct);
        if (!evenIfStopped && (!link.Enabled || link.Direction != job.Direction)) throw new RunStoppedException();
        return await work(db, run, link);
    }, ct, evenIfStopped);

    /// <summary>Does one step that gives nothing.</summary>
    public Task Step(SyncJob job, Func<AccountingDbContext, SyncRun, SyncLink, Task> work, CancellationToken ct, bool evenIfStopped = false) => Step(job, async (db, run, link) =>
    {
        await work(db, run, link);
        return true;
    }, ct, evenIfStopped);
}

using Microsoft.Extensions.Logging;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Accounting.Sync;

/// <summary>Gives runs to workers.</summary>
internal sealed class SyncLeases(PlatformConnections connections, SyncOptions options) : JobLeases(connections, AccountingDbContext.Module, "sync_runs", options.Pace), IJobCounts
{
    async Task<JobCounts> IJobCounts.Of(Guid tenantId, CancellationToken ct)
    {
        var (waiting, running, stalled, failed) = await Counts(tenantId, ct);
        return new(AccountingDbContext.Module, waiting, running, stalled, failed);
    }
}

/// <summary>Takes runs up and does them.</summary>
internal sealed class SyncRunner(SyncLeases leases, SyncWork work, SyncOptions options, ILogger<SyncRunner> log) : JobRunner(leases, options.Pace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => work.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => work.GiveUp(lease, ct);
}

using Microsoft.Extensions.Logging;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Calculations.Runs;

/// <summary>Gives runs to workers.</summary>
internal sealed class CalculationLeases(PlatformConnections connections, CalculationsOptions options) : JobLeases(connections, CalculationsModule.Name, "jobs", options.Pace), IJobCounts
{
    async Task<JobCounts> IJobCounts.Of(Guid tenantId, CancellationToken ct)
    {
        var (waiting, running, stalled, failed) = await Counts(tenantId, ct);
        return new(CalculationsModule.Name, waiting, running, stalled, failed);
    }
}

/// <summary>Takes long runs up and does them.</summary>
internal sealed class CalculationRunner(CalculationLeases leases, CalculationWork work, CalculationsOptions options, ILogger<CalculationRunner> log) : JobRunner(leases, options.Pace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => work.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => work.GiveUp(lease, ct);
}

using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Ingestion.Imports;

/// <summary>Gives imports to workers.</summary>
internal sealed class ImportLeases(PlatformConnections connections, IngestionOptions options) : JobLeases(connections, IngestionModule.Name, "import_jobs", options.Pace), IJobCounts
{
    async Task<JobCounts> IJobCounts.Of(Guid tenantId, CancellationToken ct)
    {
        var (waiting, running, stalled, failed) = await Counts(tenantId, ct);
        return new(IngestionModule.Name, waiting, running, stalled, failed);
    }
}

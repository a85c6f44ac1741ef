using Microsoft.Extensions.Logging;
using StratCap.Foundation.Jobs;

namespace StratCap.Ingestion.Imports;

/// <summary>Takes imports up and runs them.</summary>
internal sealed class ImportRunner(ImportLeases leases, ImportRun run, IngestionOptions options, ILogger<ImportRunner> log) : JobRunner(leases, options.Pace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => run.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => run.GiveUp(lease, ct);
}

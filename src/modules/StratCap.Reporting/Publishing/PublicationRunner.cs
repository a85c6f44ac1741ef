using Microsoft.Extensions.Logging;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Reporting.Publishing;

/// <summary>Gives publications to workers.</summary>
internal sealed class PublicationLeases(PlatformConnections connections, PublishingOptions options) : JobLeases(connections, ReportingModule.Name, "publications", options.Pace);

/// <summary>Takes publications up and does them.</summary>
internal sealed class PublicationRunner(PublicationLeases leases, PublicationWork work, PublishingOptions options, ILogger<PublicationRunner> log) : JobRunner(leases, options.Pace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => work.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => work.GiveUp(lease, ct);
}

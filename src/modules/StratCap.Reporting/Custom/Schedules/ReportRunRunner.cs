using Microsoft.Extensions.Logging;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;
using StratCap.Reporting.Publishing;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>Gives scheduled reports to workers.</summary>
internal sealed class ReportRunLeases(PlatformConnections connections, CustomReportOptions options) : JobLeases(connections, ReportingModule.Name, "report_runs", options.Pace);

/// <summary>Takes scheduled reports up and makes them.</summary>
internal sealed class ReportRunRunner(ReportRunLeases leases, ReportRunWork work, CustomReportOptions options, ILogger<ReportRunRunner> log) : JobRunner(leases, options.Pace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => work.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => work.GiveUp(lease, ct);
}

/// <summary>How the module's jobs stand: publications and scheduled reports together.</summary>
internal sealed class ReportingJobs(PublicationLeases publications, ReportRunLeases runs) : IJobCounts
{
    public async Task<JobCounts> Of(Guid tenantId, CancellationToken ct)
    {
        var (one, other) = (await publications.Counts(tenantId, ct), await runs.Counts(tenantId, ct));
        return new(ReportingModule.Name, one.Waiting + other.Waiting, one.Running + other.Running, one.Stalled + other.Stalled, one.Failed + other.Failed);
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Feeds;

/// <summary>Gives readings to readers.</summary>
internal sealed class ReadLeases(PlatformConnections connections, IOptions<PaymentsOptions> options) : JobLeases(connections, PaymentsDbContext.Module, "bank_reads", Pace(options.Value))
{
    public static JobPace Pace(PaymentsOptions o) => new(TimeSpan.FromSeconds(o.LeaseSeconds), TimeSpan.FromSeconds(o.PollSeconds), o.Readers, MaxAttempts: 5);
}

/// <summary>Counts what is sent to banks and what is read of them.</summary>
internal sealed class PaymentJobs(SendLeases sends, ReadLeases reads) : IJobCounts
{
    public async Task<JobCounts> Of(Guid tenantId, CancellationToken ct)
    {
        var (sent, read) = (await sends.Counts(tenantId, ct), await reads.Counts(tenantId, ct));
        return new(PaymentsDbContext.Module, sent.Waiting + read.Waiting, sent.Running + read.Running, sent.Stalled + read.Stalled, sent.Failed + read.Failed);
    }
}

/// <summary>Takes readings up and does them.</summary>
internal sealed class BankReader(ReadLeases leases, ReadBank read, IOptions<PaymentsOptions> options, ILogger<BankReader> log) : JobRunner(leases, ReadLeases.Pace(options.Value), log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => read.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => read.GiveUp(lease, ct);
}

/// <summary>The job that asks for feeds that are due; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class AskForFeeds(PlatformConnections platform, TimeProvider clock, IOptions<PaymentsOptions> options, ILogger<AskForFeeds> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await BankReads.AskForDue(platform, clock.GetUtcNow(), options.Value.FeedMinutes, cancellationToken) is > 0 and var asked) log.LogInformation("Asked for {Count} bank feeds that were due", asked);
    }
}

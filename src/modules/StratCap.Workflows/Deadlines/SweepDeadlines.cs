using Microsoft.Extensions.Logging;
using Quartz;

namespace StratCap.Workflows.Deadlines;

/// <summary>The job that looks for passed deadlines; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepDeadlines(DeadlineSweep sweep, ILogger<SweepDeadlines> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var applied = await sweep.Run(cancellationToken);
        if (applied > 0) log.LogInformation("Applied {Count} passed deadlines", applied);
    }
}

using Microsoft.Extensions.Logging;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Documents.Texts;

/// <summary>Gives documents whose text is to be taken out to workers.</summary>
internal sealed class TextLeases(PlatformConnections connections, DocumentOptions options) : JobLeases(connections, DocumentsModule.Name, "document_texts", options.TextPace), IJobCounts
{
    async Task<JobCounts> IJobCounts.Of(Guid tenantId, CancellationToken ct)
    {
        var (waiting, running, stalled, failed) = await Counts(tenantId, ct);
        return new(DocumentsModule.Name, waiting, running, stalled, failed);
    }
}

/// <summary>Takes documents up and their text out.</summary>
internal sealed class TextRunner(TextLeases leases, TextWork work, DocumentOptions options, ILogger<TextRunner> log) : JobRunner(leases, options.TextPace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => work.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => work.GiveUp(lease, ct);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;

namespace StratCap.Exports.Exporting;

/// <summary>Gives exports to workers.</summary>
internal sealed class ExportLeases(PlatformConnections connections, ExportsOptions options) : JobLeases(connections, ExportsModule.Name, "exports", options.Pace), IJobCounts
{
    async Task<JobCounts> IJobCounts.Of(Guid tenantId, CancellationToken ct)
    {
        var (waiting, running, stalled, failed) = await Counts(tenantId, ct);
        return new(ExportsModule.Name, waiting, running, stalled, failed);
    }
}

/// <summary>Takes exports up and writes them.</summary>
internal sealed class ExportRunner(ExportLeases leases, ExportWork work, ExportsOptions options, ILogger<ExportRunner> log) : JobRunner(leases, options.Pace, log)
{
    protected override Task Run(JobLease lease, CancellationToken ct) => work.Run(lease, ct);

    protected override Task GiveUp(JobLease lease, CancellationToken ct) => work.GiveUp(lease, ct);
}

/// <summary>Pushes an export's progress to browsers of those who may export. A hint only: what fails here is logged and the work goes on.</summary>
internal sealed partial class ExportNews(IPush push, ILogger<ExportNews> log)
{
    /// <summary>Tells of an export of the tenant in scope.</summary>
    public async Task Tell(TenantExport export, CancellationToken ct)
    {
        try
        {
            await push.Send(Permissions.TenantExport, "export.progress", ExportView.Of(export), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotTold(e, export.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Progress of export {ExportId} could not be pushed")]
    private partial void NotTold(Exception e, Guid exportId);
}

/// <summary>Removes archives after their time, of every firm.</summary>
internal sealed partial class ExportSweeper(PlatformConnections connections, Blobs blobs, CurrentTenant tenant, TimeProvider clock, ILogger<ExportSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(t => t.IsCompletedSuccessfully && t.Result, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException && !stoppingToken.IsCancellationRequested)
            {
                NotSwept(e);
            }
        }
    }

    /// <summary>Removes what is over now.</summary>
    public async Task Sweep(CancellationToken ct)
    {
        var over = await connections.Due(ExportsModule.Name, "select tenant_id, id from exports.exports where state = 'Completed' and expires_at <= $1 order by expires_at limit 1000", clock.GetUtcNow(), ct);
        // The file first: should this end in between, the row still says that there is something to remove.
        foreach (var (tenantId, id) in over)
        {
            using var _ = tenant.Use(tenantId);
            await blobs.Delete(TenantExport.KeyOf(id), ct);
        }
        await using var connection = await connections.Open(ExportsModule.Name, ct);
        await using var update = new NpgsqlCommand("update exports.exports set state = 'Expired' where (tenant_id, id) in (select * from unnest($1, $2)) and state = 'Completed'", connection)
        {
            Parameters = { new() { Value = over.Select(o => o.TenantId).ToArray() }, new() { Value = over.Select(o => o.Id).ToArray() } },
        };
        await update.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old exports could not be removed and will be looked for again")]
    private partial void NotSwept(Exception e);
}

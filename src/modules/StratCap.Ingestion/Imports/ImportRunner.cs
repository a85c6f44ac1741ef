using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StratCap.Ingestion.Imports;

/// <summary>Takes jobs and runs them, for as long as the server lives. Stopped, it gives its jobs back at once; killed, its leases run out.</summary>
internal sealed partial class ImportRunner(ImportLeases leases, ImportRun run, IngestionOptions options, ILogger<ImportRunner> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => Loop(stoppingToken), stoppingToken)));

    private async Task Loop(CancellationToken stopping)
    {
        var idle = TimeSpan.FromMilliseconds(options.PollMilliseconds);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await leases.Take(stopping) is { } lease) await RunLeased(lease, stopping);
                else await Task.Delay(idle, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database is away or not ready: the loop must outlive that.
                NoJobs(e);
                await Task.Delay(TimeSpan.FromSeconds(2), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunLeased(ImportLease lease, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heart = Beat(lease, lost);
        try
        {
            if (lease.Attempt > options.MaxAttempts) await run.GiveUp(lease, lost.Token);
            else await run.Run(lease, lost.Token);
        }
        catch (LeaseLostException e)
        {
            Lost(e, lease.JobId);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // A job that another took over is not released: the condition on the owner sees to it.
            await leases.Release(lease, TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e)
        {
            Failed(e, lease.JobId, lease.Attempt);
            await leases.Release(lease, TimeSpan.FromSeconds(Math.Min(60, 1 << Math.Min(lease.Attempt, 6))), CancellationToken.None);
        }
        finally
        {
            await lost.CancelAsync();
            await heart;
        }
    }

    private async Task Beat(ImportLease lease, CancellationTokenSource lost)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.LeaseSeconds / 3));
        try
        {
            while (await timer.WaitForNextTickAsync(lost.Token))
                if (!await leases.Extend(lease, lost.Token)) await lost.CancelAsync();
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            return;
        }
        catch (Npgsql.NpgsqlException e)
        {
            // Without a sign of life the lease may run out: stop before another begins.
            Lost(e, lease.JobId);
            await lost.CancelAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No import could be taken up")]
    private partial void NoJobs(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Import {JobId} is no longer this worker's")]
    private partial void Lost(Exception e, Guid jobId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {JobId} failed in attempt {Attempt} and will be tried again")]
    private partial void Failed(Exception e, Guid jobId, int attempt);
}

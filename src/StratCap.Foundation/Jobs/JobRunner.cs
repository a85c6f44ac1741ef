using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StratCap.Foundation.Jobs;

/// <summary>How a module's workers take jobs.</summary>
/// <param name="Lease">How long a job belongs to a worker that gives no sign of life.</param>
/// <param name="Poll">How often an idle worker looks for a job.</param>
/// <param name="Workers">Jobs that one copy of the server runs at a time, each of another tenant; 0 leaves them to other copies.</param>
/// <param name="MaxAttempts">How often a job may be taken up without getting further before it is given up.</param>
public sealed record JobPace(TimeSpan Lease, TimeSpan Poll, int Workers, int MaxAttempts);

/// <summary>Takes jobs and runs them, for as long as the server lives. Stopped, it gives its jobs back at once; killed, its leases run out.</summary>
public abstract partial class JobRunner(JobLeases leases, JobPace pace, ILogger log) : BackgroundService
{
    /// <summary>Runs a job from where it stands to its end.</summary>
    protected abstract Task Run(JobLease lease, CancellationToken ct);

    /// <summary>Ends a job that fails again and again without getting further.</summary>
    protected abstract Task GiveUp(JobLease lease, CancellationToken ct);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, pace.Workers).Select(_ => Task.Run(() => Loop(stoppingToken), stoppingToken)));

    private async Task Loop(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await leases.Take(stopping) is { } lease) await RunLeased(lease, stopping);
                else await Task.Delay(pace.Poll, stopping);
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

    private async Task RunLeased(JobLease lease, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heart = Beat(lease, lost);
        try
        {
            if (lease.Attempt > pace.MaxAttempts) await GiveUp(lease, lost.Token);
            else await Run(lease, lost.Token);
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

    private async Task Beat(JobLease lease, CancellationTokenSource lost)
    {
        using var timer = new PeriodicTimer(pace.Lease / 3);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "No job could be taken up")]
    private partial void NoJobs(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} is no longer this worker's")]
    private partial void Lost(Exception e, Guid jobId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} failed in attempt {Attempt} and will be tried again")]
    private partial void Failed(Exception e, Guid jobId, int attempt);
}

using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using StratCap.Foundation.Data;

namespace StratCap.Server.Messaging;

/// <summary>Keeps one module's outbox empty: takes turn after turn while there are events due, then sleeps until it is woken or the poll interval is over.</summary>
internal sealed partial class OutboxPump(
    string module, PlatformConnections platform, IEventTransport transport, BusGate gate, SemaphoreSlim turnsAtOnce, MessagingOptions options, ILogger<OutboxDispatcher> log)
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(50);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private Guid _behind = Guid.Empty;

    /// <summary>There may be something to send.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Runs until it is stopped, then waits for the turns under way.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await gate.WhenReady(stopping);
                while (await BeginTurn(stopping)) { }
                await Sleep(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error) when (error is DbException or TimeoutException)
            {
                LogTrouble(log, error, module);
                await Task.Delay(AfterTrouble, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_running.Keys);
    }

    private async Task Sleep(CancellationToken stopping)
    {
        using var nap = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        nap.CancelAfter(options.PollInterval);
        try
        {
            await _wake.Reader.ReadAsync(nap.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return; // Nobody woke it: look all the same.
        }
    }

    // A turn runs on while the next is begun, so that an aggregate whose events take long holds nobody up.
    private async Task<bool> BeginTurn(CancellationToken stopping)
    {
        await turnsAtOnce.WaitAsync(stopping);
        OutboxTurn? turn = null;
        try
        {
            turn = await Claim(stopping);
        }
        finally
        {
            if (turn is null) turnsAtOnce.Release();
        }
        if (turn is null) return false;
        var task = Finish(turn, stopping);
        _running[task] = true;
        _ = task.ContinueWith(t => _running.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    // Goes round the aggregates, so that busy ones at the front do not keep the others waiting.
    private async Task<OutboxTurn?> Claim(CancellationToken stopping)
    {
        var turn = await OutboxTurn.Claim(platform, module, _behind, options.AggregatesPerTurn!.Value, stopping);
        if (turn is null && _behind != Guid.Empty) turn = await OutboxTurn.Claim(platform, module, Guid.Empty, options.AggregatesPerTurn!.Value, stopping);
        _behind = turn?.Aggregates[^1] ?? Guid.Empty;
        return turn;
    }

    private async Task Finish(OutboxTurn turn, CancellationToken stopping)
    {
        try
        {
            await using (turn)
                foreach (var failure in await turn.Run(transport.Publish, options.EventsPerAggregate, options.Backoff, stopping))
                {
                    LogFailed(log, failure.Error, failure.Envelope.EventType, failure.Envelope.EventId, module, failure.Attempts);
                    _ = WakeAfter(failure.Wait, stopping);
                }
        }
        catch (Exception error) when (error is DbException or TimeoutException or OperationCanceledException)
        {
            LogTrouble(log, error, module); // Rolled back: what was sent is sent again, and handled once.
        }
        finally
        {
            turnsAtOnce.Release();
            Wake(); // Events of the aggregates held may have come meanwhile.
        }
    }

    private async Task WakeAfter(TimeSpan wait, CancellationToken stopping)
    {
        // A timer may fire a little early, and who looks before the database's clock says so would find nothing due and sleep until the next poll.
        await Task.Delay(wait + TimerSlack, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Wake();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox of {Module} could not be worked on: tried again in a moment")]
    private static partial void LogTrouble(ILogger log, Exception error, string module);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{EventType} {EventId} of {Module} could not be sent, attempt {Attempt}")]
    private static partial void LogFailed(ILogger log, Exception error, string eventType, Guid eventId, string module, int attempt);
}

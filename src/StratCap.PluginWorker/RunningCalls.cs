using Grpc.Core;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker;

/// <summary>Runs the plugin's code: with a connection, errors in the host's classes, and an end when time is up.</summary>
internal sealed class RunningCalls(LoadedPlugin plugin, HostDoor host)
{
    /// <summary>How long a plugin may take to notice that its time is up. A thread cannot be taken back: after that the process ends, and the host starts another.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private bool draining;

    /// <summary>One call of a capability.</summary>
    internal async Task<TAnswer> Run<TCapability, TAnswer>(V1Call call, ServerCallContext context, Func<TCapability, Connection, CancellationToken, Task<TAnswer>> work)
        where TCapability : class
    {
        Enter();
        try
        {
            var capability = plugin.As<TCapability>();
            await using var given = new GivenConnection(call, host);
            var ct = context.CancellationToken;
            return await Bounded(Task.Run(() => work(capability, given.Connection, ct), CancellationToken.None), ct);
        }
        catch (ConnectorException error)
        {
            throw error.ToWire();
        }
        catch (OutOfMemoryException)
        {
            // What is left of such a process is not to be trusted with money.
            Environment.FailFast("The plugin is out of memory.");
            throw;
        }
        catch (Exception error) when (error is not RpcException && !context.CancellationToken.IsCancellationRequested)
        {
            var passing = error is HttpRequestException or OperationCanceledException;
            throw new ConnectorException(passing ? ErrorClass.Transient : ErrorClass.Permanent, $"The plugin failed: {error.GetType().Name}.", EgressCodes.PluginFailed).ToWire();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A stream of pages; each is one message, so that a page comes whole or not at all.</summary>
    internal Task Stream<TCapability, TPage, TWire>(
        V1Call call, ServerCallContext context, IServerStreamWriter<TWire> answers, Func<TCapability, Connection, CancellationToken, IAsyncEnumerable<TPage>> pages, Func<TPage, TWire> toWire)
        where TCapability : class => Run<TCapability, bool>(call, context, async (capability, connection, ct) =>
    {
        await foreach (var page in pages(capability, connection, ct).WithCancellation(ct)) await answers.WriteAsync(toWire(page), ct);
        return true;
    });

    /// <summary>Takes no new call; ends when none runs.</summary>
    internal Task Drain()
    {
        lock (gate)
        {
            draining = true;
            if (running == 0) drained.TrySetResult();
        }
        return drained.Task;
    }

    private static async Task<T> Bounded<T>(Task<T> work, CancellationToken ct)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ct.Register(() => stopped.TrySetResult());
        if (await Task.WhenAny(work, stopped.Task) != work && await Task.WhenAny(work, Task.Delay(Grace, CancellationToken.None)) != work)
            Environment.FailFast("The plugin does not stop when its time is up.");
        return await work;
    }

    private void Enter()
    {
        lock (gate)
        {
            if (draining) throw new ConnectorException(ErrorClass.Transient, "The plugin is being stopped.").ToWire();
            running++;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--running == 0 && draining) drained.TrySetResult();
        }
    }
}

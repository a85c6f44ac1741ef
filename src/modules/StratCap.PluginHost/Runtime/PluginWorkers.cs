using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StratCap.PluginHost.Packages;

namespace StratCap.PluginHost.Runtime;

/// <summary>Starts, watches, drains and ends the workers of this server. A singleton; it ends its processes when it is disposed of.</summary>
internal sealed partial class PluginWorkers : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Hash, string? AloneFor), WorkerSlot> slots = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Spawner spawner = new();
    private readonly WorkerParts parts;
    private readonly Task watching;

    public PluginWorkers(PluginPackages packages, IPluginSource source, Egress egress, IOptions<PluginRuntimeOptions> options, TimeProvider clock, ILogger<PluginWorkers> log)
    {
        parts = new(packages, source, egress, spawner, options.Value, clock, log);
        watching = Watch();
    }

    /// <summary>Every version that this server has met; a firm's own worker as long as it is in use.</summary>
    internal IReadOnlyList<WorkerStatus> Status() => [.. slots.Values.Select(s => s.Status())];

    /// <summary>Starts a version before its first call, as when it is upgraded to: start, then move connections over; the old one ends when it had no call for a quarter of an hour. It is verified first.</summary>
    /// <exception cref="PackageRefused">It is not taken; its state is Rejected.</exception>
    /// <exception cref="StratCap.PluginSdk.ConnectorException">It is quarantined or does not come up.</exception>
    internal Task Start(string packageHash, string? aloneFor, CancellationToken ct) => Slot(packageHash, aloneFor).Ready(ct);

    /// <summary>Ends a version: no new calls, 30 seconds for those that run, then the process is killed. Returns when it is stopped.</summary>
    internal Task Drain(string packageHash, CancellationToken ct) => Task.WhenAll(slots.Values.Where(s => s.PackageHash == packageHash).Select(s => s.Drain(ct)));

    /// <summary>Lets a quarantined or rejected version be tried again.</summary>
    internal void Release(string packageHash)
    {
        foreach (var slot in slots.Values.Where(s => s.PackageHash == packageHash)) slot.Release();
    }

    /// <summary>Where a version's calls go. It is asked for before each call, and stays for as long as a worker may be idle.</summary>
    internal WorkerSlot Slot(string packageHash, string? aloneFor)
    {
        while (true)
        {
            var slot = slots.GetOrAdd((packageHash, aloneFor), key => new WorkerSlot(key.Hash, key.AloneFor, parts));
            if (slot.Claim()) return slot;
            Remove(slot);
        }
    }

    private void Remove(WorkerSlot slot) => slots.TryRemove(new((slot.PackageHash, slot.AloneFor), slot));

    private async Task Watch()
    {
        using var timer = new PeriodicTimer(Every, parts.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token)) await Task.WhenAll(slots.Values.Select(Look));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
    }

    // One worker that cannot be looked at must not keep the others from it: it comes up again at the next look.
    private async Task Look(WorkerSlot slot)
    {
        try
        {
            await slot.Look(ended.Token);
            if (slot.Close()) Remove(slot);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ended.IsCancellationRequested)
        {
            NotLooked(parts.Log, slot.PackageHash, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        await Task.WhenAll(slots.Values.Select(s => s.End()));
        spawner.Dispose();
        ended.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker of package {PackageHash} could not be looked at")]
    private static partial void NotLooked(ILogger logger, string packageHash, Exception error);
}

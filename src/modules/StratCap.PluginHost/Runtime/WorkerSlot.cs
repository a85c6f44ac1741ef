using Microsoft.Extensions.Logging;
using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginHost.Runtime;

/// <summary>What every slot works with.</summary>
internal sealed record WorkerParts(PluginPackages Packages, IPluginSource Source, Egress Egress, Spawner Spawner, PluginRuntimeOptions Options, TimeProvider Clock, ILogger Log);

/// <summary>One plugin version on this server: its state, and the process when there is one. A process that ended is started again by the next call, not before its back-off is over.</summary>
internal sealed partial class WorkerSlot(string packageHash, string? aloneFor, WorkerParts parts)
{
    /// <summary>A machine under load needs its time; a worker that is well comes up in less than one second.</summary>
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60), DrainWithin = TimeSpan.FromSeconds(30), CrashWindow = TimeSpan.FromMinutes(10), HealthWithin = TimeSpan.FromSeconds(5),
        IdleAtMost = TimeSpan.FromMinutes(15);

    private const int CrashesAtMost = 5, MissesAtMost = 3;

    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> crashes = new();
    private Task<WorkerProcess>? coming;
    private WorkerProcess? process;
    private PluginPackage? package;
    private WorkerState state = WorkerState.Discovered;
    private string? reason;
    private DateTimeOffset notBefore, readySince, lastAsked;
    private int misses, stops;
    private bool closed;
    private Task watching = Task.CompletedTask;

    internal string PackageHash => packageHash;

    internal string? AloneFor => aloneFor;

    /// <summary>Keeps it for a call that is about to come; false: it is closed, and another takes its place.</summary>
    internal bool Claim()
    {
        lock (gate)
        {
            if (!closed) lastAsked = parts.Clock.GetUtcNow();
            return !closed;
        }
    }

    /// <summary>Closes one firm's own after a quarter of an hour without a call, unless a process or a verdict is left: firms come and go. Whether it is closed.</summary>
    internal bool Close()
    {
        lock (gate)
        {
            return closed |= aloneFor is not null && process is null && coming is null && watching.IsCompleted
                && state is not (WorkerState.Draining or WorkerState.Rejected or WorkerState.Quarantined) && parts.Clock.GetUtcNow() - lastAsked >= IdleAtMost;
        }
    }

    internal WorkerStatus Status()
    {
        lock (gate)
        {
            Forget();
            return new(
                packageHash, aloneFor, package?.Manifest.Id, package?.Manifest.Version, state, reason, process?.Sandboxed, process?.Id, process is null ? null : readySince, crashes.Count);
        }
    }

    /// <summary>The process, started when there is none.</summary>
    /// <exception cref="ConnectorException">It may not run, or does not come up.</exception>
    /// <exception cref="PackageRefused">The package is not taken.</exception>
    internal Task<WorkerProcess> Ready(CancellationToken ct)
    {
        lock (gate)
        {
            lastAsked = parts.Clock.GetUtcNow();
            if (process is not null && state is WorkerState.Ready or WorkerState.Degraded) return Task.FromResult(process!);
            Refuse();
            coming ??= Start();
            return coming.WaitAsync(ct);
        }
    }

    /// <summary>Why no call is taken, for a call that just failed; null: it is not quarantined.</summary>
    internal ConnectorException? Quarantine()
    {
        lock (gate) return state == WorkerState.Quarantined ? Quarantined() : null;
    }

    private ConnectorException Quarantined() => new(ErrorClass.Permanent, $"The plugin is quarantined: {reason}", ConnectorCodes.Unusable);

    private void Refuse()
    {
        if (state == WorkerState.Quarantined) throw Quarantined();
        if (state == WorkerState.Rejected) throw new ConnectorException(ErrorClass.Permanent, $"The plugin's package was rejected: {reason}", ConnectorCodes.Unusable);
        if (state == WorkerState.Draining) throw new ConnectorException(ErrorClass.Transient, "The plugin is being stopped.");
        var wait = notBefore - parts.Clock.GetUtcNow();
        if (wait > TimeSpan.Zero) throw new ConnectorException(ErrorClass.Transient, "The plugin crashed and is started again shortly.", retryAfter: wait);
    }

    private async Task<WorkerProcess> Start()
    {
        var asOf = stops;
        // The lock is held by whoever asked first.
        await Task.Yield();
        try
        {
            using var time = new CancellationTokenSource(StartWithin);
            var opened = await parts.Packages.Open(packageHash, parts.Source, time.Token);
            lock (gate) package = opened;
            Turn(asOf, WorkerState.Verified, null);
            AskSandbox(opened);
            Turn(asOf, WorkerState.Starting, null);
            var started = await WorkerProcess.Start(opened, parts.Options.Worker, Sandbox.IsPresent, parts.Spawner, parts.Egress, Breach, time.Token);
            Up(started, asOf);
            return started;
        }
        catch (PackageRefused refused)
        {
            Turn(asOf, refused.Code == "package.not_found" ? WorkerState.Stopped : WorkerState.Rejected, refused.Message);
            throw;
        }
        catch (WorkerUnfit unfit)
        {
            if (unfit.IsBreach) Turn(asOf, WorkerState.Quarantined, unfit.Message);
            else Crash(unfit.Message);
            throw new ConnectorException(ErrorClass.Transient, unfit.Message, inner: unfit);
        }
        finally
        {
            lock (gate) coming = null;
        }
    }

    private void AskSandbox(PluginPackage opened)
    {
        if (!Sandbox.IsPresent && (parts.Options.SandboxRequired || opened.Trust != TrustLevel.Core))
            throw new PackageRefused("package.sandbox", "This server has no bubblewrap, and such a plugin does not run without.");
    }

    private void Up(WorkerProcess started, int asOf)
    {
        bool wanted;
        lock (gate)
        {
            wanted = stops == asOf;
            if (wanted)
            {
                (process, state, reason, misses) = (started, WorkerState.Ready, null, 0);
                readySince = parts.Clock.GetUtcNow();
            }
            watching = Watch(started);
        }
        Started(parts.Log, started.Package.Manifest.Id, started.Package.Manifest.Version, started.Id, started.Sandboxed);
        if (wanted) return;
        started.Kill();
        throw new ConnectorException(ErrorClass.Transient, "The plugin is being stopped.");
    }

    private async Task Watch(WorkerProcess watched)
    {
        await watched.Exited;
        bool expected;
        lock (gate)
        {
            expected = process != watched || state is WorkerState.Draining or WorkerState.Stopped or WorkerState.Quarantined;
            if (process == watched) process = null;
        }
        if (!expected) Crash($"The process ended by itself (code {watched.Code}).");
        await watched.DisposeAsync();
    }

    private void Crash(string why)
    {
        lock (gate)
        {
            Forget();
            crashes.Enqueue(parts.Clock.GetUtcNow());
            notBefore = parts.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(250 << (crashes.Count - 1));
            (state, reason) = crashes.Count >= CrashesAtMost ? (WorkerState.Quarantined, $"It crashed {crashes.Count} times in ten minutes. {why}") : (WorkerState.Degraded, why);
        }
        Crashed(parts.Log, packageHash, why);
    }

    private void Forget()
    {
        while (crashes.TryPeek(out var first) && parts.Clock.GetUtcNow() - first > CrashWindow) crashes.Dequeue();
    }

    /// <summary>It did what no signed plugin does: it is stopped at once, and a person must look.</summary>
    private void Breach(string what)
    {
        WorkerProcess? stopped;
        lock (gate)
        {
            (state, reason) = (WorkerState.Quarantined, what);
            stopped = process;
        }
        Breached(parts.Log, packageHash, what);
        stopped?.Kill();
    }

    /// <summary>A start's next state, unless it was stopped since.</summary>
    private void Turn(int asOf, WorkerState to, string? why)
    {
        lock (gate)
        {
            if (stops == asOf) (state, reason) = (to, why);
        }
    }

    /// <summary>Lets go of a process that had nothing to do for a quarter of an hour, as an old version's after an upgrade; the next call starts one. Null: it has.</summary>
    private WorkerProcess? Idle()
    {
        lock (gate)
        {
            if (process is not { Calls.IsEmpty: true } idle || state is not (WorkerState.Ready or WorkerState.Degraded) || parts.Clock.GetUtcNow() - lastAsked < IdleAtMost) return null;
            (process, state, reason) = (null, WorkerState.Stopped, null);
            return idle;
        }
    }

    /// <summary>The ten-second question, and whether there is anything where nothing should be.</summary>
    internal async Task Look(CancellationToken ct)
    {
        if (Idle() is { } idle)
        {
            idle.Kill();
            return;
        }
        WorkerProcess? asked;
        lock (gate) asked = state is WorkerState.Ready or WorkerState.Degraded ? process : null;
        if (asked is null) return;
        if (asked.Planted() is { } planted)
        {
            Breach(planted);
            return;
        }
        var well = await asked.IsHealthy(HealthWithin, ct);
        if (ct.IsCancellationRequested) return;
        lock (gate)
        {
            if (process != asked || state is not (WorkerState.Ready or WorkerState.Degraded)) return;
            misses = well ? 0 : misses + 1;
            (state, reason) = well ? (WorkerState.Ready, null) : (WorkerState.Degraded, $"It missed {misses} health questions.");
            if (misses < MissesAtMost) return;
        }
        asked.Kill();
    }

    /// <summary>No new calls, thirty seconds for those that run, then the end.</summary>
    internal async Task Drain(CancellationToken ct)
    {
        WorkerProcess? drained;
        lock (gate)
        {
            if (state is WorkerState.Quarantined or WorkerState.Rejected) return;
            drained = process;
            stops++;
            (state, reason) = (drained is null ? WorkerState.Stopped : WorkerState.Draining, null);
        }
        if (drained is null) return;
        await drained.Drain(DrainWithin, ct);
        drained.Kill();
        await drained.Exited;
        lock (gate)
        {
            if (state == WorkerState.Draining) (state, reason) = (WorkerState.Stopped, null);
        }
    }

    /// <summary>A person has looked: the next call tries again.</summary>
    internal void Release()
    {
        lock (gate)
        {
            if (state is not (WorkerState.Quarantined or WorkerState.Rejected)) return;
            (state, reason, notBefore) = (WorkerState.Stopped, null, default);
            crashes.Clear();
        }
    }

    /// <summary>The server ends.</summary>
    internal async Task End()
    {
        Task? start;
        lock (gate)
        {
            stops++;
            (state, reason, start) = (WorkerState.Stopped, null, coming);
            process?.Kill();
        }
        if (start is not null) await Task.WhenAny(start);
        await watching;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {PluginId} {Version} runs as process {ProcessId}, held by {Sandbox}")]
    private static partial void Started(ILogger logger, string pluginId, string version, int processId, string sandbox);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The worker of package {PackageHash} crashed: {Why}")]
    private static partial void Crashed(ILogger logger, string packageHash, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Package {PackageHash} is quarantined: {What}")]
    private static partial void Breached(ILogger logger, string packageHash, string what);
}

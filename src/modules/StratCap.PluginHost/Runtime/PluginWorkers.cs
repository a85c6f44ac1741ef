namespace StratCap.PluginHost.Runtime;

/// <summary>Starts, watches, drains and ends the workers of this server. A singleton; it ends its processes when it is disposed of.</summary>
internal sealed class PluginWorkers
{
    /// <summary>Every version that this server has met.</summary>
    internal IReadOnlyList<WorkerStatus> Status() => throw new NotSupportedException();

    /// <summary>Starts a version before its first call, as when it is upgraded to: verify, start, then move connections over, then <see cref="Drain"/> the old one.</summary>
    /// <exception cref="Packages.PackageRefused">It is not taken; its state is Rejected.</exception>
    /// <exception cref="StratCap.PluginSdk.ConnectorException">It is quarantined or does not come up.</exception>
    internal Task Start(string packageHash, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Ends a version: no new calls, 30 seconds for those that run, then the process is killed. Returns when it is stopped.</summary>
    internal Task Drain(string packageHash, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Lets a quarantined or rejected version be tried again.</summary>
    internal void Release(string packageHash) => throw new NotSupportedException();
}

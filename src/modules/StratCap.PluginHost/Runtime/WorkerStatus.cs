namespace StratCap.PluginHost.Runtime;

/// <summary>Where a plugin version stands on this server; from Ready on in the order of gravity, Stopped aside.</summary>
internal enum WorkerState
{
    /// <summary>Its package is known, nothing has been looked at.</summary>
    Discovered,

    /// <summary>Signatures and files are right.</summary>
    Verified,

    /// <summary>The process is coming up.</summary>
    Starting,

    /// <summary>It takes calls.</summary>
    Ready,

    /// <summary>It missed a health question, or is being restarted.</summary>
    Degraded,

    /// <summary>It finishes its calls and takes no new ones.</summary>
    Draining,

    /// <summary>No process; the next call starts one.</summary>
    Stopped,

    /// <summary>The package is not what was signed, or not believed; nothing of it runs.</summary>
    Rejected,

    /// <summary>It crashed five times in ten minutes or broke the contract; a person must release it.</summary>
    Quarantined,
}

/// <summary>A plugin version on this server.</summary>
/// <param name="PackageHash">The package.</param>
/// <param name="AloneFor">Whose own worker it is; null: shared.</param>
/// <param name="PluginId">From the manifest; null before it was read.</param>
/// <param name="Version">From the manifest.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why, for a person, where it is not well.</param>
/// <param name="Sandbox"><c>bubblewrap</c> or <c>limits</c> (no bubblewrap on this machine: resource limits alone); null without a process.</param>
/// <param name="ProcessId">The process; null: none.</param>
/// <param name="StartedAt">When that process was ready.</param>
/// <param name="RecentCrashes">In the last ten minutes.</param>
internal sealed record WorkerStatus(
    string PackageHash, string? AloneFor, string? PluginId, string? Version, WorkerState State, string? Reason, string? Sandbox, int? ProcessId, DateTimeOffset? StartedAt, int RecentCrashes);

using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Installations;

/// <summary>A version of a plugin as operators see it.</summary>
/// <param name="Trust"><c>core</c> or <c>partner</c>.</param>
/// <param name="Worker">Where its worker stands on the copy of the server that answers, of several the worst; null when none is known there.</param>
internal sealed record VersionView(
    string Plugin, string Version, string Name, string Vendor, string Kind, IReadOnlyList<string> Capabilities, VersionState State, string? Reason, string Trust, string PublisherKeyId, string Hash,
    string RegisteredByName, DateTimeOffset RegisteredAt, string? Worker)
{
    public static VersionView Of(InstalledVersion version, IReadOnlyList<WorkerStatus> workers)
    {
        var manifest = Manifests.Of(version);
        return new(
            version.PluginId, version.Version, manifest.Name, manifest.Vendor, manifest.Kind, manifest.Capabilities, version.State, version.Reason, version.Trust, version.PublisherKeyId, version.Hash,
            version.RegisteredByName, version.RegisteredAt, workers.Where(w => w.PackageHash == version.Hash).MaxBy(w => Gravity(w.State))?.State.ToString());
    }

    // A worker that only ended for want of calls says nothing about the version while another one runs.
    private static int Gravity(WorkerState state) => state == WorkerState.Stopped ? -1 : (int)state;
}

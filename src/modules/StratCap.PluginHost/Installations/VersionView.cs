using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Installations;

/// <summary>A version of a plugin as operators see it.</summary>
/// <param name="Trust"><c>core</c> or <c>partner</c>.</param>
/// <param name="Worker">Where its worker stands on the copy of the server that answers; null when it never ran there.</param>
internal sealed record VersionView(
    string Plugin, string Version, string Name, string Vendor, string Kind, IReadOnlyList<string> Capabilities, VersionState State, string? Reason, string Trust, string PublisherKeyId, string Hash,
    string RegisteredByName, DateTimeOffset RegisteredAt, string? Worker)
{
    public static VersionView Of(InstalledVersion version, IReadOnlyList<WorkerStatus> workers)
    {
        var manifest = Manifests.Of(version);
        return new(
            version.PluginId, version.Version, manifest.Name, manifest.Vendor, manifest.Kind, manifest.Capabilities, version.State, version.Reason, version.Trust, version.PublisherKeyId, version.Hash,
            version.RegisteredByName, version.RegisteredAt, workers.FirstOrDefault(w => w.PackageHash == version.Hash)?.State.ToString());
    }
}

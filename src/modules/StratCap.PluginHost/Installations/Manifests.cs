using System.Collections.Concurrent;
using System.Text;
using StratCap.PluginHost.Packages;

namespace StratCap.PluginHost.Installations;

/// <summary>Manifests of installed versions, parsed once: a package's bytes never change under its hash.</summary>
internal static class Manifests
{
    private static readonly ConcurrentDictionary<string, PluginManifest> Parsed = new(StringComparer.Ordinal);

    public static PluginManifest Of(InstalledVersion version) => Parsed.GetOrAdd(version.Hash, _ => PluginManifest.Parse(Encoding.UTF8.GetBytes(version.Manifest)));
}

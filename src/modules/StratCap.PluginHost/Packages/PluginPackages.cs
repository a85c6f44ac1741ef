namespace StratCap.PluginHost.Packages;

/// <summary>Packages unpacked on this server, in content-addressed read-only folders.</summary>
internal sealed class PluginPackages
{
    /// <summary>Verifies a <c>.scplug</c> file whole and unpacks it; the same file again is verified again and changes nothing.</summary>
    /// <exception cref="PackageRefused">With the file named; nothing is left unpacked.</exception>
    internal Task<PluginPackage> Add(Stream package, IReadOnlyList<TrustedKey> keys, CancellationToken ct) => throw new NotSupportedException();
}

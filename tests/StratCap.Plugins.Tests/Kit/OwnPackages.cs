using System.Security.Cryptography;
using StratCap.PluginHost.Packages;
using StratCap.PluginKit;
using StratCap.Plugins.Tests.Runtime;

namespace StratCap.Plugins.Tests.Kit;

/// <summary>Packages from what the tests' own build put out: publishing each anew would take longer than judging it.</summary>
internal static class OwnPackages
{
    /// <summary>Lays out a connector and its vendor's script.</summary>
    internal static void LayOut(string connector, string into)
    {
        Copy(RuntimeBench.Built(Path.Combine("plugins", connector)), into);
        Copy(RuntimeBench.Built(Path.Combine("plugins", connector, "vendor")), Path.Combine(into, "conformance"));
    }

    /// <summary>Packs what is laid out; the package.</summary>
    internal static string Sealed(string output, string package)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Verbs.Write(package, stream => PluginPacker.Pack(output, key, stream));
        return package;
    }

    /// <summary>Puts a folder's files into another.</summary>
    internal static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}

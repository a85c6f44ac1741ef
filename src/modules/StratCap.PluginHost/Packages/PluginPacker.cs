using System.IO.Compression;
using System.Security.Cryptography;

namespace StratCap.PluginHost.Packages;

/// <summary>Makes <c>.scplug</c> files. The same files and key holder give the same contents but for the signature.</summary>
internal static class PluginPacker
{
    private static readonly string[] Beside = ["plugin.json", "schema/", "conformance/", "sbom/"], Worker = ["StratCap.PluginSdk.dll", "StratCap.PluginSdk.pdb", "StratCap.PluginSdk.xml"];

    private static readonly DateTimeOffset NoTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs what a plugin's build put out: <c>plugin.json</c>, <c>schema/</c>, <c>conformance/</c> and <c>sbom/</c> as they are, all else into <c>lib/</c>, without what the worker has.</summary>
    /// <exception cref="PackageRefused">There is no good <c>plugin.json</c>.</exception>
    internal static void Pack(string output, ECDsa key, Stream package)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(output, path);
            if (Worker.Contains(name)) continue;
            files.Add(Beside.Any(b => b.EndsWith('/') ? name.StartsWith(b, StringComparison.Ordinal) : name == b) ? name : "lib/" + name, File.ReadAllBytes(path));
        }
        if (!files.TryGetValue("plugin.json", out var manifest)) throw new PackageRefused("package.missing", "plugin.json is missing.", "plugin.json");
        PluginManifest.Parse(manifest);
        Seal(files, key, package);
    }

    /// <summary>Packs files as they are given, whatever they are.</summary>
    internal static void Seal(IReadOnlyDictionary<string, byte[]> files, ECDsa key, Stream package)
    {
        var hashes = PackageSeal.Write(new(new(files.ToDictionary(f => f.Key, f => Convert.ToHexStringLower(SHA256.HashData(f.Value))), StringComparer.Ordinal)));
        using var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, content) in files) Put(zip, name, content);
        Put(zip, PackageSeal.Hashes, hashes);
        Put(zip, PackageSeal.Signature, PackageSeal.Sign(key, hashes));
    }

    /// <summary>Adds the platform's counter-signature to a partner's package, in place.</summary>
    internal static void CounterSign(Stream package, ECDsa platform)
    {
        using var zip = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true);
        var stamp = PackageSeal.Sign(platform, Content(zip, PackageSeal.Hashes), Content(zip, PackageSeal.Signature));
        zip.GetEntry(PackageSeal.CounterSignature)?.Delete();
        Put(zip, PackageSeal.CounterSignature, stamp);
    }

    private static byte[] Content(ZipArchive zip, string name)
    {
        using var content = (zip.GetEntry(name) ?? throw new PackageRefused("package.unsigned", $"{name} is missing.", name)).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Put(ZipArchive zip, string name, byte[] content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = NoTime;
        using var stream = entry.Open();
        stream.Write(content);
    }
}

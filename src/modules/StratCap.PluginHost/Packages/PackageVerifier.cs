using System.Security.Cryptography;
using System.Text.Json;

namespace StratCap.PluginHost.Packages;

/// <summary>Verifies an unpacked package: the same code at registration and at every start, over the bytes that will run.</summary>
internal static class PackageVerifier
{
    /// <summary>Verifies it whole.</summary>
    /// <exception cref="PackageRefused">With the file named.</exception>
    internal static PluginPackage Verify(string folder, IReadOnlyList<TrustedKey> keys)
    {
        var files = Files(folder);
        var hashes = Sealing(files, PackageSeal.Hashes);
        var signature = Sealing(files, PackageSeal.Signature);
        var signer = PackageSeal.Signer(signature, PackageSeal.Signature, keys, hashes);
        var trust = Trust(signer, files, hashes, signature, keys);
        Compare(PackageSeal.ReadHashes(hashes).Files, files);
        if (!files.TryGetValue("plugin.json", out var manifestFile)) throw new PackageRefused("package.missing", "plugin.json is missing.", "plugin.json");
        var manifestBytes = File.ReadAllBytes(manifestFile);
        var manifest = PluginManifest.Parse(manifestBytes);
        if (!files.ContainsKey("lib/" + manifest.Entry)) throw new PackageRefused("package.missing", $"The entry assembly lib/{manifest.Entry} is missing.", "lib/" + manifest.Entry);
        return new PluginPackage(HashOf(hashes), folder, manifest, trust, signer.Name, Schema(files, manifest.Settings)) { ManifestBytes = manifestBytes };
    }

    internal static string HashOf(byte[] hashes) => Convert.ToHexStringLower(SHA256.HashData(hashes));

    private static TrustLevel Trust(TrustedKey signer, Dictionary<string, string> files, byte[] hashes, byte[] signature, IReadOnlyList<TrustedKey> keys)
    {
        if (signer.Role == KeyRole.Core) return TrustLevel.Core;
        if (signer.Role == KeyRole.Private) return TrustLevel.Private;
        var second = PackageSeal.Signer(Sealing(files, PackageSeal.CounterSignature), PackageSeal.CounterSignature, keys, hashes, signature);
        return second.Role == KeyRole.Core ? TrustLevel.Partner : throw new PackageRefused("package.untrusted", "The counter-signature is not the platform's.", PackageSeal.CounterSignature);
    }

    private static void Compare(SortedDictionary<string, string> expected, Dictionary<string, string> files)
    {
        foreach (var (name, hash) in expected)
        {
            if (!files.TryGetValue(name, out var path)) throw new PackageRefused("package.missing", $"{name} is missing.", name);
            using var content = File.OpenRead(path);
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != hash) throw new PackageRefused("package.changed", $"{name} is not the file that was signed.", name);
        }
        foreach (var name in files.Keys)
        {
            if (name is not (PackageSeal.Hashes or PackageSeal.Signature or PackageSeal.CounterSignature) && !expected.ContainsKey(name))
                throw new PackageRefused("package.extra", $"{name} was not there when the package was signed.", name);
        }
    }

    private static Dictionary<string, string> Files(string folder)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, entry.FullName);
            if (entry.LinkTarget is not null) throw new PackageRefused("package.path", $"{name} is a link.", name);
            if (entry is FileInfo) found.Add(name, entry.FullName);
        }
        return found;
    }

    private static byte[] Sealing(Dictionary<string, string> files, string name) =>
        files.TryGetValue(name, out var path) ? File.ReadAllBytes(path) : throw new PackageRefused("package.unsigned", $"{name} is missing: the package is not signed.", name);

    private static string Schema(Dictionary<string, string> files, string name)
    {
        if (!files.TryGetValue(name, out var path)) throw new PackageRefused("package.missing", $"The settings' schema {name} is missing.", name);
        var text = File.ReadAllText(path);
        try
        {
            using var schema = JsonDocument.Parse(text);
            if (schema.RootElement.ValueKind == JsonValueKind.Object) return text;
        }
        catch (JsonException)
        {
            throw new PackageRefused("package.form", $"{name} is not JSON.", name);
        }
        throw new PackageRefused("package.form", $"{name} is no JSON Schema.", name);
    }
}

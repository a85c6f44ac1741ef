using Microsoft.Extensions.Options;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Packages;

/// <summary>Packages unpacked on this server, in content-addressed read-only folders.</summary>
internal sealed class PluginPackages(IOptions<PluginRuntimeOptions> options)
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string root = Path.GetFullPath(Path.Combine(options.Value.Data, "packages"));

    /// <summary>Verifies a <c>.scplug</c> file whole and unpacks it; the same file again is verified again and changes nothing.</summary>
    /// <exception cref="PackageRefused">With the file named; nothing is left unpacked.</exception>
    internal async Task<PluginPackage> Add(Stream package, IReadOnlyList<TrustedKey> keys, CancellationToken ct)
    {
        Directory.CreateDirectory(root);
        var passing = Path.Combine(root, ".new-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(passing);
        try
        {
            await using var file = await Bounded(package, passing + ".zip", ct);
            await PackageUnpacker.Unpack(file, passing, ct);
            var verified = PackageVerifier.Verify(passing, keys);
            return verified with { Folder = Settle(passing, verified.Hash) };
        }
        finally
        {
            File.Delete(passing + ".zip");
            if (Directory.Exists(passing)) Directory.Delete(passing, recursive: true);
        }
    }

    /// <summary>A package as it lies here, verified again over its bytes; fetched from the source when it is not here.</summary>
    /// <exception cref="PackageRefused">It is not there, not believed, or not what was signed.</exception>
    internal async Task<PluginPackage> Open(string hash, IPluginSource source, CancellationToken ct)
    {
        var keys = await source.Keys(ct);
        var folder = Path.Combine(root, Named(hash));
        if (Directory.Exists(folder)) return Same(PackageVerifier.Verify(folder, keys), hash);
        await using var file = await source.Open(hash, ct) ?? throw new PackageRefused("package.not_found", "The package is not there or has been withdrawn.");
        return Same(await Add(file, keys, ct), hash);
    }

    private static PluginPackage Same(PluginPackage package, string hash) =>
        package.Hash == hash ? package : throw new PackageRefused("package.changed", "The package is another one than was registered.", PackageSeal.Hashes);

    private static string Named(string hash) =>
        hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? hash : throw new PackageRefused("package.not_found", "A package is named by 64 lower-case hexadecimal digits.");

    /// <summary>A package's folder is there whole or not at all. Two at once: one wins, and both have the same bytes.</summary>
    private string Settle(string passing, string hash)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Plugins run on Linux.");
        var folder = Path.Combine(root, hash);
        foreach (var file in Directory.EnumerateFiles(passing, "*", SearchOption.AllDirectories)) File.SetUnixFileMode(file, ReadOnly);
        foreach (var inner in Directory.EnumerateDirectories(passing, "*", SearchOption.AllDirectories)) File.SetUnixFileMode(inner, ReadOnly | Enter | UnixFileMode.UserWrite);
        if (Directory.Exists(folder)) return folder;
        try
        {
            Directory.Move(passing, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return folder;
        }
        return folder;
    }

    private static async Task<FileStream> Bounded(Stream package, string path, CancellationToken ct)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            var buffer = new byte[81_920];
            for (int read; (read = await package.ReadAsync(buffer, ct)) > 0;)
            {
                if (file.Length + read > PackageUnpacker.ZipBytes) throw new PackageRefused("package.too_large", $"The package has more than {PackageUnpacker.ZipBytes >> 20} MB.");
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            file.Position = 0;
            return file;
        }
        catch (Exception error) when (error is PackageRefused or IOException or OperationCanceledException)
        {
            await file.DisposeAsync();
            throw;
        }
    }
}

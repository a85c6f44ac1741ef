using System.IO.Compression;

namespace StratCap.PluginHost.Packages;

/// <summary>Unpacks a zip that may be hostile: bounded in number, size and depth, and never outside its folder.</summary>
internal static class PackageUnpacker
{
    /// <summary>The limits, in files and bytes.</summary>
    internal const int Files = 2_000, FileBytes = 64 << 20, TotalBytes = 256 << 20, ZipBytes = 128 << 20;

    private const int UnixLink = 0xA000, UnixKind = 0xF000;

    /// <exception cref="PackageRefused"><c>package.path</c>, <c>package.too_large</c> or <c>package.form</c>, with the file named.</exception>
    internal static async Task Unpack(Stream zip, string folder, CancellationToken ct)
    {
        try
        {
            await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, ct);
            if (archive.Entries.Count > Files) throw new PackageRefused("package.too_large", $"The package has more than {Files} files.");
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            long total = 0;
            foreach (var entry in archive.Entries)
            {
                var path = Place(entry, folder, seen);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                total += await Write(entry, path, TotalBytes - total, ct);
            }
        }
        catch (InvalidDataException)
        {
            throw new PackageRefused("package.form", "The file is no zip, or a damaged one.");
        }
    }

    private static string Place(ZipArchiveEntry entry, string folder, HashSet<string> seen)
    {
        var name = entry.FullName;
        var parts = name.Split('/');
        var good = name.Length is > 0 and <= 300 && parts.Length <= 10 && parts.All(p => p is not ("" or "." or "..")) && !name.AsSpan().ContainsAny('\\', ':', '\0') && !name.Any(char.IsControl);
        if (!good || ((entry.ExternalAttributes >> 16) & UnixKind) == UnixLink) throw new PackageRefused("package.path", "The package has a file whose path is not allowed.", name);
        if (!seen.Add(name)) throw new PackageRefused("package.path", $"{name} is there twice.", name);
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new PackageRefused("package.path", "The package has a file whose path is not allowed.", name);
    }

    private static async Task<long> Write(ZipArchiveEntry entry, string path, long left, CancellationToken ct)
    {
        await using var content = await entry.OpenAsync(ct);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[81_920];
        long written = 0;
        // What counts is what comes out: the zip's own figures may lie.
        for (int read; (read = await content.ReadAsync(buffer, ct)) > 0;)
        {
            written += read;
            if (written > FileBytes || written > left) throw new PackageRefused("package.too_large", $"{entry.FullName} unpacks to more than is allowed.", entry.FullName);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return written;
    }
}

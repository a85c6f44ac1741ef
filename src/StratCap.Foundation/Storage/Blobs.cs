using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Storage;

/// <summary>Files of the tenant in scope, by key. Another tenant's file cannot be named: the tenant is part of the path, and keys cannot climb out of it.</summary>
public sealed class Blobs(IConfiguration configuration, CurrentTenant tenant)
{
    private string Root => Path.GetFullPath(configuration["Storage:Path"] ?? Path.Combine(".data", "blobs"));

    /// <summary>Writes a file; an existing one of the same key is replaced when all of it has arrived, never in part.</summary>
    public async Task Write(string key, Stream content, CancellationToken ct)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + "." + Guid.CreateVersion7().ToString("N") + ".part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, ct);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            // An upload that breaks off or is refused on its way must not fill the disk.
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Opens a file, or null when there is none.</summary>
    public Stream? Open(string key)
    {
        var path = PathOf(key);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous) : null;
    }

    /// <summary>Removes a file, if there.</summary>
    public void Delete(string key) => File.Delete(PathOf(key));

    private string PathOf(string key)
    {
        if (key.Length is 0 or > 300 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') || key.Contains("..", StringComparison.Ordinal) || key[0] == '/')
            throw new ArgumentException($"'{key}' is not a key: letters, digits, - _ . and single / only.", nameof(key));
        return Path.Combine(Root, tenant.Id.ToString("N"), key);
    }
}

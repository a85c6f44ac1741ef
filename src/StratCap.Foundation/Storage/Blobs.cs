using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Storage;

/// <summary>Files of the tenant in scope, by key. Another tenant's file cannot be named: the tenant is part of the path, and keys cannot climb out of it.</summary>
public sealed class Blobs(IConfiguration configuration, CurrentTenant tenant)
{
    private string Root => Path.GetFullPath(configuration["Storage:Path"] ?? Path.Combine(".data", "blobs"));

    /// <summary>Writes a file; an existing one of the same key is replaced when all of it has arrived, never in part.</summary>
    public Task Write(string key, Stream content, CancellationToken ct) => Write(key, content.CopyToAsync, ct);

    /// <summary>Writes a file as it is made; an existing one of the same key is replaced when it is whole, never in part.</summary>
    public async Task Write(string key, Func<Stream, CancellationToken, Task> make, CancellationToken ct)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + "." + Guid.CreateVersion7().ToString("N") + ".part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await make(file, ct);
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

    /// <summary>The keys of all files in the order of their names, part by part; those that are being written are not among them.</summary>
    public IEnumerable<string> Keys() => KeysIn("");

    /// <summary>Removes what writers of a key left behind that died on their way; nobody else may be writing it.</summary>
    public void DeleteRemains(string key)
    {
        var path = PathOf(key);
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder)) return;
        foreach (var part in Directory.GetFiles(folder, Path.GetFileName(path) + ".*.part")) File.Delete(part);
    }

    /// <summary>Removes every file of the tenant. For an import that failed: nothing of the tenant was there before.</summary>
    public void Clear()
    {
        if (Directory.Exists(TenantRoot)) Directory.Delete(TenantRoot, recursive: true);
    }

    private IEnumerable<string> KeysIn(string folder)
    {
        var path = Path.Combine(TenantRoot, folder);
        if (!Directory.Exists(path)) yield break;
        foreach (var entry in Directory.GetFileSystemEntries(path).Where(e => !e.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var key = folder + Path.GetFileName(entry);
            if (!Directory.Exists(entry)) yield return key;
            else foreach (var inner in KeysIn(key + "/")) yield return inner;
        }
    }

    private string TenantRoot => Path.Combine(Root, tenant.Id.ToString("N"));

    private string PathOf(string key)
    {
        if (key.Length is 0 or > 300 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') || key.Contains("..", StringComparison.Ordinal) || key[0] == '/')
            throw new ArgumentException($"'{key}' is not a key: letters, digits, - _ . and single / only.", nameof(key));
        return Path.Combine(TenantRoot, key);
    }
}

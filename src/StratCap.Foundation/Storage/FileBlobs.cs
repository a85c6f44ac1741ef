using Microsoft.Extensions.Configuration;

namespace StratCap.Foundation.Storage;

/// <summary>Files in a folder of the machine, or of a disk that all copies of the server share.</summary>
internal sealed class FileBlobs(IConfiguration configuration) : IBlobStore
{
    private string Root => Path.GetFullPath(configuration["Storage:Path"] ?? Path.Combine(".data", "blobs"));

    public async Task Write(string path, Func<Stream, CancellationToken, Task> make, CancellationToken ct)
    {
        var whole = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        var part = whole + "." + Guid.CreateVersion7().ToString("N") + ".part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                await make(file, ct);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, whole, overwrite: true);
        }
        catch
        {
            // An upload that breaks off or is refused on its way must not fill the disk.
            File.Delete(part);
            throw;
        }
    }

    public Task<Stream?> Open(string path, CancellationToken ct)
    {
        var file = PathOf(path);
        return Task.FromResult<Stream?>(File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous) : null);
    }

    public Task<bool> Has(string path, CancellationToken ct) => Task.FromResult(File.Exists(PathOf(path)));

    public Task Delete(string path, CancellationToken ct)
    {
        // Where its folder never was, there is nothing.
        if (File.Exists(PathOf(path))) File.Delete(PathOf(path));
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<string> Keys(string folder, CancellationToken ct) => KeysIn(PathOf(folder), "").ToAsyncEnumerable();

    public Task DeleteRemains(string path, CancellationToken ct)
    {
        var whole = PathOf(path);
        if (Path.GetDirectoryName(whole) is { } folder && Directory.Exists(folder))
            foreach (var part in Directory.GetFiles(folder, Path.GetFileName(whole) + ".*.part")) File.Delete(part);
        return Task.CompletedTask;
    }

    public Task Clear(string folder, CancellationToken ct)
    {
        if (Directory.Exists(PathOf(folder))) Directory.Delete(PathOf(folder), recursive: true);
        return Task.CompletedTask;
    }

    private static IEnumerable<string> KeysIn(string root, string folder)
    {
        var path = Path.Combine(root, folder);
        if (!Directory.Exists(path)) yield break;
        var entries = Directory.GetFiles(path).Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).Concat(Directory.GetDirectories(path).Select(d => Path.GetFileName(d) + "/"));
        foreach (var entry in entries.Order(StringComparer.Ordinal))
        {
            if (entry[^1] != '/') yield return folder + entry;
            else foreach (var inner in KeysIn(root, folder + entry)) yield return inner;
        }
    }

    private string PathOf(string path) => Path.Combine(Root, path);
}

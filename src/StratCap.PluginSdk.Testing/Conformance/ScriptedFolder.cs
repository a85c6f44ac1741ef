using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Testing.Conformance;

/// <summary>
/// A folder at a vendor's in memory, with the promises of <see cref="IRemoteFiles"/>: what a <see cref="VendorScript"/> gives as <see cref="VendorScript.Folder"/> for plugins that exchange files. The vendor's side puts files
/// there and looks at what came by <see cref="Put"/> and <see cref="Files"/>; the plugin's side is driven by the kit.
/// </summary>
/// <param name="clock">Dates the files.</param>
public sealed class ScriptedFolder(TimeProvider clock) : IRemoteFiles
{
    private readonly Lock _one = new();
    private readonly SortedDictionary<string, (byte[] Content, DateTimeOffset At)> _files = new(StringComparer.Ordinal);

    /// <summary>All files, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files
    {
        get
        {
            lock (_one) return _files.ToDictionary(f => f.Key, f => f.Value.Content, StringComparer.Ordinal);
        }
    }

    /// <summary>The vendor puts a file there, over one that is there.</summary>
    public void Put(string path, ReadOnlySpan<byte> content)
    {
        lock (_one) _files[path] = (content.ToArray(), clock.GetUtcNow());
    }

    /// <summary>The vendor clears everything away.</summary>
    public void Clear()
    {
        lock (_one) _files.Clear();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteFile>> List(string folder, CancellationToken ct)
    {
        var under = folder.TrimEnd('/') + "/";
        lock (_one)
            return Task.FromResult<IReadOnlyList<RemoteFile>>(
                [.. _files.Where(f => f.Key.StartsWith(under, StringComparison.Ordinal) && f.Key.IndexOf('/', under.Length) < 0 && f.Key[under.Length] != '.').Select(f => new RemoteFile(f.Key, f.Value.Content.Length, f.Value.At))]);
    }

    /// <inheritdoc/>
    public Task<byte[]> Read(string path, CancellationToken ct)
    {
        lock (_one) return Task.FromResult(_files.TryGetValue(path, out var file) ? file.Content.ToArray() : throw new ConnectorException(ErrorClass.NotFound, $"'{path}' is no file."));
    }

    /// <inheritdoc/>
    public Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        lock (_one)
        {
            if (_files.TryGetValue(path, out var there) && !there.Content.AsSpan().SequenceEqual(content.Span)) throw Another(path);
            if (!_files.ContainsKey(path)) Put(path, content.Span);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Move(string from, string to, CancellationToken ct)
    {
        lock (_one)
        {
            if (!_files.TryGetValue(from, out var file)) throw new ConnectorException(ErrorClass.NotFound, $"'{from}' is no file.");
            if (_files.ContainsKey(to)) throw Another(to);
            _files[to] = file;
            _files.Remove(from);
        }
        return Task.CompletedTask;
    }

    private static ConnectorException Another(string path) => new(ErrorClass.Conflict, $"Another file named '{path}' is there already: nothing was written over it.", "files.exists");
}

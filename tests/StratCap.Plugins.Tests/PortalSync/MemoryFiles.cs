using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugins.Tests.PortalSync;

/// <summary>A remote folder in memory that keeps the promises of <see cref="IRemoteFiles"/>.</summary>
internal sealed class MemoryFiles(TimeProvider clock) : IRemoteFiles
{
    public SortedDictionary<string, (byte[] Content, DateTimeOffset At)> All { get; } = new(StringComparer.Ordinal);

    /// <summary>Moves that are still made before the line breaks, once; null: it holds.</summary>
    public int? MovesBeforeItBreaks { get; set; }

    public void Put(string path, byte[] content) => All[path] = (content, clock.GetUtcNow());

    public Task<IReadOnlyList<RemoteFile>> List(string folder, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<RemoteFile>>([.. All.Where(f => f.Key.StartsWith(folder + "/", StringComparison.Ordinal)).Select(f => new RemoteFile(f.Key, f.Value.Content.Length, f.Value.At))]);

    public Task<byte[]> Read(string path, CancellationToken ct) => Task.FromResult(All[path].Content);

    public Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        if (All.TryGetValue(path, out var there) && !there.Content.AsSpan().SequenceEqual(content.Span)) throw new ConnectorException(ErrorClass.Conflict, "Another file of that name is there.");
        Put(path, content.ToArray());
        return Task.CompletedTask;
    }

    public Task Move(string from, string to, CancellationToken ct)
    {
        if (MovesBeforeItBreaks-- == 0) throw new ConnectorException(ErrorClass.Transient, "The line broke.");
        if (All.ContainsKey(to)) throw new ConnectorException(ErrorClass.Conflict, "A file of that name is there.");
        All[to] = All[from];
        All.Remove(from);
        return Task.CompletedTask;
    }
}

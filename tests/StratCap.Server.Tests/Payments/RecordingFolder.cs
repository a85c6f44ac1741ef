using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;

namespace StratCap.Server.Tests.Payments;

/// <summary>A bank's folder that keeps the promises of <see cref="IBankFolder"/> and writes down what the bank took from it.</summary>
internal sealed class RecordingFolder : IBankFolder
{
    private readonly SortedDictionary<string, byte[]> _out = new(StringComparer.Ordinal);
    private readonly HashSet<string> _passing = new(StringComparer.Ordinal);

    /// <summary>Files that the bank took, in order; the same twice is a payment too many.</summary>
    public List<BankFile> Taken { get; } = [];

    /// <summary>What the bank has put there.</summary>
    public List<(RemoteFile File, byte[] Bytes)> In { get; } = [];

    public List<string> Processed { get; } = [];

    public int Reads { get; private set; }

    /// <summary>Runs before each step by its name, where a line may break or a process may die.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>The same, after it was done.</summary>
    public Action<string> After { get; set; } = _ => { };

    /// <summary>The bank takes what lies there.</summary>
    public void BankTakes()
    {
        Taken.AddRange(_out.Select(f => new BankFile(f.Key, f.Value)));
        _out.Clear();
    }

    public void Put(string name, byte[] bytes, DateTimeOffset at) => In.Add((new RemoteFile("in/" + name, bytes.Length, at), bytes));

    public Task<FilePresence> Look(BankFile file, CancellationToken ct) => Step(nameof(Look), () =>
        !_out.TryGetValue(file.Name, out var there) ? _passing.Contains(file.Name) ? FilePresence.Passing : FilePresence.Absent
        : there.AsSpan().SequenceEqual(file.Content.Span) ? FilePresence.There : throw new ConnectorException(ErrorClass.Conflict, "Another file of that name is there."));

    public Task Stage(BankFile file, CancellationToken ct) => Step(nameof(Stage), () => _passing.Add(file.Name));

    public Task Publish(BankFile file, CancellationToken ct) => Step(nameof(Publish), () =>
    {
        if (!_passing.Remove(file.Name)) throw new ConnectorException(ErrorClass.NotFound, "Nothing staged is there.");
        _out.Add(file.Name, file.Content.ToArray());
        return true;
    });

    public Task<IReadOnlyList<RemoteFile>> Waiting(CancellationToken ct) => Step<IReadOnlyList<RemoteFile>>(nameof(Waiting), () => [.. In.Select(f => f.File)]);

    public Task<BankFile> Read(RemoteFile file, CancellationToken ct) => Step(nameof(Read), () =>
    {
        Reads++;
        return new BankFile(file.Path[3..], In.Single(f => f.File == file).Bytes);
    });

    public Task PutAway(RemoteFile file, CancellationToken ct) => Step(nameof(PutAway), () =>
    {
        Processed.Add(file.Path[3..]);
        return In.RemoveAll(f => f.File == file);
    });

    private Task<T> Step<T>(string name, Func<T> work)
    {
        Before(name);
        var done = work();
        After(name);
        return Task.FromResult(done);
    }
}

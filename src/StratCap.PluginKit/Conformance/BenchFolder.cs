using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>The script's folder as the plugin reaches it, with the kit's faults between the two.</summary>
internal sealed class BenchFolder(ScriptedFolder folder, VendorScript script) : IRemoteFiles
{
    private readonly Lock _one = new();
    private int _breaksIn;

    /// <summary>Operations that were asked for.</summary>
    internal int Operations { get; private set; }

    /// <summary>What signing in comes to; null: it is let in.</summary>
    internal ConnectorException? Refuses { get; set; }

    /// <summary>The answer to the operation that writes something whole is lost, once.</summary>
    internal bool LosesAnswer { get; set; }

    /// <summary>Whether the answer to the operation that breaks is lost after it was done; otherwise it is not done.</summary>
    internal bool DoesWhatBreaks { get; set; }

    /// <summary>Lets an operation break: the first from now is 1; 0: none.</summary>
    internal void BreakIn(int operations)
    {
        lock (_one) _breaksIn = operations;
    }

    /// <summary>Whether the fault that was set has not come yet.</summary>
    internal bool IsWhole
    {
        get
        {
            lock (_one) return _breaksIn > 0;
        }
    }

    internal void Heal()
    {
        BreakIn(0);
        (Refuses, LosesAnswer, DoesWhatBreaks) = (null, false, false);
    }

    public Task<IReadOnlyList<RemoteFile>> List(string path, CancellationToken ct) => Do(() => folder.List(path, ct));

    public Task<byte[]> Read(string path, CancellationToken ct) => Do(() => folder.Read(path, ct));

    public Task Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct) => Do(async () =>
    {
        await folder.Write(path, content, ct);
        return true;
    });

    public Task Move(string from, string to, CancellationToken ct) => Do(async () =>
    {
        await folder.Move(from, to, ct);
        return true;
    });

    // The folder lies in memory: what is done is done when it returns.
    private async Task<T> Do<T>(Func<Task<T>> work)
    {
        bool breaks;
        lock (_one)
        {
            Operations++;
            breaks = _breaksIn > 0 && --_breaksIn == 0;
        }
        if (Refuses is { } refused) throw refused;
        if (breaks && !DoesWhatBreaks) throw Broken;
        var written = script.Written.Count;
        var answer = await work();
        if (breaks) throw Broken;
        if (!LosesAnswer || script.Written.Count == written) return answer;
        LosesAnswer = false;
        throw Broken;
    }

    private static ConnectorException Broken => new(ErrorClass.Transient, "The file server does not answer any more.");
}

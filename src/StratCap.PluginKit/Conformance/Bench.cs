using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>The plugin under judgement: its package, its worker, its vendor.</summary>
internal sealed class Bench(string file, PluginPackage package, PluginCaller caller, PluginWorkers workers, VendorScript script, VendorServer vendor)
{
    private readonly Guid _connection = Guid.CreateVersion7();

    /// <summary>The <c>.scplug</c>.</summary>
    internal string File { get; } = file;

    internal PluginPackage Package { get; } = package;
    internal PluginCaller Caller { get; } = caller;
    internal PluginWorkers Workers { get; } = workers;
    internal VendorScript Script { get; } = script;
    internal VendorServer Vendor { get; } = vendor;

    /// <summary>The time that the vendor signs: the plugin's worker has the machine's.</summary>
    internal DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>All that plugin and runtime said of any call.</summary>
    internal Notes Notes { get; } = new();

    /// <summary>Secrets beside the script's that no line may show: by value, their names.</summary>
    internal ConcurrentDictionary<string, string> Planted { get; } = new(StringComparer.Ordinal);

    /// <summary>The script's folder with the kit's faults; null: it has none.</summary>
    internal BenchFolder? Folder { get; } = script.Folder is { } folder ? new BenchFolder(folder, script) : null;

    /// <summary>What was asked of the vendor, by requests and on files.</summary>
    internal int Asked => Vendor.Requests + (Folder?.Operations ?? 0);

    /// <summary>A connection with the script's settings and secrets.</summary>
    internal CallScope Scope => ScopeWith(Script.Settings, Script.Secrets);

    internal CallScope ScopeWith(JsonObject settings, IReadOnlyDictionary<string, string> secrets, Guid? connection = null) =>
        new(Package.Hash, connection ?? _connection, JsonSerializer.SerializeToElement(settings), new GivenSecrets(secrets), Notes, Files: Folder);

    /// <summary>The vendor's answer to the next write is lost.</summary>
    internal void LoseAnswer()
    {
        Vendor.Fail(Fault.LostAnswer);
        if (Folder is not null) Folder.LosesAnswer = true;
    }

    /// <summary>Forgets faults that did not happen.</summary>
    internal void Heal()
    {
        Vendor.Heal();
        Folder?.Heal();
    }

    internal bool Can(string capability) => Package.Manifest.Capabilities.Contains(capability, StringComparer.Ordinal);

    /// <summary>Whatever the plugin reads: entries, transactions or investors.</summary>
    internal IAsyncEnumerable<Page<Item>> Stream(string? cursor, CancellationToken ct) => StreamOf(Scope, cursor, ct);

    internal IAsyncEnumerable<Page<Item>> StreamOf(CallScope scope, string? cursor, CancellationToken ct) =>
        Can("pullJournal") ? Items.As(Caller.StreamEntries(scope, cursor, ct), e => new Item(e.Id, e.Deleted))
        : Can("statements") ? Items.As(Caller.StreamTransactions(scope, cursor, ct), t => new Item(t.Id, t.Status == PluginSdk.Banks.BankStatus.Removed))
        : Items.As(Caller.StreamInvestors(scope, cursor, ct), i => new Item(i.ExternalId, i.Deleted));
}

/// <summary>Secrets as the script gives them.</summary>
internal sealed class GivenSecrets(IReadOnlyDictionary<string, string> secrets) : ISecretSource
{
    public Task<string?> Get(string name, CancellationToken ct) => Task.FromResult(secrets.GetValueOrDefault(name));

    public Task<bool> Refresh(string refused, CancellationToken ct) => Task.FromResult(false);
}

/// <summary>Everything that was said, for the search after secrets.</summary>
internal sealed class Notes : ICallJournal
{
    private readonly ConcurrentQueue<string> _lines = [];

    internal IEnumerable<string> Lines => _lines;

    internal IEnumerable<SentRequest> Requests => _requests;

    private readonly ConcurrentQueue<SentRequest> _requests = [];

    public void Sent(SentRequest request)
    {
        _requests.Enqueue(request);
        _lines.Enqueue($"{request.Method} {request.Host}{request.Path} {request.Refused}");
    }

    public void Said(LogLevel level, string text) => _lines.Enqueue(text);

    internal void Note(string text) => _lines.Enqueue(text);
}

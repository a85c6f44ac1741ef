using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>The real runtime with real worker processes; vendors' names lead to a stand-in.</summary>
internal sealed class RuntimeBench : IAsyncDisposable, IPluginSource
{
    private readonly Dictionary<string, byte[]> packages = [];

    private RuntimeBench(Vendor vendor, bool sandboxRequired, TimeProvider clock)
    {
        Vendor = vendor;
        Data = Directory.CreateTempSubdirectory("bench-").FullName;
        var options = Options.Create(new PluginRuntimeOptions { Data = Data, SandboxRequired = sandboxRequired });
        Packages = new PluginPackages(options);
        Egress = new Egress(vendor);
        Workers = new PluginWorkers(Packages, this, Egress, options, clock, LoggerFactory.Create(logging => logging.AddProvider(Lines)).CreateLogger<PluginWorkers>());
        Caller = new PluginCaller(Workers, TimeProvider.System);
    }

    internal static ECDsa CoreKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal static IReadOnlyList<TrustedKey> CoreKeys { get; } = [new("StratCap", CoreKey.ExportSubjectPublicKeyInfo(), KeyRole.Core)];

    internal Vendor Vendor { get; }

    internal string Data { get; }

    internal PluginPackages Packages { get; }

    internal Egress Egress { get; }

    internal PluginWorkers Workers { get; }

    internal PluginCaller Caller { get; }

    internal LineKeeper Lines { get; } = new();

    internal static async Task<RuntimeBench> Start(Func<HttpContext, string, Task>? vendor = null, bool sandboxRequired = false, TimeProvider? clock = null) =>
        new(await Vendor.Start(vendor ?? ((context, _) => context.Response.WriteAsync("{}"))), sandboxRequired, clock ?? TimeProvider.System);

    /// <summary>Whether the hostile plugin takes calls; within the back-off after a crash it does not.</summary>
    internal async Task<bool> IsBack(string hash)
    {
        try
        {
            return (await Caller.Check(For(hash, new { @do = "nothing" }).Call, default)).AccountName == "nothing";
        }
        catch (ConnectorException error) when (error.Class == ErrorClass.Transient)
        {
            return false;
        }
    }

    /// <summary>Signs what a project of this repository built, and registers it.</summary>
    internal async Task<string> Register(string folder, Func<string, string>? manifest = null)
    {
        var built = Built(folder);
        var files = new Dictionary<string, byte[]>();
        using var package = new MemoryStream();
        if (manifest is null) PluginPacker.Pack(built, CoreKey, package);
        else
        {
            var copy = Directory.CreateTempSubdirectory("pack-").FullName;
            foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(copy, Path.GetRelativePath(built, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
            File.WriteAllText(Path.Combine(copy, "plugin.json"), manifest(File.ReadAllText(Path.Combine(copy, "plugin.json"))));
            PluginPacker.Pack(copy, CoreKey, package);
            Directory.Delete(copy, recursive: true);
        }
        package.Position = 0;
        var added = await Packages.Add(package, CoreKeys, default);
        packages[added.Hash] = package.ToArray();
        return added.Hash;
    }

    internal Task<string> Hostile(Func<string, string>? manifest = null) => Register("tests/StratCap.Plugins.Tests.Hostile", manifest);

    internal Task<string> Sample() => Register("plugins/StratCap.Plugin.Sample");

    internal Scope For(string hash, object settings, string? secret = null, string? aloneFor = null) => new(hash, settings, secret, aloneFor);

    internal WorkerStatus Status(string hash) => Workers.Status().Single(s => s.PackageHash == hash);

    internal static string Root { get; } = FindRoot();

    /// <summary>What the build of a project of this repository put out.</summary>
    internal static string Built(string folder) => Path.Combine(Root, folder, "bin", Configuration, "net10.0");

    private static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }

    public Task<Stream?> Open(string packageHash, CancellationToken ct) => Task.FromResult<Stream?>(packages.TryGetValue(packageHash, out var bytes) ? new MemoryStream(bytes) : null);

    public Task<IReadOnlyList<TrustedKey>> Keys(CancellationToken ct) => Task.FromResult(CoreKeys);

    public async ValueTask DisposeAsync()
    {
        await Workers.DisposeAsync();
        Egress.Dispose();
        await Vendor.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>A connection's call, with its secret and what was noted of it.</summary>
    internal sealed class Scope(string hash, object settings, string? secret, string? aloneFor) : ISecretSource, ICallJournal
    {
        private readonly Guid id = Guid.NewGuid();
        private int refreshed;

        internal ConcurrentQueue<SentRequest> Requests { get; } = new();

        internal ConcurrentQueue<string> Said { get; } = new();

        internal Dictionary<string, string> Others { get; } = [];

        internal string? Renewed { get; set; }

        internal int Refreshed => refreshed;

        internal CallScope Call => new(hash, id, JsonSerializer.SerializeToElement(settings), this, this, aloneFor);

        public Task<string?> Get(string name, CancellationToken ct) => Task.FromResult(Others.TryGetValue(name, out var other) ? other : name == "api_key" ? secret : null);

        public Task<bool> Refresh(string refused, CancellationToken ct)
        {
            Interlocked.Increment(ref refreshed);
            if (Renewed is not { } renewed) return Task.FromResult(false);
            Others["access_token"] = renewed;
            return Task.FromResult(true);
        }

        void ICallJournal.Sent(SentRequest request) => Requests.Enqueue(request);

        void ICallJournal.Said(LogLevel level, string text) => Said.Enqueue(text);
    }
}

/// <summary>Keeps every line that the host logs.</summary>
internal sealed class LineKeeper : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<string> All { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception) + exception);

    public void Dispose() => All.Clear();
}

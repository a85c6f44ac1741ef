using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;
using StratCap.PluginKit.Conformance;
using StratCap.PluginKit.Scaffolding;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit;

/// <summary>One judgement: the package signed with a passing key, the real worker, the vendor's script on this machine.</summary>
internal static class Session
{
    private static readonly JsonSerializerOptions Report = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    /// <summary>Judges a package and prints a line a check; with <paramref name="only"/>, by the checks whose ids begin so.</summary>
    /// <returns>0 when nothing failed, 1 otherwise.</returns>
    internal static async Task<int> Run(string file, string? report, string? only, TextWriter output, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("stratcap-kit").FullName;
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var copy = Path.Combine(folder, "plugin.scplug");
            Verbs.Write(copy, Verbs.Resigned(file, key, WithoutRate));
            var findings = await Judged(copy, folder, new TrustedKey("the kit's passing key", key.ExportSubjectPublicKeyInfo(), KeyRole.Core), only ?? "", output, ct);
            if (findings.Count == 0) throw new KitRefusal($"No check begins with '{only}'.");
            var failed = findings.Count(f => f.Verdict == Verdict.Failed);
            output.WriteLine($"{findings.Count(f => f.Verdict == Verdict.Passed)} passed, {failed} failed, {findings.Count(f => f.Verdict == Verdict.NotApplicable)} not applicable");
            if (report is not null) await File.WriteAllTextAsync(report, JsonSerializer.Serialize(findings, Report), ct);
            return failed == 0 ? 0 : 1;
        }
        finally
        {
            Clear(folder);
        }
    }

    private static async Task<List<Finding>> Judged(string file, string folder, TrustedKey key, string only, TextWriter output, CancellationToken ct)
    {
        var routes = new StandInRoutes();
        await using var services = Services(folder, new OnePackage(file, key), routes);
        var packages = services.GetRequiredService<PluginPackages>();
        var package = await Add(packages, file, key, ct);
        var scripts = ScriptLoader.Load(Path.Combine(package.Folder, "conformance"));
        output.WriteLine($"{package.Manifest.Name} {package.Manifest.Version}, {package.Manifest.Kind}: {string.Join(", ", package.Manifest.Capabilities)}");
        var findings = new List<Finding>();
        foreach (var script in scripts)
        {
            if (scripts.Count > 1) output.WriteLine($"By {script.GetType().Name}:");
            await using var vendor = await VendorServer.Start(script);
            routes.Vendor = new IPEndPoint(IPAddress.Loopback, vendor.Address.Port);
            var bench = new Bench(file, package, services.GetRequiredService<PluginCaller>(), services.GetRequiredService<PluginWorkers>(), script, vendor);
            var found = await Judge.Run(bench, Judge.Checks(bench, (changed, stop) => Add(packages, changed, key, stop)).Where(c => c.Id.StartsWith(only, StringComparison.Ordinal)), finding => Tell(finding, output), ct);
            findings.AddRange(scripts.Count > 1 ? found.Select(f => f with { Id = $"{f.Id}@{script.GetType().Name}" }) : found);
        }
        return findings;
    }

    // A rate spares the vendor; the script needs no sparing, and ten thousand items of a plugin that goes slowly would take minutes.
    private static byte[] WithoutRate(string name, byte[] content)
    {
        if (name != "plugin.json" || JsonNode.Parse(content) is not JsonObject manifest || manifest["limits"] is not JsonObject limits) return content;
        limits["requestsPerMinute"] = 60_000;
        return Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }

    private static ServiceProvider Services(string folder, IPluginSource source, IEgressRoutes routes) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build())
        .AddSingleton(source)
        .AddSingleton(routes)
        .AddPluginRuntime()
        .Configure<PluginRuntimeOptions>(o => o.Data = Path.Combine(folder, "runtime"))
        .BuildServiceProvider();

    private static async Task<PluginPackage> Add(PluginPackages packages, string file, TrustedKey key, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        return await packages.Add(stream, [key], ct);
    }

    private static void Tell(Finding finding, TextWriter output)
    {
        var mark = finding.Verdict switch { Verdict.Passed => "ok  ", Verdict.Failed => "FAIL", _ => "n/a " };
        output.WriteLine($"{mark} {finding.Id,-32} {finding.Title}");
        if (finding.Why is not null) output.WriteLine($"     {finding.Why}");
    }

    // The unpacked package is read-only on purpose.
    private static void Clear(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)) File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>The package under judgement, and the key it is signed with.</summary>
internal sealed class OnePackage(string file, TrustedKey key) : IPluginSource
{
    public Task<Stream?> Open(string packageHash, CancellationToken ct) => Task.FromResult<Stream?>(File.OpenRead(file));

    public Task<IReadOnlyList<TrustedKey>> Keys(CancellationToken ct) => Task.FromResult<IReadOnlyList<TrustedKey>>([key]);
}

/// <summary>Leads every host that the manifest allows to the script.</summary>
internal sealed class StandInRoutes : IEgressRoutes
{
    internal IPEndPoint? Vendor { get; set; }

    public Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<IPEndPoint>>([Vendor ?? throw new KitRefusal("The vendor's script is not up yet.")]);

    public bool IsPlain(string host) => true;
}

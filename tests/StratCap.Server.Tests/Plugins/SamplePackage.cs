using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Packages;

namespace StratCap.Server.Tests.Plugins;

/// <summary>The sample plugin as it was built, signed by keys of the test's own.</summary>
internal static class SamplePackage
{
    internal const string Id = "stratcap.sample";

    internal static ECDsa Core { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    internal static ECDsa Partner { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Puts the package and the platform's key into a folder, as they come with the product.</summary>
    internal static async Task PutInto(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, PackageStore.KeyFile), Core.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllBytesAsync(Path.Combine(folder, Id + ".scplug"), Make(Core));
        await File.WriteAllBytesAsync(Path.Combine(folder, "stratcap.plaid.scplug"), Sealed(Files("StratCap.Plugin.Plaid"), Core));
    }

    /// <summary>A package of the sample under another id and version.</summary>
    internal static byte[] Make(ECDsa key, string id = Id, string version = "1.0.0", bool counterSigned = false, Func<string, string>? schema = null)
    {
        var files = Files("StratCap.Plugin.Sample");
        Change(files, "plugin.json", text => text.Replace($"\"{Id}\"", $"\"{id}\"", StringComparison.Ordinal).Replace("\"version\": \"1.0.0\"", $"\"version\": \"{version}\"", StringComparison.Ordinal));
        if (schema is not null) Change(files, "schema/connection.schema.json", schema);
        return Sealed(files, key, counterSigned);
    }

    private static byte[] Sealed(Dictionary<string, byte[]> files, ECDsa key, bool counterSigned = false)
    {
        using var package = new MemoryStream();
        PluginPacker.Seal(files, key, package);
        if (!counterSigned) return package.ToArray();
        package.Position = 0;
        PluginPacker.CounterSign(package, Core);
        return package.ToArray();
    }

    /// <summary>What the build of one of our plugins put out, laid out as a package.</summary>
    private static Dictionary<string, byte[]> Files(string project)
    {
        var (built, files) = (Built(project), new Dictionary<string, byte[]>(StringComparer.Ordinal));
        foreach (var path in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(built, path);
            if (name.StartsWith("StratCap.PluginSdk.", StringComparison.Ordinal)) continue;
            files[name == "plugin.json" || name.StartsWith("schema/", StringComparison.Ordinal) ? name : "lib/" + name] = File.ReadAllBytes(path);
        }
        return files;
    }

    private static void Change(Dictionary<string, byte[]> files, string name, Func<string, string> change) =>
        files[name] = System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(files[name])));

    private static string Built(string project)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return Path.Combine(folder.FullName, "plugins", project, "bin", configuration, "net10.0");
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}

/// <summary>The ledger that the sample plugin speaks to: one company behind one key.</summary>
internal sealed class SampleLedger : IAsyncDisposable
{
    internal const string Company = "oak-books";
    internal const string Key = "sample-ledger-key-canary-8841";

    private readonly WebApplication _app;

    private SampleLedger(WebApplication app) => _app = app;

    internal Uri Address => new(_app.Urls.First());

    internal static async Task<SampleLedger> Start()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var ledger = new SampleLedger(builder.Build());
        ledger._app.Use(async (http, next) =>
        {
            if (http.Request.Headers.Authorization == "Bearer " + Key) await next(http);
            else http.Response.StatusCode = 401;
        });
        ledger._app.MapGet($"/v1/companies/{Company}/", () => Results.Json(new { name = "Oak Books Inc." }));
        ledger._app.MapGet($"/v1/companies/{Company}/accounts", () => Results.Json(new { accounts = new[] { new { id = "1", number = "1000", name = "Cash", kind = "asset", currency = "USD", active = true } }, next = (int?)null }));
        await ledger._app.StartAsync();
        return ledger;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

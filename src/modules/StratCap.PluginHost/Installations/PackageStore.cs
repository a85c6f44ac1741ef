using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.Installations;

/// <summary>Where plugins and their keys come from; section <c>Plugins</c>.</summary>
internal sealed class PluginOptions
{
    public const string Section = "Plugins";

    /// <summary>The folder of the product's own packages; <c>plugins/</c> beside the server unless given. A key in its file <c>core.pem</c> is the platform's.</summary>
    public string Path { get; set; } = System.IO.Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>The keys believed, beside the one of the folder.</summary>
    public IList<KeyOption> Keys { get; } = [];

    /// <summary>A public key in the configuration.</summary>
    internal sealed class KeyOption
    {
        public string Name { get; set; } = "";

        /// <summary><c>Core</c> or <c>Partner</c>.</summary>
        public KeyRole Role { get; set; } = KeyRole.Partner;

        /// <summary>ECDSA P-256 as SubjectPublicKeyInfo, in PEM or base 64.</summary>
        public string PublicKey { get; set; } = "";
    }
}

/// <summary>The packages of the platform: their bytes under their hash in the platform's store, for every copy of the server, and the keys that are believed.</summary>
internal sealed class PackageStore(IServiceScopeFactory scopes, Blobs blobs, PluginOptions options, CurrentTenant current) : IPluginSource
{
    public const string KeyFile = "core.pem";

    public async Task<Stream?> Open(string packageHash, CancellationToken ct)
    {
        using var _ = current.Use(PlatformTenant.Id);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var mayRun = await db.Versions.AnyAsync(v => v.Hash == packageHash && v.State == VersionState.Allowed, ct);
        return mayRun ? await blobs.Open(KeyOf(packageHash), ct) : null;
    }

    public Task<IReadOnlyList<TrustedKey>> Keys(CancellationToken ct) => Task.FromResult<IReadOnlyList<TrustedKey>>([.. Believed()]);

    /// <summary>Keeps a verified package's bytes.</summary>
    public async Task Keep(string packageHash, Stream package, CancellationToken ct)
    {
        using var _ = current.Use(PlatformTenant.Id);
        await blobs.Write(KeyOf(packageHash), package, ct);
    }

    private IEnumerable<TrustedKey> Believed()
    {
        var own = Path.Combine(options.Path, KeyFile);
        if (File.Exists(own)) yield return new TrustedKey("core", Der(File.ReadAllText(own)), KeyRole.Core);
        foreach (var key in options.Keys) yield return new TrustedKey(key.Name, Der(key.PublicKey), key.Role);
    }

    private static byte[] Der(string key)
    {
        if (!key.Contains("-----BEGIN", StringComparison.Ordinal)) return Convert.FromBase64String(key);
        using var read = ECDsa.Create();
        read.ImportFromPem(key);
        return read.ExportSubjectPublicKeyInfo();
    }

    private static string KeyOf(string packageHash) => $"plugins/{packageHash}.scplug";
}

using System.Text;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Packages;

namespace StratCap.PluginHost.Installations;

/// <summary>Takes packages in: verifies them whole, keeps their bytes and writes them down.</summary>
internal sealed class Registrar(PluginPackages packages, PackageStore store, Audit audit, Outbox outbox, TimeProvider clock)
{
    /// <summary>Registers a package in the running transaction of the platform's scope.</summary>
    /// <returns>The version, new or there before with the same bytes; or why it is not taken.</returns>
    public async Task<(InstalledVersion? Version, Refusal? Refused)> Register(PluginHostDbContext db, Stream package, string by, CancellationToken ct)
    {
        var (verified, refused) = await Verify(package, ct);
        if (verified is null) return (null, refused);
        var manifest = verified.Manifest;
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"plugin_host.register " + manifest.Id}, 0))", ct);
        if (await db.Versions.SingleOrDefaultAsync(v => v.PluginId == manifest.Id && v.Version == manifest.Version, ct) is { } there)
            return there.Hash == verified.Hash
                ? (there, null)
                : (null, Refusal.Conflict("plugins.package.version_taken", $"Version {manifest.Version} of '{manifest.Id}' is registered with other bytes: give the changed plugin a new version."));
        package.Position = 0;
        await store.Keep(verified.Hash, package, ct);
        var version = new InstalledVersion
        {
            PluginId = manifest.Id,
            Version = manifest.Version,
            Hash = verified.Hash,
            Trust = verified.Trust.ToString().ToLowerInvariant(),
            PublisherKeyId = verified.SignedBy,
            Manifest = Encoding.UTF8.GetString(verified.ManifestBytes.Span),
            SettingsSchema = verified.SettingsSchema,
            RegisteredByName = by,
            RegisteredAt = clock.GetUtcNow(),
        };
        db.Versions.Add(version);
        audit.Record(db, "plugins.version.register", ("plugin", version.PluginId), null, Told(version));
        return (version, null);
    }

    /// <summary>Lets firms use a version, and tells those that follow the plugin.</summary>
    public Refusal? Allow(PluginHostDbContext db, InstalledVersion version)
    {
        var before = version.State;
        if (version.Allow(clock.GetUtcNow()) is { } refused) return refused;
        audit.Record(db, "plugins.version.allow", ("plugin", version.PluginId), new { version.Version, State = before }, Told(version));
        outbox.Add(db, new PluginVersionAllowed(Guid.CreateVersion7(), version.PluginId, version.Version));
        return null;
    }

    /// <summary>As the audit trail keeps it.</summary>
    public static object Told(InstalledVersion version) => new { version.Version, version.State, version.Hash, version.Trust, version.PublisherKeyId, version.Reason };

    private async Task<(PluginPackage? Package, Refusal? Refused)> Verify(Stream package, CancellationToken ct)
    {
        try
        {
            var verified = await packages.Add(package, await store.Keys(ct), ct);
            if (verified.Trust == TrustLevel.Private) return (null, Refusal.Rule("plugins.package.private", "A package signed by a firm's own key is not taken: have it counter-signed by the platform."));
            return SettingsRules.IsSchema(verified.SettingsSchema)
                ? (verified, null)
                : (null, Refusal.Rule("plugins.package.schema", $"'{verified.Manifest.Settings}' is no JSON Schema that can be used."));
        }
        catch (PackageRefused e)
        {
            return (null, Refusal.Rule("plugins." + e.Code, e.File is null ? e.Message : $"{e.Message} ({e.File})"));
        }
    }
}

/// <summary>A version of a plugin may be used from now on.</summary>
[EventName("plugin_host.version_allowed")]
internal sealed record PluginVersionAllowed(Guid Id, string PluginId, string Version) : IEvent
{
    Guid IEvent.AggregateId => Id;
}

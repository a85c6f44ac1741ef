using System.Text.Json;
using StratCap.PluginHost.Packages;

namespace StratCap.PluginHost.Installations;

/// <summary>A plugin in the catalogue, as a firm sees it.</summary>
/// <param name="Plugin">Such as <c>stratcap.quickbooks</c>.</param>
/// <param name="Newest">The newest version that the platform allows; null when it allows none any more.</param>
/// <param name="Version">The version that serves the firm; null when it never switched it on.</param>
/// <param name="State"><c>Available</c>, <c>Enabled</c>, <c>Disabled</c>, or <c>Stopped</c> when the platform withdrew or quarantined the firm's version.</param>
/// <param name="Connections">How many the firm has.</param>
internal sealed record PluginView(
    string Plugin, string Name, string Vendor, string Kind, string? Newest, string? Version, string State, bool Follows, int Connections, IReadOnlyList<string> Capabilities)
{
    /// <summary>A plugin from its versions.</summary>
    public static PluginView Of(IReadOnlyList<InstalledVersion> versions, TenantPlugin? plugin, int connections)
    {
        var newest = NewestAllowed(versions);
        var served = plugin is null ? null : versions.FirstOrDefault(v => v.Version == plugin.Version);
        var shown = Manifests.Of(served ?? newest ?? versions.MaxBy(v => v.Version, SemanticVersion.Order)!);
        return new(shown.Id, shown.Name, shown.Vendor, shown.Kind, newest?.Version, plugin?.Version, StateOf(plugin, served), plugin?.Follows ?? false, connections, shown.Capabilities);
    }

    /// <summary>The newest version that firms may use; null when there is none.</summary>
    public static InstalledVersion? NewestAllowed(IEnumerable<InstalledVersion> versions) => versions.Where(v => v.MayRun).MaxBy(v => v.Version, SemanticVersion.Order);

    private static string StateOf(TenantPlugin? plugin, InstalledVersion? served) =>
        plugin is null ? "Available" : !plugin.Enabled ? "Disabled" : served?.MayRun == true ? "Enabled" : "Stopped";
}

/// <summary>A plugin with all that its manifest declares, so that an administrator sees what he lets in.</summary>
/// <param name="Schema">JSON Schema of a connection's settings, of the version that serves the firm or the newest.</param>
/// <param name="StoppedBecause">Why the platform stopped the firm's version.</param>
internal sealed record PluginDetail(
    PluginView Plugin, IReadOnlyList<PluginVersionView> Versions, IReadOnlyList<EgressRule> Egress, PluginLimits Limits, IReadOnlyList<SecretNeed> Secrets, GrantNeedView? GrantNeed, string? WebhookPath,
    string Trust, string PublisherKeyId, string Support, JsonElement Schema, string? StoppedBecause);

/// <summary>A version that the firm may choose, or that serves it.</summary>
internal sealed record PluginVersionView(string Version, VersionState State, DateTimeOffset RegisteredAt);

/// <summary>What a vendor is asked to grant.</summary>
internal sealed record GrantNeedView(string AuthorizationUrl, IReadOnlyList<string> Scopes);

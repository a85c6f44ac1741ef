using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Connections;

/// <summary>All that a call needs to know of a connection, read once.</summary>
/// <param name="TenantId">Whose it is. Stays in the host.</param>
/// <param name="Id">The connection.</param>
/// <param name="Name">As the firm calls it.</param>
/// <param name="FundId">Null: for every fund.</param>
/// <param name="Hash">The package of the version that serves the firm.</param>
/// <param name="Trust">How far it is believed: <c>core</c> or <c>partner</c>.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Settings">Of the connection.</param>
/// <param name="AccountDetails">What the last check found of the account at the vendor.</param>
/// <param name="Usable">Null when calls may go; otherwise why not, for a person.</param>
internal sealed record ConnectionFacts(
    Guid TenantId, Guid Id, string Name, Guid? FundId, string Hash, string Trust, PluginManifest Manifest, JsonElement Settings, IReadOnlyDictionary<string, string> AccountDetails, string? Usable)
{
    /// <summary>The firm's name for a worker of its own: what others made and what moves money is not shared between firms. Null: the worker that all firms share.</summary>
    public string? AloneFor => WorkerOf(TenantId, Trust, Manifest);

    /// <summary>Whether the house carries its files: the plugin is one of bank files, and the settings name the bank's server.</summary>
    public bool HasFolder => Manifest.HouseCarriesFiles && Runtime.FilePlace.IsSet(Manifest, Settings);

    /// <summary>SHA-256 of the settings where they name a folder, lower-case hex.</summary>
    public string? FolderMark => HasFolder ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Settings.GetRawText()))) : null;

    /// <summary>The same for a version that does not serve the firm yet.</summary>
    public static string? WorkerOf(Guid tenantId, string trust, PluginManifest manifest) =>
        trust != "core" && manifest.Capabilities.Any(c => c is "pay" or "collect" or "paymentFiles" or "linkAccount") ? tenantId.ToString("N") : null;

    /// <summary>Reads a connection of the firm in scope in the running transaction; null when there is none.</summary>
    public static async Task<ConnectionFacts?> Read(PluginHostDbContext db, Guid connectionId, CancellationToken ct)
    {
        var row = await (
            from connection in db.Connections.AsNoTracking()
            where connection.Id == connectionId
            join plugin in db.TenantPlugins.AsNoTracking() on connection.PluginId equals plugin.PluginId
            join version in db.Versions.AsNoTracking() on new { plugin.PluginId, plugin.Version } equals new { version.PluginId, version.Version }
            select new { connection, plugin, version }).SingleOrDefaultAsync(ct);
        return row is null ? null : Of(row.connection, row.plugin, row.version);
    }

    public static ConnectionFacts Of(FirmConnection connection, TenantPlugin plugin, InstalledVersion version) => new(
        connection.TenantId, connection.Id, connection.Name, connection.FundId, version.Hash, version.Trust, Manifests.Of(version), JsonSerializer.Deserialize<JsonElement>(connection.Settings),
        connection.AccountDetails is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(connection.AccountDetails)!, Reason(connection, plugin, version));

    private static string? Reason(FirmConnection connection, TenantPlugin plugin, InstalledVersion version) =>
        !connection.Enabled ? $"The connection '{connection.Name}' is switched off."
        : !plugin.Enabled ? "The firm switched this plugin off."
        : !version.MayRun ? $"Version {version.Version} of this plugin is {version.State.ToString().ToLowerInvariant()} by the platform."
        : null;

    /// <summary>Refuses a call that may not go. Of several capabilities, divided by a bar, one is enough.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Permanent"/>, with the reason; with <see cref="ConnectorCodes.Unusable"/> where the same call may go another time.</exception>
    public void RequireUsable(string capability)
    {
        if (Usable is { } why) throw new ConnectorException(ErrorClass.Permanent, why, ConnectorCodes.Unusable);
        if (!capability.Split('|').Any(Manifest.Capabilities.Contains)) throw new ConnectorException(ErrorClass.Permanent, $"'{Name}' cannot do this: its plugin has no capability '{capability.Replace("|", "' or '", StringComparison.Ordinal)}'.");
    }
}

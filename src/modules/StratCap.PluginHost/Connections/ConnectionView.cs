using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.PluginHost.Installations;

namespace StratCap.PluginHost.Connections;

/// <summary>A connection in the list.</summary>
/// <param name="PluginName">As the version that serves the firm calls it.</param>
/// <param name="HealthText">Why it is not well.</param>
/// <param name="AccountName">What the vendor calls the account, at the last check that went well.</param>
internal sealed record ConnectionView(
    Guid ConnectionId, string Name, string Plugin, string PluginName, Guid? FundId, bool Enabled, ConnectionHealth Health, string? HealthText, BreakerState Breaker, DateTimeOffset? CheckedAt, string? AccountName,
    string CreatedByName, DateTimeOffset CreatedAt, int Version)
{
    public static ConnectionView Of(FirmConnection c, string pluginName) => new(
        c.Id, c.Name, c.PluginId, pluginName, c.FundId, c.Enabled, c.Health, c.HealthText, c.Breaker, c.CheckedAt, c.AccountName, c.CreatedByName, c.CreatedAt, c.Version);
}

/// <summary>A connection with its settings, and with what is known of its secrets; never with a secret.</summary>
/// <param name="PluginVersion">The version that serves it.</param>
/// <param name="Unusable">Why no call goes over it; null when calls may go.</param>
/// <param name="Grant">Null where the plugin needs no grant.</param>
/// <param name="WebhookUrl">Where the vendor calls; for those alone who may manage it, since whoever knows it may knock.</param>
internal sealed record ConnectionDetail(
    ConnectionView Connection, string PluginVersion, JsonElement Settings, IReadOnlyDictionary<string, string> AccountDetails, string? Unusable, IReadOnlyList<SecretView> Secrets,
    GrantView? Grant, string? WebhookUrl)
{
    /// <summary>A connection of the firm in scope; null when there is none.</summary>
    /// <param name="hookUrl">Makes the address of its webhooks; null: it is not shown.</param>
    public static async Task<ConnectionDetail?> Read(PluginHostDbContext db, Guid connectionId, Func<ConnectionFacts, int, string?>? hookUrl, CancellationToken ct)
    {
        var row = db.Connections.Local.FirstOrDefault(c => c.Id == connectionId) ?? await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == connectionId, ct);
        if (row is null) return null;
        var plugin = await db.TenantPlugins.AsNoTracking().SingleAsync(p => p.PluginId == row.PluginId, ct);
        var version = await db.Versions.AsNoTracking().SingleAsync(v => v.PluginId == plugin.PluginId && v.Version == plugin.Version, ct);
        var facts = ConnectionFacts.Of(row, plugin, version);
        var set = await db.Secrets.AsNoTracking().Where(s => s.ConnectionId == connectionId).ToDictionaryAsync(s => s.Name, StringComparer.Ordinal, ct);
        foreach (var tracked in db.Secrets.Local.Where(s => s.ConnectionId == connectionId)) set[tracked.Name] = tracked;
        var grant = await db.OAuthGrants.AsNoTracking().SingleOrDefaultAsync(g => g.ConnectionId == connectionId, ct);
        return new ConnectionDetail(
            ConnectionView.Of(row, facts.Manifest.Name), version.Version, facts.Settings, facts.AccountDetails, facts.Usable,
            [.. facts.Manifest.Secrets.Select(s => new SecretView(s.Name, s.Title, s.Required, set.GetValueOrDefault(s.Name)?.SetAt, set.GetValueOrDefault(s.Name)?.SetByName))],
            facts.Manifest.OAuth2 is null ? null : new GrantView(grant is not null, grant?.ExpiresAt, grant?.RefreshEndsAt, grant?.GrantedByName, grant?.GrantedAt), hookUrl?.Invoke(facts, row.HookNumber));
    }

    /// <summary>As the audit trail keeps it.</summary>
    public static object Told(FirmConnection c) => new { c.Name, c.PluginId, c.FundId, c.Enabled, Settings = JsonSerializer.Deserialize<JsonElement>(c.Settings) };
}

/// <summary>A secret that the plugin needs: whether it is set, when and by whom.</summary>
internal sealed record SecretView(string Name, string Title, bool Required, DateTimeOffset? SetAt, string? SetByName);

/// <summary>Whether somebody granted access at the vendor.</summary>
/// <param name="RefreshEndsAt">When somebody must connect again at the latest, where the vendor says.</param>
internal sealed record GrantView(bool Connected, DateTimeOffset? AccessEndsAt, DateTimeOffset? RefreshEndsAt, string? GrantedByName, DateTimeOffset? GrantedAt);

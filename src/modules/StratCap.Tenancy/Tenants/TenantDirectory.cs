using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Tenancy.Tenants;

/// <summary>
/// Finds tenants before one is in scope, by the platform's role. Answers are kept for <see cref="Lifetime"/>: so long may a suspension take to
/// reach another copy of the server; in the copy that suspended it counts at once. The cache is bounded, since anybody may send any Host header.
/// </summary>
internal sealed class TenantDirectory(PlatformConnections connections, IConfiguration configuration) : ITenantDirectory
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    private const int MaxEntries = 10_000;
    private static readonly TenantEntry Platform = new(PlatformTenant.Id, "StratCap", false);
    private readonly ConcurrentDictionary<string, (TenantEntry? Entry, long ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>The host of the platform's own operators.</summary>
    public string PlatformHost { get; } = (configuration["Platform:Host"] ?? "platform.localhost").ToLowerInvariant();

    private ValueTask<TenantEntry?> Ask(string key, string sql, object value, CancellationToken ct) =>
        _known.TryGetValue(key, out var kept) && Environment.TickCount64 - kept.ReadAt < Lifetime.TotalMilliseconds
            ? ValueTask.FromResult(kept.Entry)
            : new ValueTask<TenantEntry?>(Read(key, sql, value, ct));

    public async Task<TenantEntry?> ByDomain(string host, CancellationToken ct)
    {
        var wanted = host.ToLowerInvariant();
        if (wanted == PlatformHost) return Platform;
        if (HostNames.Problem(wanted) is not null) return null;
        return await Ask(wanted, "select t.tenant_id, t.name, t.suspended_at is not null from tenancy.tenant_domains d join tenancy.tenants t using (tenant_id) where d.host = $1", wanted, ct);
    }

    public async Task<TenantEntry?> ById(Guid tenantId, CancellationToken ct) => tenantId == PlatformTenant.Id
        ? Platform
        : await Ask(tenantId.ToString(), "select tenant_id, name, suspended_at is not null from tenancy.tenants where tenant_id = $1", tenantId, ct);

    /// <summary>Forgets what it knows, after a change in this copy of the server.</summary>
    public void Forget() => _known.Clear();

    private async Task<TenantEntry?> Read(string key, string sql, object value, CancellationToken ct)
    {
        var readAt = Environment.TickCount64;
        await using var connection = await connections.Open(TenancyModule.Schema, ct);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = value } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entry = await reader.ReadAsync(ct) ? new TenantEntry(reader.GetGuid(0), reader.GetString(1), reader.GetBoolean(2)) : null;
        if (_known.Count >= MaxEntries) _known.Clear();
        _known[key] = (entry, readAt);
        return entry;
    }
}

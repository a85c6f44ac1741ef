using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Foundation.Storage;

/// <summary>A cache whose every key carries the tenant in scope. Correctness must not depend on it.</summary>
public sealed class TenantCache(IDistributedCache cache, CurrentTenant tenant)
{
    /// <summary>A cached value, or null.</summary>
    public async Task<T?> Get<T>(string key, CancellationToken ct) where T : class =>
        await cache.GetAsync(KeyOf(key), ct) is { } bytes ? JsonSerializer.Deserialize<T>(bytes, ApiJson.Options) : null;

    /// <summary>Keeps a value for a while.</summary>
    public Task Set<T>(string key, T value, TimeSpan keepFor, CancellationToken ct) where T : class =>
        cache.SetAsync(KeyOf(key), JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = keepFor }, ct);

    private string KeyOf(string key) => $"{tenant.Id:N}:{key}";
}

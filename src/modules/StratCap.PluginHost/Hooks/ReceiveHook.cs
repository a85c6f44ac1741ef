using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.Hooks;

/// <summary>Takes a vendor's webhook: stored as it came, answered at once, looked into afterwards. Whether it was good, the answer does not say.</summary>
internal static class ReceiveHook
{
    private const int MaxHeaderBytes = 16 << 10;

    // What the way here adds or changes, and no signature is over.
    private static readonly HashSet<string> OfTheWay = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Cookie", "Authorization", "Traceparent", "Tracestate", "Baggage",
        "Via", "Forwarded", "Idempotency-Key",
    };

    internal static void MapHooks(IEndpointRouteBuilder app) => app
        .MapPost("/hooks/{token}/{path}", Handle)
        .Public("A vendor calls it without sign-in: the address cannot be guessed, and what comes is believed only once the plugin verified its signature.")
        .WithMetadata(new RequestSizeLimitAttribute(HookDelivery.MaxBytes))
        .ExcludeFromDescription();

    private static async Task<IResult> Handle(
        string token, string path, HttpContext http, HookAddresses addresses, HookPace pace, ITenantDirectory directory, CurrentTenant current, PluginHostDbContext db, Outbox outbox, TimeProvider clock, CancellationToken ct)
    {
        if (addresses.Read(token) is not { } address || await directory.ById(address.TenantId, ct) is not { Suspended: false }) return RefusalResult.Of(Nothing);
        using var lease = pace.Take(address.ConnectionId);
        if (!lease.IsAcquired) return RefusalResult.Of(new Refusal(429, "plugins.hook.too_many", "Too many deliveries at once: send them again later.", RetryAfterSeconds: 60));
        if (await LimitedBody.Read(http, HookDelivery.MaxBytes, ct) is not { } body) return RefusalResult.Of(new Refusal(413, "request.too_large", $"A delivery has at most {HookDelivery.MaxBytes / 1024} KiB."));
        using var _ = current.Use(address.TenantId);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var number = await db.Connections.Where(c => c.Id == address.ConnectionId).Select(c => (int?)c.HookNumber).SingleOrDefaultAsync(ct);
        if (number != address.Number || await ConnectionFacts.Read(db, address.ConnectionId, ct) is not { Usable: null } facts || facts.Manifest.Webhooks?.Path.Trim('/') != path) return RefusalResult.Of(Nothing);
        if (Headers(http.Request) is not { } headers) return RefusalResult.Of(new Refusal(431, "plugins.hook.headers", "The headers are too long."));
        await Store(db, outbox, facts, path, headers, body, clock, ct);
        await transaction.CommitAsync(ct);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task Store(PluginHostDbContext db, Outbox outbox, ConnectionFacts facts, string path, string headers, byte[] body, TimeProvider clock, CancellationToken ct)
    {
        var digest = DigestOf(path, headers, body);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"plugin_host.hook " + db.TenantId + facts.Id + digest}, 0))", ct);
        var delivery = await db.Deliveries.SingleOrDefaultAsync(d => d.ConnectionId == facts.Id && d.Digest == digest, ct);
        if (delivery is { State: DeliveryState.Taken }) return;
        // What was refused may be good by now: somebody set the right secret, and the vendor sends it again. What waits keeps the time at which it came, and may have been given up.
        if (delivery is { State: DeliveryState.Refused }) delivery.Again(clock.GetUtcNow());
        if (delivery is null) db.Deliveries.Add(delivery = new HookDelivery { Id = Guid.CreateVersion7(), ConnectionId = facts.Id, Path = path, Headers = headers, Body = body, Digest = digest, ReceivedAt = clock.GetUtcNow() });
        outbox.Add(db, new HookReceived(facts.Id, delivery.Id));
        await db.SaveChangesAsync(ct);
    }

    private static string? Headers(HttpRequest request)
    {
        var kept = request.Headers
            .Where(h => !OfTheWay.Contains(h.Key) && !h.Key.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase))
            .OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(',', h.Value.AsEnumerable()), StringComparer.Ordinal);
        var json = JsonSerializer.Serialize(kept);
        return json.Length <= MaxHeaderBytes && !json.Contains("\\u0000", StringComparison.Ordinal) ? json : null;
    }

    private static string DigestOf(string path, string headers, byte[] body) => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{path}\n{headers}\n"), .. body]));

    private static Refusal Nothing => Refusal.NotFound("address");
}

/// <summary>How fast deliveries of one connection are taken by this copy of the server: no vendor needs more, and who found an address out shall not fill the table.</summary>
internal sealed class HookPace : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.Create<Guid, Guid>(connection => RateLimitPartition.GetTokenBucketLimiter(
        connection, _ => new TokenBucketRateLimiterOptions { TokenLimit = 600, TokensPerPeriod = 10, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 }));

    public RateLimitLease Take(Guid connectionId) => _limiter.AttemptAcquire(connectionId);

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}

/// <summary>A delivery was stored and waits to be looked into.</summary>
[EventName("plugin_host.hook_received")]
internal sealed record HookReceived(Guid ConnectionId, Guid DeliveryId) : IEvent
{
    Guid IEvent.AggregateId => ConnectionId;
}

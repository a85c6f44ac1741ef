using System.Threading.RateLimiting;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Runtime;

/// <summary>Holds each connection to the manifest's rate and concurrency; who comes too early waits, and who would wait too long is told. A connection that asks for nothing is forgotten.</summary>
internal sealed class EgressLimits : IDisposable
{
    private const int Waiting = 1_000;

    private readonly PartitionedRateLimiter<ActiveCall> rate = PartitionedRateLimiter.Create<ActiveCall, (string Plugin, Guid Connection)>(
        call => RateLimitPartition.GetTokenBucketLimiter(Of(call), _ => Rate(call.Package.Manifest.Limits)));

    private readonly PartitionedRateLimiter<ActiveCall> atOnce = PartitionedRateLimiter.Create<ActiveCall, (string Plugin, Guid Connection)>(
        call => RateLimitPartition.GetConcurrencyLimiter(Of(call), _ => new() { PermitLimit = call.Package.Manifest.Limits.Concurrent, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

    /// <exception cref="ConnectorException"><see cref="ErrorClass.RateLimited"/>: too many wait already.</exception>
    internal async Task<IDisposable> Enter(ActiveCall call, CancellationToken ct)
    {
        using var turn = await rate.AcquireAsync(call, 1, ct);
        if (!turn.IsAcquired) throw TooMany();
        var place = await atOnce.AcquireAsync(call, 1, ct);
        return place.IsAcquired ? place : throw TooMany();
    }

    /// <summary>A tenth of a minute's requests may go at once, and the rest one by one as the minute passes.</summary>
    internal static TokenBucketRateLimiterOptions Rate(PluginLimits limits) => new()
    {
        TokenLimit = Math.Max(1, limits.RequestsPerMinute / 10),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / limits.RequestsPerMinute,
        QueueLimit = Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };

    private static (string Plugin, Guid Connection) Of(ActiveCall call) => (call.Package.Manifest.Id + "@" + call.Package.Manifest.Version, call.Scope.ConnectionId);

    private static ConnectorException TooMany() =>
        new(ErrorClass.RateLimited, "This connection has more requests waiting than the plugin's limits let through.", EgressRefusal.Rate, retryAfter: TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        rate.Dispose();
        atOnce.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Runtime;

/// <summary>Holds each connection to the manifest's rate and concurrency; who comes too early waits, and who would wait too long is told.</summary>
internal sealed class EgressLimits
{
    private const int Waiting = 1_000;

    private readonly ConcurrentDictionary<(string Plugin, Guid Connection), Gate> gates = new();

    /// <exception cref="ConnectorException"><see cref="ErrorClass.RateLimited"/>: too many wait already.</exception>
    internal async Task<IDisposable> Enter(ActiveCall call, CancellationToken ct)
    {
        var manifest = call.Package.Manifest;
        var gate = gates.GetOrAdd((manifest.Id + "@" + manifest.Version, call.Scope.ConnectionId), _ => new Gate(manifest.Limits));
        using var turn = await gate.Rate.AcquireAsync(1, ct);
        if (!turn.IsAcquired) throw TooMany();
        var place = await gate.AtOnce.AcquireAsync(1, ct);
        return place.IsAcquired ? place : throw TooMany();
    }

    private static ConnectorException TooMany() =>
        new(ErrorClass.RateLimited, "This connection has more requests waiting than the plugin's limits let through.", EgressRefusal.Rate, retryAfter: TimeSpan.FromMinutes(1));

    private sealed class Gate(PluginLimits limits)
    {
        /// <summary>A tenth of a minute's requests may go at once, and the rest as the minute passes.</summary>
        internal RateLimiter Rate { get; } = new TokenBucketRateLimiter(new()
        {
            TokenLimit = Math.Max(1, limits.RequestsPerMinute / 10),
            TokensPerPeriod = Math.Max(1, limits.RequestsPerMinute / 60),
            ReplenishmentPeriod = limits.RequestsPerMinute >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1) / limits.RequestsPerMinute,
            QueueLimit = Waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });

        internal RateLimiter AtOnce { get; } = new ConcurrencyLimiter(new() { PermitLimit = limits.Concurrent, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }
}

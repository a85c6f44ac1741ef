using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.AspNetCore.SignalR;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Server.Push;

/// <summary>A browser that listens, and what its user was allowed to hear when it came.</summary>
internal sealed record LiveConnection(HubCallerContext Caller, Guid TenantId, Guid UserId, IReadOnlySet<string> Permissions);

/// <summary>The browsers that listen to this copy of the server.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, LiveConnection> _connections = new(StringComparer.Ordinal);

    public void Add(LiveConnection connection) => _connections[connection.Caller.ConnectionId] = connection;

    public void Remove(string connectionId) => _connections.TryRemove(connectionId, out _);

    public IReadOnlyCollection<LiveConnection> All => [.. _connections.Values];
}

/// <summary>
/// Asks again every so often what the listening users may hear, and cuts the connection of whoever may hear something else now: the browser
/// connects again and gets the groups it is due, or is refused. A revocation would otherwise count only when the user leaves.
/// </summary>
internal sealed partial class LiveRecheck(LiveConnections connections, IServiceScopeFactory scopes, CurrentTenant tenant, IConfiguration configuration, ILogger<LiveRecheck> log) : BackgroundService
{
    private readonly TimeSpan _every = configuration.GetValue("Push:RecheckEvery", TimeSpan.FromSeconds(30));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var user in connections.All.GroupBy(c => (c.TenantId, c.UserId)))
                    await Recheck(user.Key.TenantId, user.Key.UserId, [.. user], stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("The server stops: nobody's rights are asked any more");
        }
    }

    private async Task Recheck(Guid tenantId, Guid userId, IReadOnlyList<LiveConnection> connected, CancellationToken ct)
    {
        try
        {
            using var _ = tenant.Use(tenantId);
            await using var scope = scopes.CreateAsyncScope();
            var held = await scope.ServiceProvider.GetRequiredService<IPermissionSource>().Of(userId, ct);
            foreach (var connection in connected.Where(c => !held.SetEquals(c.Permissions))) connection.Caller.Abort();
        }
        catch (Exception error) when (error is DbException or TimeoutException)
        {
            LogUnsure(log, error, connected.Count);
            foreach (var connection in connected) connection.Caller.Abort(); // Who may listen cannot be told: nobody does.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Permissions could not be read: {Count} listening connections of the user are cut")]
    private static partial void LogUnsure(ILogger log, Exception error, int count);
}

using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.Server.Push;

/// <summary>Pushes through SignalR to the tenant in scope. A push is a hint to read again, so a backplane that is out of reach costs the hint, not the work that wanted to give it.</summary>
internal sealed partial class SignalRPush(IHubContext<LiveHub> hub, CurrentTenant tenant, ILogger<SignalRPush> log) : IPush
{
    public Task Send(string permission, string what, object data, CancellationToken ct) => Send(tenantId => LiveHub.Group(tenantId, permission), what, data, ct);

    public Task SendTo(Guid userId, string what, object data, CancellationToken ct) => Send(tenantId => LiveHub.Group(tenantId, userId), what, data, ct);

    private async Task Send(Func<Guid, string> group, string what, object data, CancellationToken ct)
    {
        var tenantId = tenant.IdOrNull ?? throw new TenantScopeMissingException($"Pushing '{what}'");
        try
        {
            await hub.Clients.Group(group(tenantId)).SendAsync(LiveHub.Changed, what, data, ct);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            LogLost(log, error, what);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The push '{What}' was lost: Redis is out of reach")]
    private static partial void LogLost(ILogger log, Exception error, string what);
}

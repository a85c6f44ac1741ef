using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;

namespace StratCap.Payments.Runs;

/// <summary>
/// Asks over all firms what became of payments that were sent, page by page: a page's events and the cursor are saved together, and an event that comes twice is taken once. What is uncertain
/// long enough is handed to a sender again, who asks after it before he sends.
/// </summary>
internal sealed class FollowPayments(
    PlatformConnections platform, IServiceScopeFactory scopes, IConnectors connectors, CurrentTenant tenant, CurrentActor actor, PaymentUpdates updates, TimeProvider clock, IOptions<PaymentsOptions> options,
    ILogger<FollowPayments> log)
{
    private const string Stream = "payments";

    /// <summary>Takes in what is new, and returns how many events that were.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var taken = 0;
        foreach (var (tenantId, connectionId) in await Sent(ct))
        {
            using var _ = tenant.Use(tenantId);
            using var __ = actor.Use(Actor.System);
            taken += await TryFollow(tenantId, connectionId, ct);
        }
        return taken;
    }

    /// <summary>Takes in what is new on a connection of the firm in scope. One bank that does not answer must not keep the others from being asked: it comes up again at the next look.</summary>
    public async Task<int> TryFollow(Guid tenantId, Guid connectionId, CancellationToken ct)
    {
        var taken = 0;
        try
        {
            taken = await Follow(connectionId, ct);
        }
        catch (ConnectorException e)
        {
            log.LogWarning(e, "Connection {ConnectionId} of tenant {TenantId} did not tell what became of its payments", connectionId, tenantId);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "What connection {ConnectionId} of tenant {TenantId} tells of payments could not be taken in", connectionId, tenantId);
        }
        await In(db => Requeue(db, connectionId, ct), ct);
        return taken;
    }

    private Task<List<(Guid TenantId, Guid ConnectionId)>> Sent(CancellationToken ct) =>
        platform.Due(PaymentsDbContext.Module, "select distinct tenant_id, connection_id from payments.payment_sends where created_at > $1", clock.GetUtcNow().AddDays(-options.Value.FollowDays), ct);

    private async Task<int> Follow(Guid connectionId, CancellationToken ct)
    {
        if (!(await connectors.Connections(["pay", "collect"], ct)).Any(c => c.Id == connectionId)) return 0;
        var cursor = await In(db => db.Cursors.Where(c => c.ConnectionId == connectionId && c.Stream == Stream).Select(c => c.Cursor).SingleOrDefaultAsync(ct), ct);
        var taken = 0;
        await foreach (var page in connectors.Payments(connectionId).StreamUpdates(cursor, ct))
            taken += await In(async db =>
            {
                await PaymentUpdates.Lock(db, connectionId, ct);
                var news = await updates.TakeAll(db, connectionId, page.Items, ct);
                await Keep(db, connectionId, page.Cursor, ct);
                return news;
            }, ct);
        return taken;
    }

    private async Task Keep(PaymentsDbContext db, Guid connectionId, string cursor, CancellationToken ct)
    {
        if (await db.Cursors.SingleOrDefaultAsync(c => c.ConnectionId == connectionId && c.Stream == Stream, ct) is { } kept) (kept.Cursor, kept.At) = (cursor, clock.GetUtcNow());
        else db.Cursors.Add(new ConnectionCursor { ConnectionId = connectionId, Stream = Stream, Cursor = cursor, At = clock.GetUtcNow() });
    }

    private Task<int> Requeue(PaymentsDbContext db, Guid connectionId, CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddSeconds(-options.Value.UncertainWaitSeconds);
        return db.Sends
            .Where(s => s.ConnectionId == connectionId && s.State == SendState.Done
                && db.Runs.Any(r => r.Id == s.Id && r.Method == RunMethod.Interface)
                && db.RunPayments.Any(p => p.RunId == s.Id && p.SendingAt <= before && (p.State == RunPaymentState.Uncertain || p.State == RunPaymentState.Sending)))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SendState.Ready).SetProperty(x => x.LeaseOwner, (Guid?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), ct);
    }

    private async Task<T> In<T>(Func<PaymentsDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }
}

/// <summary>The job that follows payments; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class FollowPaymentsJob(FollowPayments follow, ILogger<FollowPaymentsJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await follow.Run(cancellationToken) is > 0 and var taken) log.LogInformation("Took {Count} events of payments", taken);
    }
}

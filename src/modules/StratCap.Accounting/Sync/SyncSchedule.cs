using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting.Sync;

/// <summary>Finds links that are due over all tenants and asks for a run of each. Several copies may look at once: who comes second skips a locked link, and finds a moved date.</summary>
internal sealed class SyncSchedule(PlatformConnections platform, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, TimeProvider clock, ILogger<SyncSchedule> log)
{
    private const int Batch = 200;

    /// <summary>Asks for the runs that are due and returns for how many it asked.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var asked = 0;
        foreach (var (tenantId, linkId) in await Due(ct))
            if (await TryAsk(tenantId, linkId, ct)) asked++;
        return asked;
    }

    private Task<List<(Guid TenantId, Guid LinkId)>> Due(CancellationToken ct) =>
        platform.Due(AccountingDbContext.Module, $"select tenant_id, id from accounting.sync_links where enabled and next_run_at <= $1 order by next_run_at limit {Batch}", clock.GetUtcNow(), ct);

    // One link that cannot be asked for must not keep the others waiting: it comes up again at the next look.
    private async Task<bool> TryAsk(Guid tenantId, Guid linkId, CancellationToken ct)
    {
        try
        {
            return await Ask(tenantId, linkId, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Sync link {LinkId} of tenant {TenantId} is due and could not be asked for", linkId, tenantId);
            return false;
        }
    }

    private async Task<bool> Ask(Guid tenantId, Guid linkId, CancellationToken ct)
    {
        using var _ = tenant.Use(tenantId);
        using var __ = actor.Use(Actor.System);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var link = await db.SyncLinks.FromSql($"select * from accounting.sync_links where tenant_id = {tenantId} and id = {linkId} for update skip locked").AsTracking().SingleOrDefaultAsync(ct);
        if (link is not { Enabled: true, EveryMinutes: { } minutes } || link.NextRunAt > clock.GetUtcNow()) return false;
        link.NextRunAt = Next(clock.GetUtcNow(), minutes);
        await scope.ServiceProvider.GetRequiredService<RunAsking>().Ask(db, link, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The next date of a schedule, up to a tenth later than exactly: firms that began together must not ask a vendor together for ever.</summary>
    internal static DateTimeOffset Next(DateTimeOffset now, int everyMinutes) => now + TimeSpan.FromSeconds(everyMinutes * 60 + Random.Shared.Next(everyMinutes * 6));
}

/// <summary>The job that looks for links that are due; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class AskForSyncs(SyncSchedule schedule, ILogger<AskForSyncs> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var asked = await schedule.Run(cancellationToken);
        if (asked > 0) log.LogInformation("Asked for {Count} syncs that were due", asked);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.Messages;
using StratCap.Notifications.Sending;

namespace StratCap.Notifications.People;

/// <summary>Deletes what users and webhooks were told longer ago than it is kept, tenant by tenant behind the walls, in small batches.</summary>
internal sealed class NotificationPruning(PlatformConnections platform, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, TimeProvider clock, IOptions<NotificationOptions> options)
{
    private const int Batch = 1000;

    /// <summary>Mail servers give up after some five days (RFC 5321 4.5.4.1); a report that comes a month later is of no use.</summary>
    private static readonly TimeSpan ReportsCome = TimeSpan.FromDays(30);

    /// <summary>Deletes all that is due; the number of rows.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var cutoff = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-options.Value.KeepDays);
        var total = 0;
        foreach (var (tenantId, day) in await Due(cutoff, ct)) total += await Delete(tenantId, day, ct);
        return total + await DeleteSent(clock.GetUtcNow() - ReportsCome, ct);
    }

    private async Task<int> DeleteSent(DateTimeOffset before, CancellationToken ct)
    {
        var total = 0;
        foreach (var (tenantId, _) in await platform.Due(NotificationsDbContext.Module, "select tenant_id, tenant_id from notifications.sent_mails where sent_at < $1 group by tenant_id", before, ct))
        {
            using var _ = tenant.Use(tenantId);
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            total += await db.SentMails.Where(s => s.SentAt < before).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
        }
        return total;
    }

    private async Task<List<(Guid TenantId, DateOnly Day)>> Due(DateOnly cutoff, CancellationToken ct)
    {
        await using var connection = await platform.Open(NotificationsDbContext.Module, ct);
        await using var command = new NpgsqlCommand($"select tenant_id, day from notifications.notification_days where day < $1 order by day limit {Batch}", connection) { Parameters = { new() { Value = cutoff } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<(Guid, DateOnly)>();
        while (await reader.ReadAsync(ct)) due.Add((reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1)));
        return due;
    }

    private async Task<int> Delete(Guid tenantId, DateOnly day, CancellationToken ct)
    {
        using var _ = tenant.Use(tenantId);
        using var __ = actor.Use(Actor.System);
        var end = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        var total = 0;
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var deleted = await db.Database.ExecuteSqlAsync($"""
                delete from notifications.user_notifications where tenant_id = {tenantId} and id in
                  (select id from notifications.user_notifications where tenant_id = {tenantId} and created_at < {end} limit {Batch} for update skip locked)
                """, ct);
            deleted += await db.Database.ExecuteSqlAsync($"""
                delete from notifications.user_emails where tenant_id = {tenantId} and id in
                  (select id from notifications.user_emails where tenant_id = {tenantId} and created_at < {end} and state not in ('Queued', 'Gathered') limit {Batch} for update skip locked)
                """, ct);
            deleted += await db.Database.ExecuteSqlAsync($"""
                delete from notifications.webhook_deliveries where tenant_id = {tenantId} and id in
                  (select id from notifications.webhook_deliveries where tenant_id = {tenantId} and created_at < {end} and state <> 'Queued' limit {Batch} for update skip locked)
                """, ct);
            if (deleted == 0) await db.Days.Where(d => d.Day == day).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
            if (deleted == 0) return total;
            total += deleted;
        }
    }
}

/// <summary>The job that prunes; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class PruneNotifications(NotificationPruning pruning, ILogger<PruneNotifications> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var rows = await pruning.Run(cancellationToken);
        if (rows > 0) log.LogInformation("Pruned {Rows} old notifications", rows);
    }
}

/// <summary>Configuration section <c>Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    public const string Section = "Notifications";

    /// <summary>Days that a notification is kept, read or not.</summary>
    public int KeepDays { get; set; } = 180;

    internal bool AreInRange() => KeepDays is >= 1 and <= 3650;
}

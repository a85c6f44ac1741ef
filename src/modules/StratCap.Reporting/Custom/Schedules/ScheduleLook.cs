using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>
/// Finds schedules that are due over all tenants and asks for a run of each. Several copies may look at once: who comes second skips a locked schedule, and finds a moved date; one run for a
/// schedule and time is the table's rule, too. What was due several times while nobody looked is made once. Throws runs away whose time is over.
/// </summary>
internal sealed class ScheduleLook(PlatformConnections platform, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, Audit audit, CustomReportOptions options, TimeProvider clock, ILogger<ScheduleLook> log)
{
    private const int Batch = 200, Thrown = 500;

    /// <summary>Asks for the runs that are due and returns for how many it asked.</summary>
    public async Task<int> Run(CancellationToken ct)
    {
        var asked = 0;
        foreach (var (tenantId, scheduleId) in await Due(ct))
            if (await TryAsk(tenantId, scheduleId, ct)) asked++;
        return asked;
    }

    /// <summary>Throws away what was due before the time that runs are kept, and returns how many.</summary>
    public async Task<int> ThrowAway(CancellationToken ct)
    {
        await using var connection = await platform.Open(ReportingModule.Name, ct);
        await using var command = new NpgsqlCommand($"""
            delete from reporting.report_runs where (tenant_id, id) in (
              select tenant_id, id from reporting.report_runs where due_at < $1 and state in ('Completed', 'Failed') order by due_at limit {Thrown})
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().AddDays(-options.KeepDays) });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private Task<List<(Guid TenantId, Guid ScheduleId)>> Due(CancellationToken ct) =>
        platform.Due(ReportingModule.Name, $"select tenant_id, id from reporting.report_schedules where state = 'Active' and next_run_at <= $1 order by next_run_at limit {Batch}", clock.GetUtcNow(), ct);

    // One schedule that cannot be asked for must not keep the others waiting: it comes up again at the next look.
    private async Task<bool> TryAsk(Guid tenantId, Guid scheduleId, CancellationToken ct)
    {
        try
        {
            return await Ask(tenantId, scheduleId, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Report schedule {ScheduleId} of tenant {TenantId} is due and could not be asked for", scheduleId, tenantId);
            return false;
        }
    }

    private async Task<bool> Ask(Guid tenantId, Guid scheduleId, CancellationToken ct)
    {
        using var _ = tenant.Use(tenantId);
        using var __ = actor.Use(Actor.System);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var schedule = await db.ReportSchedules.FromSql($"select * from reporting.report_schedules where tenant_id = {tenantId} and id = {scheduleId} for update skip locked").AsTracking().SingleOrDefaultAsync(ct);
        if (schedule is not { State: ScheduleState.Active, NextRunAt: { } due } || due > now) return false;
        var saved = await db.SavedReports.SeenBy(schedule.OwnerId).Where(r => r.Id == schedule.SavedReportId).Select(r => new { r.Name, r.Dataset }).SingleOrDefaultAsync(ct);
        var run = new ReportRun
        {
            Id = Guid.CreateVersion7(),
            ScheduleId = scheduleId,
            SavedReportId = schedule.SavedReportId,
            OwnerId = schedule.OwnerId,
            Readers = [.. schedule.Recipients.Append(schedule.OwnerId).Distinct()],
            Name = saved?.Name ?? "",
            Dataset = saved?.Dataset ?? "",
            Format = schedule.Format,
            DueAt = due,
            CreatedAt = now,
        };
        db.ReportRuns.Add(run);
        schedule.NextRunAt = NextDue.After(schedule, now);
        audit.Record(db, "reporting.schedule.due", ("report_run", run.Id), null, new { run.ScheduleId, run.DueAt, schedule.NextRunAt });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}

/// <summary>The job that looks for schedules that are due; runs where the server has the role worker.</summary>
[DisallowConcurrentExecution]
internal sealed class AskForReports(ScheduleLook look, ILogger<AskForReports> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var asked = await look.Run(cancellationToken);
        var thrown = await look.ThrowAway(cancellationToken);
        if (asked + thrown > 0) log.LogInformation("Asked for {Count} scheduled reports, threw {Thrown} old ones away", asked, thrown);
    }
}

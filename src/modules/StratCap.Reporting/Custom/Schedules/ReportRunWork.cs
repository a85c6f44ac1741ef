using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>
/// Makes one scheduled report with the rights that its owner has now, and records file, end and news in one transaction under the worker's lease: whoever takes over after a killed worker makes it again, and
/// it is there once. An owner without the right, and a definition that says nothing any more, stop the schedule; what may be better next time is a failure only.
/// </summary>
internal sealed class ReportRunWork(
    CustomReports reports, ReportFiles files, IPermissionSource permissions, IServiceScopeFactory scopes, CurrentTenant tenant, CurrentActor actor, Audit audit, Outbox outbox, TimeProvider clock)
{
    private sealed record Ended(ReportFile? File, int Rows, string? Code, string? Reason, bool Stops, string? Dataset = null);

    /// <summary>Makes a run's report; returns when it has ended.</summary>
    /// <exception cref="LeaseLostException">Another worker took it over.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var (schedule, saved) = await Load(lease, ct);
        using var inName = actor.Use(schedule is null ? Actor.System : new Actor(schedule.OwnerId, schedule.OwnerName));
        await End(lease, await Make(schedule, saved, ct), ct);
    }

    /// <summary>Ends a run that fails again and again.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        await End(lease, new Ended(null, 0, "reporting.schedule.gave_up", "The report could not be made, and it is our fault. It is tried again when it is due next.", false), ct);
    }

    private async Task<Ended> Make(ReportSchedule? schedule, SavedReport? saved, CancellationToken ct)
    {
        if (schedule is null) return new(null, 0, "reporting.schedule.gone", "The schedule was deleted meanwhile.", false);
        if (saved is null) return new(null, 0, "reporting.schedule.report_gone", "The report was deleted, or is not shared any more.", true);
        if (!(await permissions.Of(schedule.OwnerId, ct)).Contains(Permissions.ReportGenerate))
            return new(null, 0, "reporting.schedule.owner_may_not", $"{schedule.OwnerName} has left, or may not make reports any more: somebody else has to schedule it.", true);
        var now = clock.GetUtcNow();
        var made = await reports.Make(saved.Read(), schedule.OwnerId, NextDue.Today(schedule.TimeZone, now), null, ct);
        if (made.Refused is { } refused) return new(null, 0, refused.Code, refused.Detail, refused.Status is 400 or 403);
        try
        {
            return new(await files.Write(made.Data, schedule.Format, saved.Name, schedule.Language, now, ct), made.Data.Rows.Count, null, null, false, made.Data.Report.Dataset.Info.Name);
        }
        catch (FundRuleException tooLong)
        {
            return new(null, 0, tooLong.Code, tooLong.Message, false);
        }
    }

    private async Task<(ReportSchedule? Schedule, SavedReport? Saved)> Load(JobLease lease, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var run = await db.ReportRuns.AsNoTracking().SingleAsync(r => r.Id == lease.JobId, ct);
        var schedule = await db.ReportSchedules.AsNoTracking().SingleOrDefaultAsync(s => s.Id == run.ScheduleId, ct);
        return (schedule, await db.SavedReports.AsNoTracking().SeenBy(run.OwnerId).SingleOrDefaultAsync(r => r.Id == run.SavedReportId, ct));
    }

    private async Task End(JobLease lease, Ended ended, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var run = await db.ReportRuns.FromSql($"select * from reporting.report_runs where tenant_id = {tenant.Id} and id = {lease.JobId} for update").AsTracking().SingleAsync(ct);
        if (run.LeaseOwner != lease.Owner || run.State != ReportRunState.Running) throw new LeaseLostException(lease);
        var schedule = await db.ReportSchedules.FromSql($"select * from reporting.report_schedules where tenant_id = {tenant.Id} and id = {run.ScheduleId} for update").AsTracking().SingleOrDefaultAsync(ct);
        (run.FinishedAt, run.LeaseOwner, run.LeaseUntil) = (clock.GetUtcNow(), null, null);
        if (ended.File is { } file) Keep(db, run, schedule, file, ended);
        else Fail(db, run, schedule, ended);
        audit.Record(db, "reporting.schedule.run", ("report_run", run.Id), null, new { run.State, run.FileName, run.Sha256, run.Rows, run.FailureCode, Schedule = schedule?.State });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private void Keep(ReportingDbContext db, ReportRun run, ReportSchedule? schedule, ReportFile file, Ended ended)
    {
        // Of what the file shows, whatever was asked for when the run was.
        run.Dataset = ended.Dataset!;
        (run.State, run.FileName, run.ContentType, run.SizeBytes, run.Sha256, run.Rows) =
            (ReportRunState.Completed, file.Name, file.ContentType, file.Content.LongLength, Convert.ToHexStringLower(SHA256.HashData(file.Content)), ended.Rows);
        db.ReportRunFiles.Add(new ReportRunFile { RunId = run.Id, Content = file.Content });
        schedule?.ToldFailure = null;
        outbox.Add(db, new ReportReady(run.Id, run.ScheduleId, run.Name, run.Readers));
    }

    private void Fail(ReportingDbContext db, ReportRun run, ReportSchedule? schedule, Ended ended)
    {
        (run.State, run.FailureCode, run.FailureReason) = (ReportRunState.Failed, ended.Code, Short(ended.Reason));
        if (schedule is null) return;
        if (ended.Stops) (schedule.State, schedule.StoppedBecause, schedule.NextRunAt, schedule.Version) = (ScheduleState.Stopped, Short(ended.Reason), null, schedule.Version + 1);
        if (schedule.ToldFailure == ended.Code) return;
        schedule.ToldFailure = ended.Code;
        outbox.Add(db, new ReportFailed(run.Id, run.ScheduleId, run.Name, Short(ended.Reason)!, ended.Stops, run.OwnerId));
    }

    private static string? Short(string? reason) => reason?.Length > 1_000 ? reason[..1_000] : reason;
}

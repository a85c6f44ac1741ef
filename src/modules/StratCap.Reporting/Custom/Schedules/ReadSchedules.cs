using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>Schedules, and what they have made: of one's own, and of all for whoever holds <c>report:manage</c>. A file is given to its readers, as long as they may read what it was made of.</summary>
internal static class ReadSchedules
{
    internal static readonly Listing<ReportSchedule> Schedules = new Listing<ReportSchedule>("report-schedules")
        .By("createdAt", s => s.Id).By("nextRunAt", s => s.NextRunAt).By("rhythm", s => s.Rhythm).By("state", s => s.State).By("ownerName", s => s.OwnerName).By("format", s => s.Format)
        .Unique(s => s.Id).Usually("nextRunAt").Searched(s => s.OwnerName, s => s.TimeZone);

    internal static readonly Listing<ReportRun> Runs = new Listing<ReportRun>("scheduled-runs")
        .By("dueAt", r => r.DueAt).By("name", r => r.Name).By("state", r => r.State).By("format", r => r.Format).By("finishedAt", r => r.FinishedAt)
        .Unique(r => r.Id).Usually("-dueAt").Searched(r => r.Name);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/schedules", List)
            .WithName("ListReportSchedules")
            .WithSummary("List schedules of reports: one's own, or all with report:manage")
            .Lists(Schedules, (ReportSchedule s) => Row(s, null))
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/schedules/{reportScheduleId:guid}", One)
            .WithName("ReadReportSchedule")
            .WithSummary("Read a schedule")
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/scheduled-runs", ListRuns)
            .WithName("ListScheduledRuns")
            .WithSummary("List what schedules have made for the caller, latest first")
            .Lists(Runs, (ReportRun r) => ReportRunView.Of(r))
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/scheduled-runs/{reportRunId:guid}/content", Content)
            .WithName("DownloadScheduledRun")
            .WithSummary("Fetch the file of a scheduled run")
            .Produces(200, contentType: "application/octet-stream")
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
    }

    private static async Task<Answer<IReadOnlyList<ScheduleRow>>> List([AsParameters] ListQuery asked, ReportingDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct, Guid? savedReportId = null)
    {
        var (reader, all) = (actor.Value.Id, await Manages(permissions, actor, ct));
        return await Schedules.Show(db.ReportSchedules.Where(s => (all || s.OwnerId == reader) && (savedReportId == null || s.SavedReportId == savedReportId)), asked, async rows =>
        {
            var ids = rows.ConvertAll(r => r.SavedReportId);
            var names = await db.SavedReports.SeenBy(reader).Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, ct);
            return (IReadOnlyList<ScheduleRow>)rows.ConvertAll(r => Row(r, names.GetValueOrDefault(r.SavedReportId)));
        }, ct);
    }

    private static async Task<Answer<ScheduleView>> One(Guid reportScheduleId, ReportingDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        if (await db.ReportSchedules.SingleOrDefaultAsync(s => s.Id == reportScheduleId, ct) is not { } schedule || (schedule.OwnerId != actor.Value.Id && !await Manages(permissions, actor, ct))) return Refusal.NotFound("schedule");
        var name = await db.SavedReports.SeenBy(actor.Value.Id).Where(r => r.Id == schedule.SavedReportId).Select(r => r.Name).SingleOrDefaultAsync(ct);
        return ((Answer<ScheduleView>)ScheduleView.Of(schedule, name)).Tagged(schedule.Version);
    }

    private static async Task<Answer<IReadOnlyList<ReportRunView>>> ListRuns(
        [AsParameters] ListQuery asked, ReportingDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct, Guid? reportScheduleId = null) =>
        await Runs.Show((await ForReader(db, permissions, actor, ct)).Where(r => reportScheduleId == null || r.ScheduleId == reportScheduleId), asked, ReportRunView.Of, ct);

    private static async Task<IResult> Content(Guid reportRunId, ReportingDbContext db, CustomReports reports, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        var run = await (await ForReader(db, permissions, actor, ct)).SingleOrDefaultAsync(r => r.Id == reportRunId && r.State == ReportRunState.Completed, ct);
        if (run is null) return RefusalResult.Of(Refusal.NotFound("scheduled report"));
        if (reports.Datasets.FirstOrDefault(d => d.Name == run.Dataset)?.Permission is not { } needed) return RefusalResult.Of(Refusal.NotFound("scheduled report"));
        if (!(await permissions.Of(actor.Value.Id, ct)).Contains(needed))
            return RefusalResult.Of(new Refusal(403, "auth.permission_missing", $"This needs the permission '{needed}'. Ask an administrator of your firm to grant it."));
        var content = await db.ReportRunFiles.Where(f => f.RunId == reportRunId).Select(f => f.Content).SingleAsync(ct);
        return Results.File(content, run.ContentType, run.FileName);
    }

    private static async Task<IQueryable<ReportRun>> ForReader(ReportingDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        var (reader, all) = (actor.Value.Id, await Manages(permissions, actor, ct));
        return all ? db.ReportRuns : db.ReportRuns.Where(r => r.Readers.Contains(reader));
    }

    private static async Task<bool> Manages(IPermissionSource permissions, CurrentActor actor, CancellationToken ct) => (await permissions.Of(actor.Value.Id, ct)).Contains(Permissions.ReportManage);

    private static ScheduleRow Row(ReportSchedule s, string? name) => new(s.Id, s.SavedReportId, name, s.OwnerName, s.Rhythm, s.TimeZone, s.Format, s.State, s.StoppedBecause, s.NextRunAt);
}

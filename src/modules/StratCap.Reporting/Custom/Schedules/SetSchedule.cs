using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>Sets up the schedule of a saved report, changes it, switches it off and on, and deletes it. It runs with the rights of whoever set it up.</summary>
internal static class SetSchedule
{
    /// <param name="Weekday">Of a weekly one.</param>
    /// <param name="DayOfMonth">Of a monthly or quarterly one, 1 to 31; a shorter month has it on its last day. A quarterly one is made in January, April, July and October.</param>
    /// <param name="Time">In the time zone, as 07:30.</param>
    /// <param name="TimeZone">IANA's name.</param>
    /// <param name="Format">csv, xlsx or pdf.</param>
    /// <param name="Language">Of headings: en or de.</param>
    /// <param name="Recipients">Users of the firm who are told beside the owner.</param>
    /// <param name="Enabled">Switched on again, a stopped one starts anew.</param>
    internal sealed record Settings(
        Rhythm Rhythm, string Time, string TimeZone, string Format, DayOfWeek? Weekday = null, int? DayOfMonth = null, string Language = "en", IReadOnlyList<Guid>? Recipients = null, bool Enabled = true);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapPost("/saved/{savedReportId:guid}/schedules", Create)
            .WithName("ScheduleReport")
            .WithSummary("Have a saved report made again and again")
            .WithDescription("With the rights that the caller has each time. Readers are told that it is ready and fetch it signed in: nothing is sent but the news.")
            .Writes<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapPut("/schedules/{reportScheduleId:guid}", Change)
            .WithName("ChangeReportSchedule")
            .WithSummary("Change a schedule, or switch it off and on: its owner, or whoever holds report:manage")
            .WithDescription("The whole settings. With If-Match, only if nobody changed them in the meantime.")
            .Writes<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapDelete("/schedules/{reportScheduleId:guid}", Discard)
            .WithName("DeleteReportSchedule")
            .WithSummary("Delete a schedule; what it has made stays: its owner, or whoever holds report:manage")
            .Writes<ReportingDbContext>(Permissions.ReportGenerate);
    }

    private static async Task<Answer<ScheduleView>> Create(
        Guid savedReportId, Settings request, ReportingDbContext db, IPeople people, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await db.SavedReports.SeenBy(actor.Value.Id).SingleOrDefaultAsync(r => r.Id == savedReportId, ct) is not { } saved) return Refusal.NotFound("saved report");
        if (await Problem(request, people, ct) is { } problem) return problem;
        var schedule = new ReportSchedule
        {
            Id = Guid.CreateVersion7(),
            SavedReportId = savedReportId,
            OwnerId = actor.Value.Id,
            OwnerName = actor.Value.Name,
            TimeZone = "",
            Format = "",
            Language = "",
            Recipients = [],
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };
        Take(schedule, request, clock.GetUtcNow());
        db.ReportSchedules.Add(schedule);
        var view = ScheduleView.Of(schedule, saved.Name);
        audit.Record(db, "reporting.schedule.create", ("report_schedule", schedule.Id), null, view);
        return Answer<ScheduleView>.Created(view, ScheduleView.PathOf(schedule.Id)).Tagged(schedule.Version);
    }

    private static async Task<Answer<ScheduleView>> Change(
        Guid reportScheduleId, Settings request, HttpContext http, ReportingDbContext db, IPermissionSource permissions, IPeople people, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(reportScheduleId, db, permissions, actor, ct) is not { } schedule) return Refusal.NotFound("schedule");
        if (http.Stale(schedule.Version) is { } stale) return stale;
        if (await Problem(request, people, ct) is { } problem) return problem;
        var name = await NameOf(schedule, db, ct);
        var before = ScheduleView.Of(schedule, name);
        Take(schedule, request, clock.GetUtcNow());
        schedule.Version++;
        var after = ScheduleView.Of(schedule, name);
        audit.Record(db, "reporting.schedule.change", ("report_schedule", schedule.Id), before, after);
        return ((Answer<ScheduleView>)after).Tagged(schedule.Version);
    }

    private static async Task<Answer<ScheduleView>> Discard(
        Guid reportScheduleId, HttpContext http, ReportingDbContext db, IPermissionSource permissions, Audit audit, CurrentActor actor, CancellationToken ct)
    {
        if (await Find(reportScheduleId, db, permissions, actor, ct) is not { } schedule) return Refusal.NotFound("schedule");
        if (http.Stale(schedule.Version) is { } stale) return stale;
        var before = ScheduleView.Of(schedule, await NameOf(schedule, db, ct));
        db.ReportSchedules.Remove(schedule);
        audit.Record(db, "reporting.schedule.delete", ("report_schedule", schedule.Id), before, null);
        return before;
    }

    // Another's schedule is not there for whoever may not manage it.
    private static async Task<ReportSchedule?> Find(Guid id, ReportingDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct) =>
        await db.ReportSchedules.SingleOrDefaultAsync(s => s.Id == id, ct) is { } schedule
            && (schedule.OwnerId == actor.Value.Id || (await permissions.Of(actor.Value.Id, ct)).Contains(Permissions.ReportManage)) ? schedule : null;

    private static Task<string?> NameOf(ReportSchedule schedule, ReportingDbContext db, CancellationToken ct) =>
        db.SavedReports.SeenBy(schedule.OwnerId).Where(r => r.Id == schedule.SavedReportId).Select(r => (string?)r.Name).SingleOrDefaultAsync(ct);

    private static async Task<Refusal?> Problem(Settings request, IPeople people, CancellationToken ct)
    {
        if (ScheduleRules.Problem(request) is { } problem) return problem;
        var recipients = (request.Recipients ?? []).Distinct().ToList();
        return (await people.Of(recipients, ct)).Count == recipients.Count ? null : Refusal.Field("recipients", "Name people of your firm who have joined and are not disabled.");
    }

    private static void Take(ReportSchedule schedule, Settings request, DateTimeOffset now)
    {
        (schedule.Rhythm, schedule.Weekday, schedule.DayOfMonth, schedule.Time) = (request.Rhythm, request.Weekday, request.DayOfMonth, ScheduleRules.TimeOf(request.Time)!.Value);
        (schedule.TimeZone, schedule.Format, schedule.Language, schedule.Recipients) = (request.TimeZone, request.Format, request.Language, [.. (request.Recipients ?? []).Distinct()]);
        (schedule.State, schedule.StoppedBecause, schedule.ToldFailure) = (request.Enabled ? ScheduleState.Active : ScheduleState.Off, null, null);
        schedule.NextRunAt = request.Enabled ? NextDue.After(schedule, now) : null;
    }
}

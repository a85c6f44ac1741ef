using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Reporting.Custom;

/// <summary>Keeps a definition, changes it, and throws it away. A shared one is changed by its owner, or by who holds <c>report:manage</c>.</summary>
internal static class SaveReport
{
    /// <param name="IsShared">Everybody of the firm who makes reports may run it.</param>
    internal sealed record Request(string Name, ReportDefinition Definition, string? Description = null, bool IsShared = false);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapPost("/saved", Create)
            .WithName("SaveReport")
            .WithSummary("Keep the definition of a custom report")
            .Writes<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapPut("/saved/{savedReportId:guid}", Change)
            .WithName("ChangeSavedReport")
            .WithSummary("Change a saved report: its owner, or whoever holds report:manage")
            .WithDescription("The whole of it. With If-Match, only if nobody changed it in the meantime.")
            .Writes<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapDelete("/saved/{savedReportId:guid}", Discard)
            .WithName("DeleteSavedReport")
            .WithSummary("Delete a saved report: its owner, or whoever holds report:manage")
            .Writes<ReportingDbContext>(Permissions.ReportGenerate);
    }

    private static async Task<Answer<SavedView>> Create(Request request, ReportingDbContext db, CustomReports reports, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await Problem(request, reports, actor, clock, ct) is { } problem) return problem;
        var now = clock.GetUtcNow();
        var saved = new SavedReport
        {
            Id = Guid.CreateVersion7(),
            Name = request.Name.Trim(),
            Description = request.Description?.Trim() ?? "",
            OwnerId = actor.Value.Id,
            OwnerName = actor.Value.Name,
            IsShared = request.IsShared,
            Dataset = request.Definition.Dataset,
            Definition = JsonSerializer.Serialize(request.Definition, ApiJson.Options),
            CreatedAt = now,
            ChangedAt = now,
            Version = 1,
        };
        db.SavedReports.Add(saved);
        var view = SavedView.Of(saved, actor.Value.Id);
        audit.Record(db, "reporting.saved.create", ("saved_report", saved.Id), null, view);
        return Answer<SavedView>.Created(view, SavedView.PathOf(saved.Id)).Tagged(saved.Version);
    }

    private static async Task<Answer<SavedView>> Change(
        Guid savedReportId, Request request, HttpContext http, ReportingDbContext db, CustomReports reports, IPermissionSource permissions, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        var (saved, refused) = await Changeable(savedReportId, http, db, permissions, actor, ct);
        if (saved is null) return refused!;
        if (await Problem(request, reports, actor, clock, ct) is { } problem) return problem;
        var before = SavedView.Of(saved, actor.Value.Id);
        (saved.Name, saved.Description, saved.IsShared, saved.Dataset) = (request.Name.Trim(), request.Description?.Trim() ?? "", request.IsShared, request.Definition.Dataset);
        saved.Definition = JsonSerializer.Serialize(request.Definition, ApiJson.Options);
        saved.ChangedAt = clock.GetUtcNow();
        saved.Version++;
        var after = SavedView.Of(saved, actor.Value.Id);
        audit.Record(db, "reporting.saved.change", ("saved_report", saved.Id), before, after);
        return ((Answer<SavedView>)after).Tagged(saved.Version);
    }

    private static async Task<Answer<SavedView>> Discard(
        Guid savedReportId, HttpContext http, ReportingDbContext db, IPermissionSource permissions, Audit audit, CurrentActor actor, CancellationToken ct)
    {
        var (saved, refused) = await Changeable(savedReportId, http, db, permissions, actor, ct);
        if (saved is null) return refused!;
        var before = SavedView.Of(saved, actor.Value.Id);
        // With it go its schedules; what they have made stays until its time is over.
        var schedules = await db.ReportSchedules.Where(s => s.SavedReportId == savedReportId).ExecuteDeleteAsync(ct);
        db.SavedReports.Remove(saved);
        audit.Record(db, "reporting.saved.delete", ("saved_report", saved.Id), before, new { SchedulesDeleted = schedules });
        return before;
    }

    private static async Task<(SavedReport? Saved, Refusal? Refused)> Changeable(Guid id, HttpContext http, ReportingDbContext db, IPermissionSource permissions, CurrentActor actor, CancellationToken ct)
    {
        var reader = actor.Value.Id;
        if (await db.SavedReports.SeenBy(reader).SingleOrDefaultAsync(r => r.Id == id, ct) is not { } saved) return (null, Refusal.NotFound("saved report"));
        if (saved.OwnerId != reader && !(await permissions.Of(reader, ct)).Contains(Permissions.ReportManage))
            return (null, new Refusal(403, "reporting.saved.not_own", $"This report is {saved.OwnerName}'s: save it under another name, or ask somebody who holds the permission '{Permissions.ReportManage}'."));
        return http.Stale(saved.Version) is { } stale ? (null, stale) : (saved, null);
    }

    private static async Task<Refusal?> Problem(Request request, CustomReports reports, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (SavedRules.Problem(request.Name, request.Description) is { } problem) return problem;
        if (request.Definition is null) return Refusal.Field("definition", "Say what the report shows.");
        if (JsonSerializer.Serialize(request.Definition, ApiJson.Options).Length > SavedRules.LongestDefinition) return Refusal.Field("definition", "The definition is too long to be kept.");
        var check = await reports.Check(request.Definition, actor.Value.Id, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct);
        return check.Refused is { } refused ? SavedRules.Within(refused) : null;
    }
}

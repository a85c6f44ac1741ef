using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Reporting.Publishing;

namespace StratCap.Reporting.Custom;

/// <summary>Saved reports: the caller's own and those that are shared, and what each says now.</summary>
internal static class ReadSaved
{
    internal static readonly Listing<SavedReport> List = new Listing<SavedReport>("saved-reports")
        .By("name", r => r.Name).By("dataset", r => r.Dataset).By("isShared", r => r.IsShared).By("ownerName", r => r.OwnerName).By("changedAt", r => r.ChangedAt)
        .Unique(r => r.Id).Usually("name").Searched(r => r.Name, r => r.Description, r => r.OwnerName);

    internal static void Map(RouteGroupBuilder reports)
    {
        reports.MapGet("/saved", All)
            .WithName("ListSavedReports")
            .WithSummary("List saved reports: one's own and those that are shared")
            .Lists(List, (SavedReport r) => SavedRow.Of(r, Guid.Empty))
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/saved/{savedReportId:guid}", One)
            .WithName("ReadSavedReport")
            .WithSummary("Read a saved report's definition")
            .Reads<ReportingDbContext>(Permissions.ReportGenerate);
        reports.MapGet("/saved/{savedReportId:guid}/report", Run)
            .WithName("RunSavedReport")
            .WithSummary("Make a saved report: format json, csv, xlsx or pdf")
            .WithDescription("With the rights of the caller. Its definition is checked anew. `rows` shows the first so many and says whether there are more.")
            .Produces<Envelope<ReportView>>(200, "application/json", "text/csv", Ilpa.Xlsx.Type, "application/pdf")
            .Needs(Permissions.ReportGenerate);
    }

    private static Task<Answer<IReadOnlyList<SavedRow>>> All([AsParameters] ListQuery asked, ReportingDbContext db, CurrentActor actor, CancellationToken ct) =>
        List.Show(db.SavedReports.SeenBy(actor.Value.Id), asked, r => SavedRow.Of(r, actor.Value.Id), ct);

    private static async Task<Answer<SavedView>> One(Guid savedReportId, ReportingDbContext db, CurrentActor actor, CancellationToken ct) =>
        await db.SavedReports.SeenBy(actor.Value.Id).SingleOrDefaultAsync(r => r.Id == savedReportId, ct) is { } saved
            ? ((Answer<SavedView>)SavedView.Of(saved, actor.Value.Id)).Tagged(saved.Version)
            : Refusal.NotFound("saved report");

    private static async Task<IResult> Run(
        Guid savedReportId, PublishedQuestions questions, CustomReports reports, ReportFiles files, CurrentActor actor, TimeProvider clock, CancellationToken ct, string format = "json", int? rows = null, string? language = null)
    {
        var reader = actor.Value.Id;
        return await questions.Ask(db => db.SavedReports.SeenBy(reader).SingleOrDefaultAsync(r => r.Id == savedReportId, ct), ct) is { } saved
            ? await RunReport.Answered(saved.Read(), saved.Name, reports, files, reader, clock.GetUtcNow(), format, rows, language, ct)
            : RefusalResult.Of(Refusal.NotFound("saved report"));
    }
}

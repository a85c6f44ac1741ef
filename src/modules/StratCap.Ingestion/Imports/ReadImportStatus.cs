using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Tells how far an import is and what was wrong with its rows.</summary>
internal static class ReadImportStatus
{
    private const int ReasonsShown = 20;

    /// <summary>The import, with its first refused and flagged rows.</summary>
    internal sealed record Response(ImportView Import, IReadOnlyList<ImportRowView> FirstRefused, IReadOnlyList<ImportRowView> FirstFlagged);

    internal static void Map(RouteGroupBuilder data) => data
        .MapGet("/import/status/{jobId}", Handle)
        .WithName("ReadImportStatus")
        .WithSummary("Tells how far an import is")
        .WithDescription("State, percent, counts, speed, the first 20 refused and flagged rows with their reasons, and links to all of them.")
        .Reads<IngestionDbContext>(Permissions.DataImport);

    private static async Task<Answer<Response>> Handle(Guid jobId, IngestionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == jobId, ct);
        if (job is null) return Refusal.NotFound("import");
        Answer<Response> answer = new Response(ImportView.Of(job, clock.GetUtcNow()), await First(db, jobId, RowState.Refused, ct), await First(db, jobId, RowState.Flagged, ct));
        return answer.Linked(ImportView.LinksOf(jobId));
    }

    private static async Task<IReadOnlyList<ImportRowView>> First(IngestionDbContext db, Guid jobId, RowState state, CancellationToken ct)
    {
        var rows = await db.Rows.Where(r => r.JobId == jobId && r.State == state).OrderBy(r => r.RowNumber).Take(ReasonsShown).ToListAsync(ct);
        return [.. rows.Select(ImportRowView.Of)];
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>Lists the rows of an import with what became of each.</summary>
internal static class ListImportRows
{
    internal static readonly Listing<ImportRow> List = new Listing<ImportRow>("import-rows")
        .By("row", r => r.RowNumber).By("state", r => r.State).By("outcome", r => r.Outcome)
        .Unique(r => r.RowNumber).Usually("row").Searched(r => r.Raw);

    internal static void Map(RouteGroupBuilder data) => data
        .MapGet("/import/{jobId}/rows", Handle)
        .WithName("ListImportRows")
        .WithSummary("Lists the rows of an import, in the file's order")
        .WithDescription("Filter with state=accepted, flagged or refused; go on with cursor.")
        .Lists(List, ImportRowView.Of)
        .Reads<IngestionDbContext>(Permissions.DataImport);

    private static async Task<Answer<IReadOnlyList<ImportRowView>>> Handle(Guid jobId, string? state, [AsParameters] ListQuery asked, IngestionDbContext db, CancellationToken ct)
    {
        if (!await db.Jobs.AnyAsync(j => j.Id == jobId, ct)) return Refusal.NotFound("import");
        var query = db.Rows.Where(r => r.JobId == jobId);
        if (state is not null)
        {
            if (!Choice.TryRead<RowState>(state, out var wanted)) return Choice.Refuse<RowState>("state");
            query = query.Where(r => r.State == wanted);
        }
        return await List.Show(query, asked, ImportRowView.Of, ct);
    }
}

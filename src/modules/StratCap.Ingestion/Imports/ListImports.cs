using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Imports;

/// <summary>Lists the firm's imports, latest first.</summary>
internal static class ListImports
{
    internal static readonly Listing<ImportJob> List = new Listing<ImportJob>("imports")
        .By("requestedAt", j => j.Id).By("fileName", j => j.FileName).By("state", j => j.State).By("rowsTotal", j => j.RowsTotal).By("accepted", j => j.Accepted).By("flagged", j => j.Flagged)
        .By("refused", j => j.Refused).By("added", j => j.Added).By("requestedByName", j => j.CreatedByName)
        .Unique(j => j.Id).Usually("-requestedAt").Searched(j => j.FileName, j => j.CreatedByName);

    internal static void Map(RouteGroupBuilder data) => data
        .MapGet("/import", Handle)
        .WithName("ListImports")
        .WithSummary("Lists imports, latest first")
        .WithDescription("Filter with state=queued, ready, running, completed, rejected, failed or cancelled; go on with cursor.")
        .Lists(List, (ImportJob j) => ImportView.Of(j, default))
        .Reads<IngestionDbContext>(Permissions.DataImport);

    private static async Task<Answer<IReadOnlyList<ImportView>>> Handle(string? state, [AsParameters] ListQuery asked, IngestionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var query = db.Jobs.AsQueryable();
        if (state is not null)
        {
            if (!Choice.TryRead<ImportState>(state, out var wanted)) return Choice.Refuse<ImportState>("state");
            query = query.Where(j => j.State == wanted);
        }
        return await List.Show(query, asked, j => ImportView.Of(j, clock.GetUtcNow()), ct);
    }
}

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
    internal static void Map(RouteGroupBuilder data) => data
        .MapGet("/import/{jobId}/rows", Handle)
        .WithName("ListImportRows")
        .WithSummary("Lists the rows of an import, in the file's order")
        .WithDescription("Filter with state=accepted, flagged or refused; go on with cursor.")
        .Reads<IngestionDbContext>(Permissions.DataImport);

    private static async Task<Answer<IReadOnlyList<ImportRowView>>> Handle(Guid jobId, string? state, string? cursor, int? size, IngestionDbContext db, CancellationToken ct)
    {
        if (!await db.Jobs.AnyAsync(j => j.Id == jobId, ct)) return Refusal.NotFound("import");
        var query = db.Rows.Where(r => r.JobId == jobId);
        if (state is not null)
        {
            if (!Choice.TryRead<RowState>(state, out var wanted)) return Choice.Refuse<RowState>("state");
            query = query.Where(r => r.State == wanted);
        }
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<int>(cursor, out var last)) return Paging.BadCursor;
            query = query.Where(r => r.RowNumber > last);
        }
        var take = Paging.Size(size);
        var rows = await query.OrderBy(r => r.RowNumber).Take(take + 1).ToListAsync(ct);
        Answer<IReadOnlyList<ImportRowView>> answer = rows.Take(take).Select(ImportRowView.Of).ToList();
        return answer.Paged(new PageMeta(take, rows.Count > take ? Paging.Pack(rows[take - 1].RowNumber) : null));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Imports;

/// <summary>Lists the firm's imports, latest first.</summary>
internal static class ListImports
{
    internal static void Map(RouteGroupBuilder data) => data
        .MapGet("/import", Handle)
        .WithName("ListImports")
        .WithSummary("Lists imports, latest first")
        .WithDescription("Filter with state=queued, ready, running, completed, rejected, failed or cancelled; go on with cursor.")
        .Reads<IngestionDbContext>(Permissions.DataImport);

    private static async Task<Answer<IReadOnlyList<ImportView>>> Handle(string? state, string? cursor, int? size, IngestionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var query = db.Jobs.AsQueryable();
        if (state is not null)
        {
            if (!Choice.TryRead<ImportState>(state, out var wanted)) return Choice.Refuse<ImportState>("state");
            query = query.Where(j => j.State == wanted);
        }
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<Guid>(cursor, out var last)) return Paging.BadCursor;
            query = query.Where(j => j.Id.CompareTo(last) < 0);
        }
        var take = Paging.Size(size);
        var jobs = await query.OrderByDescending(j => j.Id).Take(take + 1).ToListAsync(ct);
        var page = jobs.Take(take).Select(j => ImportView.Of(j, clock.GetUtcNow())).ToList();
        return AnswerOf(page, new PageMeta(take, jobs.Count > take ? Paging.Pack(page[^1].JobId) : null));
    }

    private static Answer<IReadOnlyList<ImportView>> AnswerOf(List<ImportView> page, PageMeta meta)
    {
        Answer<IReadOnlyList<ImportView>> answer = page;
        return answer.Paged(meta);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Says until when a document must be kept. The day only ever moves on: who could move it back could destroy what must be kept.</summary>
internal static class RetainDocument
{
    private const int MostYears = 100;

    /// <param name="Until">The last day on which it must be kept.</param>
    internal sealed record Request(DateOnly Until);

    internal static void Map(RouteGroupBuilder documents) => documents
        .MapPut("/{documentId:guid}/retention", Handle)
        .WithName("RetainDocument")
        .WithSummary("Say until when a document must be kept")
        .WithDescription("A later day than before; it is never moved back.")
        .Writes<DocumentsDbContext>(Permissions.DocumentKeep);

    private static async Task<Answer<DocumentDetail>> Handle(Guid documentId, Request request, HttpContext http, DocumentsDbContext db, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (request.Until < today || request.Until > today.AddYears(MostYears)) return Refusal.Field("until", $"Give a day from today on, at most {MostYears} years ahead.");
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, ct) is not { } document) return Refusal.NotFound("document");
        if (http.Stale(document.Revision) is { } stale) return stale;
        if (request.Until < document.RetainUntil) return Refusal.Conflict("documents.retention_shortened", "The document must be kept longer than that: its day is never moved back.");
        var before = new { document.RetainUntil };
        document.RetainUntil = request.Until;
        document.Revision++;
        audit.Record(db, "documents.document.retain", ("document", documentId), before, new { document.RetainUntil });
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return ((Answer<DocumentDetail>)DocumentDetail.Of(document, versions, clock)).Tagged(document.Revision);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>A document with its versions and what keeps it; of a destroyed one, who destroyed it and why.</summary>
internal static class ReadDocument
{
    internal static void Map(RouteGroupBuilder documents) => documents
        .MapGet("/{documentId:guid}", Handle)
        .WithName("ReadDocument")
        .WithSummary("Read a document's versions and what keeps it")
        .Reads<DocumentsDbContext>(Permissions.DocumentRead);

    private static async Task<Answer<DocumentDetail>> Handle(Guid documentId, DocumentsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId, ct) is not { } document) return Refusal.NotFound("document");
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return ((Answer<DocumentDetail>)DocumentDetail.Of(document, versions, clock)).Tagged(document.Revision);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Documents.Keeping;
using StratCap.Documents.Scanning;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Adds a version to a document; the ones before stay as they are. A document that something rests on takes none: what was relied on is what it is.</summary>
internal static class AddVersion
{
    internal static void Map(RouteGroupBuilder documents) => documents
        .MapPost("/{documentId:guid}/versions", Handle)
        .WithName("AddDocumentVersion")
        .WithSummary("Add a version to a document")
        .WithDescription("The body is the file itself, under its Content-Type. A document that something rests on takes no more versions.")
        .TakesDocument(documents)
        .Writes<DocumentsDbContext>(Permissions.DocumentWrite);

    private static async Task<Answer<DocumentDetail>> Handle(
        Guid documentId, string fileName, HttpContext http, DocumentsDbContext db, DocumentOptions limits, ScannedUpload scanned, ContentStore contents, CurrentTenant tenant, Audit audit, CurrentActor actor,
        TimeProvider clock)
    {
        var ct = http.RequestAborted;
        // Of two at once the second must see the first's version, to be told of it.
        await db.Database.ExecuteSqlAsync($"select 1 from documents.documents where tenant_id = {tenant.Id} and id = {documentId} for update", ct);
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, ct) is not { } document) return Refusal.NotFound("document");
        if (http.Stale(document.Revision) is { } stale) return stale;
        if (document.NeededFor is { } what) return Refusal.Conflict("documents.document_needed", $"{what} rests on this document as it is: add another document instead.");
        var (file, refused) = await Uploads.Receive(http.Request, fileName, limits, scanned, ("document", documentId));
        if (file is null) return refused!;
        var before = new { document.LatestVersion, document.Sha256 };
        if (file.Sha256 == document.Sha256) return Refusal.Conflict("documents.same_content", "These are the very bytes of the latest version: there is nothing to add.");
        await contents.Keep(db, file.Sha256, http.Request.Body, ct);
        var now = clock.GetUtcNow();
        db.Versions.Add(document.Take(file, actor.Value.Name, now));
        (await db.Texts.SingleAsync(t => t.Id == documentId, ct)).Again(document, now);
        audit.Record(db, "documents.document.add_version", ("document", document.Id), before, new { document.LatestVersion, document.Sha256, file.FileName, file.SizeBytes });
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return Answer<DocumentDetail>.Created(DocumentDetail.Of(document, versions.Concat(db.Versions.Local).Distinct(), clock), DocumentView.PathOf(document.Id)).Tagged(document.Revision);
    }
}

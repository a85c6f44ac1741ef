using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Documents.Keeping;
using StratCap.Documents.Scanning;
using StratCap.Documents.Texts;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
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
        Guid documentId, string fileName, HttpContext http, DocumentsDbContext db, ScannedUpload scanned, ContentStore contents, Audit audit, CurrentActor actor, TimeProvider clock)
    {
        var ct = http.RequestAborted;
        // Looked at twice: nobody waits for the store, and what can be refused before writes no bytes.
        if ((await Look(db.Documents.AsNoTracking(), documentId, null, http)).Refused is { } early) return early;
        var (file, unfit) = await Uploads.Receive(http, scanned, ("document", documentId));
        if (file is null) return unfit!;
        await contents.Keep(db, file.Sha256, http.Request.Body, ct);
        // Of two at once the second must see the first's version, to be told of it.
        await db.Lock(documentId, ct);
        var (document, refused) = await Look(db.Documents, documentId, file.Sha256, http);
        if (document is null)
        {
            await contents.Remove(db, file.Sha256, ct);
            return refused!;
        }
        var before = new { document.LatestVersion, document.Sha256 };
        var now = clock.GetUtcNow();
        db.Versions.Add(document.Take(file, actor.Value.Name, now));
        await AskForWords(db, document, now, ct);
        audit.Record(db, "documents.document.add_version", ("document", document.Id), before, new { document.LatestVersion, document.Sha256, file.FileName, file.SizeBytes });
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return Answer<DocumentDetail>.Created(DocumentDetail.Of(document, versions.Concat(db.Versions.Local).Distinct(), clock), DocumentView.PathOf(document.Id)).Tagged(document.Revision);
    }

    /// <summary>The document where it takes a version of these bytes, or why it does not.</summary>
    private static async Task<(KeptDocument? Document, Refusal? Refused)> Look(IQueryable<KeptDocument> documents, Guid documentId, string? sha256, HttpContext http)
    {
        if (await documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, http.RequestAborted) is not { } document) return (null, Refusal.NotFound("document"));
        if (http.Stale(document.Revision) is { } stale) return (null, stale);
        if (document.NeededFor is { } what) return (null, Refusal.Conflict("documents.document_needed", $"{what} rests on this document as it is: add another document instead."));
        return document.Sha256 == sha256 ? (null, Refusal.Conflict("documents.same_content", "These are the very bytes of the latest version: there is nothing to add.")) : (document, null);
    }

    /// <summary>A document that a copy of the server from before words were searched has kept has no row of them yet.</summary>
    private static async Task AskForWords(DocumentsDbContext db, KeptDocument document, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Texts.SingleOrDefaultAsync(t => t.Id == document.Id, ct) is { } text) text.Again(document, now);
        else db.Texts.Add(DocumentText.Of(document, now));
    }
}

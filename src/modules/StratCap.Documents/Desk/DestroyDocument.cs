using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Documents;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Destroys a document with all of its versions, unless something stands against it. What stays is that it was there, and who destroyed it and why.</summary>
internal static class DestroyDocument
{
    internal static void Map(RouteGroupBuilder documents) => documents
        .MapDelete("/{documentId:guid}", Handle)
        .WithName("DestroyDocument")
        .WithSummary("Destroy a document")
        .WithDescription("Refused while it is under legal hold, must be kept, or something rests on it. Its bytes are removed where no other document has the same.")
        .Writes<DocumentsDbContext>(Permissions.DocumentKeep);

    private static async Task<Answer<DocumentDetail>> Handle(
        Guid documentId, string reason, HttpContext http, DocumentsDbContext db, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > KeptDocument.ReasonLength) return Refusal.Field("reason", $"Say why, in 1 to {KeptDocument.ReasonLength} characters.");
        await db.Lock(documentId, ct);
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, ct) is not { } document) return Refusal.NotFound("document");
        if (http.Stale(document.Revision) is { } stale) return stale;
        var now = clock.GetUtcNow();
        if (WhyNot(document, DateOnly.FromDateTime(now.UtcDateTime)) is { } refusal) return refusal;
        (document.DestroyedAt, document.DestroyedByName, document.DestroyedWhy) = (now, actor.Value.Name, reason.Trim());
        document.Revision++;
        audit.Record(db, "documents.document.destroy", ("document", documentId), new { document.Title, document.LatestVersion, document.Sha256 }, null, reason.Trim());
        await db.Texts.Where(t => t.Id == documentId).ExecuteDeleteAsync(ct);
        outbox.Add(db, new DocumentDestroyed(documentId));
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return ((Answer<DocumentDetail>)DocumentDetail.Of(document, versions, clock)).Tagged(document.Revision);
    }

    private static Refusal? WhyNot(KeptDocument document, DateOnly today) => document switch
    {
        { NeededFor: { } what } => Refusal.Conflict("documents.document_needed", $"{what} rests on this document: it is never destroyed."),
        { HoldReason: { } why } => Refusal.Conflict("documents.on_hold", $"The document is under legal hold ({why}): lift it first."),
        { RetainUntil: { } until } when until >= today => Refusal.Conflict("documents.retained", $"The document must be kept until {until:yyyy-MM-dd}."),
        _ => null,
    };
}

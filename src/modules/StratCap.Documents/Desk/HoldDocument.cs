using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Puts a document under legal hold, or lifts it: as long as it stands the document is not destroyed, whatever its retention says.</summary>
internal static class HoldDocument
{
    /// <param name="Hold">False lifts it.</param>
    /// <param name="Reason">At most 300 characters: the matter, or why it is over.</param>
    internal sealed record Request(bool Hold, string Reason);

    internal static void Map(RouteGroupBuilder documents) => documents
        .MapPut("/{documentId:guid}/hold", Handle)
        .WithName("HoldDocument")
        .WithSummary("Put a document under legal hold, or lift it")
        .Writes<DocumentsDbContext>(Permissions.DocumentKeep);

    private static async Task<Answer<DocumentDetail>> Handle(Guid documentId, Request request, HttpContext http, DocumentsDbContext db, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > KeptDocument.ReasonLength) return Refusal.Field("reason", $"Say why, in 1 to {KeptDocument.ReasonLength} characters.");
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, ct) is not { } document) return Refusal.NotFound("document");
        if (http.Stale(document.Revision) is { } stale) return stale;
        var before = new { document.HoldReason };
        (document.HoldReason, document.HeldAt, document.HeldByName) = request.Hold ? (request.Reason.Trim(), clock.GetUtcNow(), actor.Value.Name) : ((string?)null, (DateTimeOffset?)null, (string?)null);
        document.Revision++;
        audit.Record(db, request.Hold ? "documents.document.hold" : "documents.document.lift_hold", ("document", documentId), before, new { document.HoldReason }, request.Reason.Trim());
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return ((Answer<DocumentDetail>)DocumentDetail.Of(document, versions, clock)).Tagged(document.Revision);
    }
}

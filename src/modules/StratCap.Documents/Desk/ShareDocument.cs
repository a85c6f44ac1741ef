using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Reporting;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Shares a document's latest version with whom it belongs to, or takes it back: an investor's with those who look for him, a fund's with those who look for any of its investors.</summary>
internal static class ShareDocument
{
    /// <param name="Shared">False takes it back.</param>
    internal sealed record Request(bool Shared);

    internal static void Map(RouteGroupBuilder documents) => documents
        .MapPut("/{documentId:guid}/sharing", Handle)
        .WithName("ShareDocument")
        .WithSummary("Share a document with its investors in the portal, or take it back")
        .WithDescription("A document of an investor is shared with him, one of the fund alone with all investors of the fund. The version that is the latest now is shared; a later one is shared when you say so again. A PDF leaves marked with its reader's name, e-mail address and firm and the time; one that cannot be marked is refused.")
        .Writes<DocumentsDbContext>(Permissions.DocumentShare);

    private static async Task<Answer<DocumentDetail>> Handle(
        Guid documentId, Request request, HttpContext http, DocumentsDbContext db, ContentStore contents, IPdfMarks marks, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, ct) is not { } document) return Refusal.NotFound("document");
        if (http.Stale(document.Revision) is { } stale) return stale;
        if (request.Shared && !await CanLeave(document, contents, marks, ct)) return SharedMark.CannotBeMarked;
        var before = new { document.SharedVersion };
        (document.SharedVersion, document.SharedAt, document.SharedByName) = request.Shared ? (document.LatestVersion, clock.GetUtcNow(), actor.Value.Name) : ((int?)null, (DateTimeOffset?)null, (string?)null);
        document.Revision++;
        audit.Record(db, request.Shared ? "documents.document.share" : "documents.document.take_back", ("document", documentId), before, new { document.SharedVersion });
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return ((Answer<DocumentDetail>)DocumentDetail.Of(document, versions, clock)).Tagged(document.Revision);
    }

    /// <summary>Marked once on trial: better that the firm hears of it now than an investor later.</summary>
    private static async Task<bool> CanLeave(KeptDocument document, ContentStore contents, IPdfMarks marks, CancellationToken ct)
    {
        if (document.ContentType != ContentTypes.Pdf) return true;
        await using var content = await contents.Open(document.Sha256, ct);
        await using var marked = await marks.Mark(content, ["Trial"], ct);
        return marked is not null;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Who opened a document, and when.</summary>
internal static class ListAccesses
{
    internal sealed record AccessView(DateTimeOffset At, string UserName, int Version, Guid UserId, string? Address)
    {
        public static AccessView Of(DocumentAccess a) => new(a.At, a.UserName, a.Version, a.UserId, a.Address);
    }

    internal static readonly Listing<DocumentAccess> List = new Listing<DocumentAccess>("document-accesses")
        .By("at", a => a.Id).By("userName", a => a.UserName).By("version", a => a.Version)
        .Unique(a => a.Id).Usually("-at").Searched(a => a.UserName);

    internal static void Map(RouteGroupBuilder documents) => documents
        .MapGet("/{documentId:guid}/accesses", Handle)
        .WithName("ListDocumentAccesses")
        .WithSummary("List who opened a document, latest first")
        .Lists(List, (DocumentAccess a) => AccessView.Of(a))
        .Reads<DocumentsDbContext>(Permissions.DocumentRead);

    private static async Task<Answer<IReadOnlyList<AccessView>>> Handle(Guid documentId, [AsParameters] ListQuery asked, DocumentsDbContext db, CancellationToken ct) =>
        await db.Documents.AnyAsync(d => d.Id == documentId, ct)
            ? await List.Show(db.Accesses.Where(a => a.DocumentId == documentId), asked, AccessView.Of, ct)
            : Refusal.NotFound("document");
}

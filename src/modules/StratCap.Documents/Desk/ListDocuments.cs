using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Documents;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Lists the firm's documents, latest first; destroyed ones are not among them.</summary>
internal static class ListDocuments
{
    internal static readonly Listing<KeptDocument> List = new Listing<KeptDocument>("documents")
        .By("addedAt", d => d.AddedAt).By("title", d => d.Title).By("kind", d => d.Kind).By("fileName", d => d.FileName).By("sizeBytes", d => d.SizeBytes).By("changedAt", d => d.ChangedAt).By("addedByName", d => d.AddedByName)
        .Unique(d => d.Id).Usually("-addedAt").Searched(d => d.Title, d => d.FileName, d => d.AddedByName);

    internal static void Map(RouteGroupBuilder documents) => documents
        .MapGet("", Handle)
        .WithName("ListDocuments")
        .WithSummary("List documents, latest first")
        .Lists(List, (KeptDocument d) => DocumentView.Of(d))
        .Reads<DocumentsDbContext>(Permissions.DocumentRead);

    private static Task<Answer<IReadOnlyList<DocumentView>>> Handle(
        [AsParameters] ListQuery asked, DocumentsDbContext db, CancellationToken ct, Guid? fundId = null, Guid? investorId = null, Guid? processId = null, DocumentKind? kind = null)
    {
        var rows = db.Documents.Where(d => d.DestroyedAt == null);
        if (fundId is not null) rows = rows.Where(d => d.FundId == fundId);
        if (investorId is not null) rows = rows.Where(d => d.InvestorId == investorId);
        if (processId is not null) rows = rows.Where(d => d.ProcessId == processId);
        if (kind is not null) rows = rows.Where(d => d.Kind == kind);
        return List.Show(rows, asked, DocumentView.Of, ct);
    }
}

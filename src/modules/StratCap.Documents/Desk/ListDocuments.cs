using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Documents;
using StratCap.Documents.Keeping;
using StratCap.Documents.Texts;
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
        .WithDescription($"The search keeps documents whose title, file name or adder holds the text, and those whose title, file name and text hold all of its words; \"a phrase\", or, and -not are heeded. Words are found as they are written, in the latest version, a moment after it was kept; phrases in about its first 16,000 words. Of words that more than {TextSearch.Most} of the firm's documents hold, titles, file names and adders alone are searched.")
        .Lists(List, (KeptDocument d) => DocumentView.Of(d))
        .Reads<DocumentsDbContext>(Permissions.DocumentRead);

    private static async Task<Answer<IReadOnlyList<DocumentView>>> Handle(
        [AsParameters] ListQuery asked, DocumentsDbContext db, TextSearch texts, CancellationToken ct, Guid? fundId = null, Guid? investorId = null, Guid? processId = null, DocumentKind? kind = null)
    {
        var rows = db.Documents.Where(d => d.DestroyedAt == null);
        if (fundId is not null) rows = rows.Where(d => d.FundId == fundId);
        if (investorId is not null) rows = rows.Where(d => d.InvestorId == investorId);
        if (processId is not null) rows = rows.Where(d => d.ProcessId == processId);
        if (kind is not null) rows = rows.Where(d => d.Kind == kind);
        var found = string.IsNullOrWhiteSpace(asked.Q) || asked.Q.Length > ListQuery.LongestSearch ? null : await texts.Find(asked.Q, ct);
        return found is null ? await List.Show(rows, asked, DocumentView.Of, ct) : await List.Show(rows, asked, DocumentView.Of, ct, d => found.Contains(d.Id));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Documents;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Gives a version's bytes, and records who opened it before the first of them leaves.</summary>
internal static class DownloadDocument
{
    internal static void Map(RouteGroupBuilder documents) => documents
        .MapGet("/{documentId:guid}/content", Handle)
        .WithName("DownloadDocument")
        .WithSummary("Download a document, the latest version unless one is named")
        .WithDescription("Always as an attachment. Who opened which version, and when, is recorded.")
        .Produces(200, contentType: "application/octet-stream")
        .Needs(Permissions.DocumentRead);

    private static async Task<IResult> Handle(Guid documentId, IDocuments documents, CancellationToken ct, int? version = null) =>
        await documents.Open(documentId, version, ct) is { } opened
            ? Results.File(opened.Content, opened.Document.ContentType, opened.Document.FileName)
            : RefusalResult.Of(Refusal.NotFound("document, or no such version of it"));
}

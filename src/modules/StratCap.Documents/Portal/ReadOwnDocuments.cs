using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Portal;

/// <summary>Documents that the firm shares with the signed-in investor: his own, and those of the funds that he is in.</summary>
internal static class ReadOwnDocuments
{
    /// <param name="InvestorId">Whose it is; null where it is the fund's.</param>
    /// <param name="Version">The version that is shared.</param>
    internal sealed record Line(Guid DocumentId, Guid FundId, string FundName, Guid? InvestorId, string? InvestorName, DocumentKind Kind, string Title, int Version, string FileName, string ContentType, long SizeBytes, DateTimeOffset SharedAt);

    internal sealed class Row
    {
        public Guid DocumentId { get; init; }
        public Guid FundId { get; init; }
        public Guid? InvestorId { get; init; }
        public DocumentKind Kind { get; init; }
        public required string Title { get; init; }
        public int Version { get; init; }
        public required string FileName { get; init; }
        public required string ContentType { get; init; }
        public long SizeBytes { get; init; }
        public DateTimeOffset SharedAt { get; init; }
    }

    internal static readonly Listing<Row> List = new Listing<Row>("own-documents")
        .By("sharedAt", r => r.SharedAt).By("title", r => r.Title).By("kind", r => r.Kind).By("fileName", r => r.FileName).By("sizeBytes", r => r.SizeBytes)
        .Unique(r => r.DocumentId).Usually("-sharedAt").Searched(r => r.Title, r => r.FileName);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/documents", Handle)
            .WithSummary("List documents that are shared with oneself, latest first")
            .Lists(List, (Row _) => (Line)null!)
            .Reads<DocumentsDbContext>(Permissions.PortalRead);
        portal.MapGet("/documents/{documentId:guid}/content", Content)
            .WithSummary("Download a document that is shared with oneself")
            .WithDescription("Always as an attachment. A PDF is marked with one's name, e-mail address and firm and the time; files of other types are as they were kept. Who opened which version, and when, is recorded.")
            .Produces(200, contentType: "application/octet-stream")
            .Needs(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        [AsParameters] ListQuery asked, IInvestorGrants grants, IParticipations participations, CurrentActor actor, DocumentsDbContext db, CancellationToken ct, Guid? fundId = null)
    {
        var parts = await participations.Of(await grants.Of(actor.Value.Id, ct), ct);
        var rows = Shared(db, parts);
        if (fundId is not null) rows = rows.Where(r => r.FundId == fundId);
        var funds = parts.DistinctBy(p => p.FundId).ToDictionary(p => p.FundId, p => p.FundName);
        var names = parts.ToDictionary(p => (p.FundId, p.InvestorId), p => p.InvestorName);
        return await List.Show(rows, asked, r => new Line(
            r.DocumentId, r.FundId, funds[r.FundId], r.InvestorId, r.InvestorId is { } investor ? names.GetValueOrDefault((r.FundId, investor)) : null, r.Kind, r.Title, r.Version, r.FileName, r.ContentType, r.SizeBytes, r.SharedAt), ct);
    }

    private static async Task<IResult> Content(
        Guid documentId, IInvestorGrants grants, IParticipations participations, CurrentActor actor, DocumentsDbContext db, IDocuments documents, SharedMark mark, CancellationToken ct)
    {
        var parts = await participations.Of(await grants.Of(actor.Value.Id, ct), ct);
        Row? row;
        // Ended before the bytes are fetched and marked: no connection waits for that.
        await using (await db.Database.BeginTransactionAsync(ct)) row = await Shared(db, parts).SingleOrDefaultAsync(r => r.DocumentId == documentId, ct);
        if (row is null || await documents.Open(documentId, row.Version, ct) is not { } opened)
            return RefusalResult.Of(Refusal.NotFound("document that is shared with you"));
        if (row.ContentType != ContentTypes.Pdf) return Results.File(opened.Content, row.ContentType, row.FileName);
        await using var original = opened;
        return await mark.Of(original.Content, ct) is { } marked ? Results.File(marked, row.ContentType, row.FileName) : RefusalResult.Of(SharedMark.CannotBeMarked);
    }

    /// <summary>An investor's are his in the fund that they belong to, whether or not he has left it; a fund's are those of everybody who stands in it.</summary>
    private static IQueryable<Row> Shared(DocumentsDbContext db, IReadOnlyList<Participation> parts)
    {
        var (funds, investors) = (parts.Select(p => p.FundId).Distinct().ToArray(), parts.Select(p => p.InvestorId).Distinct().ToArray());
        var standing = parts.Where(p => p.Stands).Select(p => p.FundId).Distinct().ToArray();
        return db.Documents.Where(d => d.SharedVersion != null && d.DestroyedAt == null
                && ((d.InvestorId == null && standing.Contains(d.FundId)) || (d.InvestorId != null && funds.Contains(d.FundId) && investors.Contains(d.InvestorId.Value))))
            .Join(db.Versions, d => new { DocumentId = d.Id, Number = d.SharedVersion!.Value }, v => new { v.DocumentId, v.Number }, (d, v) => new Row
            {
                DocumentId = d.Id,
                FundId = d.FundId,
                InvestorId = d.InvestorId,
                Kind = d.Kind,
                Title = d.Title,
                Version = v.Number,
                FileName = v.FileName,
                ContentType = v.ContentType,
                SizeBytes = v.SizeBytes,
                SharedAt = d.SharedAt!.Value,
            });
    }
}

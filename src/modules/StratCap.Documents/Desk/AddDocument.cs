using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Documents.Keeping;
using StratCap.Documents.Scanning;
using StratCap.Documents.Texts;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>Takes a document in: its bytes under their hash, its first version, and whose it is.</summary>
internal static class AddDocument
{
    internal static void Map(RouteGroupBuilder documents) => documents
        .MapPost("", Handle)
        .WithName("AddDocument")
        .WithSummary("Keep a document")
        .WithDescription($"The body is the file itself, under its Content-Type or as application/octet-stream: {ContentTypes.InWords}. It belongs to a fund and, where given, to one of its investors and to a process.")
        .TakesDocument(documents)
        .Writes<DocumentsDbContext>(Permissions.DocumentWrite);

    private static async Task<Answer<DocumentDetail>> Handle(
        Guid fundId, DocumentKind kind, string title, string fileName, HttpContext http, DocumentsDbContext db, ScannedUpload scanned, ContentStore contents, IFundBooks books, IInvestorContacts investors, IProcesses processes, Audit audit,
        CurrentActor actor, TimeProvider clock, Guid? investorId = null, Guid? processId = null)
    {
        var ct = http.RequestAborted;
        if (string.IsNullOrWhiteSpace(title) || title.Length > KeptDocument.TitleLength || title.Any(char.IsControl))
            return Refusal.Field("title", $"Give the document a title of 1 to {KeptDocument.TitleLength} characters.");
        if (await WhyNot(fundId, investorId, processId, books, investors, processes, ct) is { } refusal) return refusal;
        var (file, refused) = await Uploads.Receive(http, scanned, ("fund", fundId));
        if (file is null) return refused!;
        var now = clock.GetUtcNow();
        var document = new KeptDocument
        {
            Id = Guid.CreateVersion7(),
            FundId = fundId,
            InvestorId = investorId,
            ProcessId = processId,
            Kind = kind,
            Title = title.Trim(),
            AddedAt = now,
            AddedByName = actor.Value.Name,
        };
        await contents.Keep(db, file.Sha256, http.Request.Body, ct);
        var version = document.Take(file, actor.Value.Name, now);
        db.Documents.Add(document);
        db.Versions.Add(version);
        db.Texts.Add(DocumentText.Of(document, now));
        audit.Record(db, "documents.document.add", ("document", document.Id), null, new { document.FundId, document.InvestorId, document.ProcessId, document.Kind, document.Title, file.FileName, file.SizeBytes, file.Sha256 });
        return Answer<DocumentDetail>.Created(DocumentDetail.Of(document, [version], clock), DocumentView.PathOf(document.Id)).Tagged(document.Revision);
    }

    private static async Task<Refusal?> WhyNot(
        Guid fundId, Guid? investorId, Guid? processId, IFundBooks books, IInvestorContacts investors, IProcesses processes, CancellationToken ct)
    {
        if (await books.Find(fundId, ct) is null) return Refusal.NotFound("fund");
        if (investorId is { } investor && await investors.Of(fundId, investor, ct) is null) return Refusal.NotFound("investor in this fund");
        return processId is { } process && (await processes.Find(process, ct))?.FundId != fundId ? Refusal.NotFound("process of this fund") : null;
    }
}

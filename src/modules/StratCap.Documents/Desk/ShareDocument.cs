using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        .AddEndpointFilter(TryMark)
        .WithName("ShareDocument")
        .WithSummary("Share a document with its investors in the portal, or take it back")
        .WithDescription("A document of an investor is shared with him, one of the fund alone with all investors of the fund. The version that is the latest now is shared; a later one is shared when you say so again. A PDF leaves marked with its reader's name, e-mail address and firm and the time; one that cannot be marked is refused.")
        .Writes<DocumentsDbContext>(Permissions.DocumentShare);

    private static async Task<Answer<DocumentDetail>> Handle(
        Guid documentId, Request request, HttpContext http, DocumentsDbContext db, Audit audit, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Documents.SingleOrDefaultAsync(d => d.Id == documentId && d.DestroyedAt == null, ct) is not { } document) return Refusal.NotFound("document");
        if (http.Stale(document.Revision) is { } stale) return stale;
        if (request.Shared)
        {
            var tried = (Trial)http.Items[typeof(Trial)]!;
            // A version that came in this moment was not tried.
            if (tried.Sha256 != document.Sha256) return Concurrency.Changed;
            if (!tried.CanLeave) return SharedMark.CannotBeMarked;
        }
        var before = new { document.SharedVersion };
        (document.SharedVersion, document.SharedAt, document.SharedByName) = request.Shared ? (document.LatestVersion, clock.GetUtcNow(), actor.Value.Name) : ((int?)null, (DateTimeOffset?)null, (string?)null);
        document.Revision++;
        audit.Record(db, request.Shared ? "documents.document.share" : "documents.document.take_back", ("document", documentId), before, new { document.SharedVersion });
        var versions = await db.Versions.Where(v => v.DocumentId == documentId).ToListAsync(ct);
        return ((Answer<DocumentDetail>)DocumentDetail.Of(document, versions, clock)).Tagged(document.Revision);
    }

    /// <summary>Marked once on trial: better that the firm hears of it now than an investor later. Before the write begins, so that nobody holds a connection meanwhile.</summary>
    private static async ValueTask<object?> TryMark(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (context.Arguments.OfType<Request>().SingleOrDefault() is { Shared: true })
            http.Items[typeof(Trial)] = await Try((Guid)context.Arguments.Single(a => a is Guid)!, http.RequestServices, http.RequestAborted);
        return await next(context);
    }

    private static async Task<Trial> Try(Guid documentId, IServiceProvider services, CancellationToken ct)
    {
        if (await Latest(documentId, services, ct) is not { } latest) return new Trial(null, false);
        if (latest.ContentType != ContentTypes.Pdf) return new Trial(latest.Sha256, true);
        await using var content = await services.GetRequiredService<ContentStore>().Open(latest.Sha256, ct);
        await using var marked = await services.GetRequiredService<IPdfMarks>().Mark(content, ["Trial"], ct);
        return new Trial(latest.Sha256, marked is not null);
    }

    private static async Task<Content?> Latest(Guid documentId, IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DocumentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await db.Documents.AsNoTracking().Where(d => d.Id == documentId && d.DestroyedAt == null).Select(d => new Content(d.ContentType, d.Sha256)).SingleOrDefaultAsync(ct);
    }

    private sealed record Content(string ContentType, string Sha256);

    /// <param name="Sha256">Of what was tried.</param>
    private sealed record Trial(string? Sha256, bool CanLeave);
}

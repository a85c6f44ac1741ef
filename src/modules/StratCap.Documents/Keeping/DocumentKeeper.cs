using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Documents;
using StratCap.Documents.Texts;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;

namespace StratCap.Documents.Keeping;

/// <summary>Answers other modules, each time in a scope and a transaction of its own.</summary>
internal sealed class DocumentKeeper(IServiceScopeFactory scopes, ContentStore contents, Audit audit, CurrentActor actor, TimeProvider clock) : IDocuments
{
    public Task<IReadOnlyDictionary<Guid, DocumentInfo>> Find(IReadOnlyCollection<Guid> documentIds, CancellationToken ct) => InTransaction<IReadOnlyDictionary<Guid, DocumentInfo>>(async db =>
        (await Standing(db, documentIds).ToListAsync(ct)).ToDictionary(d => d.Id, d => d.Info), ct);

    public Task<IReadOnlyList<DocumentInfo>> Keep(IReadOnlyList<DocumentToKeep> documents, CancellationToken ct) => InTransaction<IReadOnlyList<DocumentInfo>>(async db =>
    {
        var ids = documents.Select(d => d.DocumentId).ToList();
        var there = await db.Documents.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
        // Locks are taken in one order, whoever else keeps the same contents.
        var fresh = new List<(DocumentToKeep Document, CheckedFile File)>();
        foreach (var document in documents.Where(d => !there.ContainsKey(d.DocumentId))) fresh.Add((document, await Check(document, ct)));
        foreach (var (document, file) in fresh.OrderBy(f => f.File.Sha256, StringComparer.Ordinal))
        {
            using var content = Read(document);
            await contents.Keep(db, file.Sha256, content, ct);
            there.Add(document.DocumentId, Add(db, document, file));
        }
        await db.SaveChangesAsync(ct);
        return [.. documents.Select(d => there[d.DocumentId].Info)];
    }, ct);

    public Task<bool> Need(IReadOnlyCollection<Guid> documentIds, string neededFor, CancellationToken ct) => InTransaction(async db =>
    {
        var documents = await Standing(db, documentIds).ToListAsync(ct);
        if (documents.Count < documentIds.Count) return false;
        // The first reason is as good as any: one is enough to keep it.
        foreach (var document in documents.Where(d => d.NeededFor is null))
        {
            document.NeededFor = neededFor;
            document.Revision++;
            audit.Record(db, "documents.document.need", ("document", document.Id), null, new { document.NeededFor });
        }
        await db.SaveChangesAsync(ct);
        return true;
    }, ct);

    public async Task<DocumentContent?> Open(Guid documentId, int? version, CancellationToken ct)
    {
        var opened = await InTransaction(async db =>
        {
            if (await Standing(db, [documentId]).SingleOrDefaultAsync(ct) is not { } document) return null;
            var number = version ?? document.LatestVersion;
            if (await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.DocumentId == documentId && v.Number == number, ct) is not { } found) return null;
            Accessed(db, documentId, number);
            await db.SaveChangesAsync(ct);
            return document.Info with { Version = number, FileName = found.FileName, ContentType = found.ContentType, SizeBytes = found.SizeBytes, Sha256 = found.Sha256, AddedAt = found.AddedAt, AddedByName = found.AddedByName };
        }, ct);
        return opened is null ? null : new DocumentContent(opened, await contents.Open(opened.Sha256, ct));
    }

    private void Accessed(DocumentsDbContext db, Guid documentId, int version) => db.Accesses.Add(new DocumentAccess
    {
        Id = Guid.CreateVersion7(),
        DocumentId = documentId,
        Version = version,
        At = clock.GetUtcNow(),
        UserId = actor.Value.Id,
        UserName = actor.Value.Name,
        Address = actor.Value.Address,
    });

    private KeptDocument Add(DocumentsDbContext db, DocumentToKeep what, CheckedFile file)
    {
        var now = clock.GetUtcNow();
        var document = new KeptDocument
        {
            Id = what.DocumentId,
            FundId = what.FundId,
            InvestorId = what.InvestorId,
            ProcessId = what.ProcessId,
            Kind = what.Kind,
            Title = what.Title[..Math.Min(what.Title.Length, KeptDocument.TitleLength)],
            NeededFor = what.NeededFor,
            AddedAt = now,
            AddedByName = actor.Value.Name,
        };
        db.Documents.Add(document);
        db.Versions.Add(document.Take(file, actor.Value.Name, now));
        db.Texts.Add(DocumentText.Of(document, now));
        audit.Record(db, "documents.document.keep", ("document", document.Id), null, new { document.FundId, document.InvestorId, document.Kind, document.Title, file.FileName, file.SizeBytes, file.Sha256, document.NeededFor });
        return document;
    }

    private static async Task<CheckedFile> Check(DocumentToKeep document, CancellationToken ct)
    {
        using var content = Read(document);
        return await CheckedFile.Of(document.FileName, document.ContentType, content, ct)
            ?? throw new ArgumentException($"{document.FileName} is no {document.ContentType}, or that is none of the types that are kept.", nameof(document));
    }

    private static MemoryStream Read(DocumentToKeep document) => new(document.Content.ToArray(), writable: false);

    private static IQueryable<KeptDocument> Standing(DocumentsDbContext db, IReadOnlyCollection<Guid> ids) => db.Documents.Where(d => ids.Contains(d.Id) && d.DestroyedAt == null);

    private async Task<T> InTransaction<T>(Func<DocumentsDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DocumentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db);
        await transaction.CommitAsync(ct);
        return result;
    }
}

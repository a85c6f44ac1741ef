using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Documents;
using StratCap.Foundation.Messaging;

namespace StratCap.Documents.Keeping;

/// <summary>Removes what a destroyed document held, after it was destroyed for good: a change that is taken back must not have cost the bytes.</summary>
internal sealed class WhenDocumentDestroyed(ContentStore contents) : IEventHandler<DocumentDestroyed, DocumentsDbContext>
{
    public async Task Handle(DocumentDestroyed what, EventContext context, DocumentsDbContext db, CancellationToken ct)
    {
        var hashes = await db.Versions.Where(v => v.DocumentId == what.DocumentId).Select(v => v.Sha256).Distinct().Order().ToListAsync(ct);
        foreach (var hash in hashes) await contents.Remove(db, hash, ct);
    }
}

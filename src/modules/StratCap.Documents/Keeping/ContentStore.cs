using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Storage;

namespace StratCap.Documents.Keeping;

/// <summary>
/// The bytes of versions, each content once per tenant under its hash. Who writes or removes one holds the lock of its hash until his transaction ends, so that none is removed
/// which another is about to rest on.
/// </summary>
internal sealed class ContentStore(Blobs blobs)
{
    /// <summary>Keeps the content unless it is there; the transaction must be open.</summary>
    public async Task Keep(DocumentsDbContext db, string sha256, Stream content, CancellationToken ct)
    {
        await Lock(db, sha256, ct);
        if (await blobs.Has(KeyOf(sha256), ct)) return;
        content.Position = 0;
        await blobs.Write(KeyOf(sha256), content, ct);
    }

    /// <summary>Opens a content at its beginning.</summary>
    /// <exception cref="InvalidOperationException">It is gone, or its bytes are not those that were kept.</exception>
    public async Task<Stream> Open(string sha256, CancellationToken ct)
    {
        var content = await blobs.Open(KeyOf(sha256), ct) ?? throw new InvalidOperationException($"The content {sha256} is gone from the store.");
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)) != sha256)
        {
            await content.DisposeAsync();
            throw new InvalidOperationException($"The content {sha256} was changed in the store.");
        }
        content.Position = 0;
        return content;
    }

    /// <summary>Removes the content where no document that stands has it any more; the transaction must be open.</summary>
    public async Task Remove(DocumentsDbContext db, string sha256, CancellationToken ct)
    {
        await Lock(db, sha256, ct);
        var needed = await db.Versions.AnyAsync(v => v.Sha256 == sha256 && db.Documents.Any(d => d.Id == v.DocumentId && d.DestroyedAt == null), ct);
        if (!needed) await blobs.Delete(KeyOf(sha256), ct);
    }

    private static Task Lock(DocumentsDbContext db, string sha256, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"documents|{db.TenantId}|{sha256}"}, 0))", ct);

    private static string KeyOf(string sha256) => $"documents/{sha256[..2]}/{sha256}";
}

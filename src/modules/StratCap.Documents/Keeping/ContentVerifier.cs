using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Operations;

namespace StratCap.Documents.Keeping;

/// <summary>Reads every content that documents rest on and compares it with its hash.</summary>
internal sealed class ContentVerifier(IServiceScopeFactory scopes, ContentStore contents) : IVerifier
{
    public string Module => DocumentsModule.Name;

    public async Task<string> Verify(ICollection<string> defects, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DocumentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var hashes = await db.Versions.Where(v => db.Documents.Any(d => d.Id == v.DocumentId && d.DestroyedAt == null)).Select(v => v.Sha256).Distinct().ToListAsync(ct);
        foreach (var hash in hashes)
        {
            try
            {
                await using var content = await contents.Open(hash, ct);
            }
            catch (InvalidOperationException broken)
            {
                defects.Add(broken.Message);
            }
        }
        return $"{hashes.Count} contents";
    }
}

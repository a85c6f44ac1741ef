using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Scanning;

/// <summary>Lets an upload through when the scanner found nothing in it. What it found is recorded although the upload is refused: in a transaction of its own.</summary>
internal sealed class ScannedUpload(IServiceScopeFactory scopes, Audit audit)
{
    private const int RetrySeconds = 30;

    /// <summary>Why the upload is not kept; null when it may be.</summary>
    /// <param name="subject">What it was for: a document, or the fund of a new one.</param>
    public async Task<Refusal?> WhyNot(Verdict verdict, (string Type, object Id) subject, string fileName, string sha256, CancellationToken ct)
    {
        if (verdict.Away) return new Refusal(503, "documents.scanner_away", "The scanner for viruses gives no answer: nothing was kept. Try again later, or tell your administrator.", RetryAfterSeconds: RetrySeconds);
        if (verdict.TooLarge) return Refusal.Rule("documents.too_large_to_scan", "The file is larger than what the scanner for viruses takes (clamd's StreamMaxLength): nothing was kept. Tell your administrator.");
        if (verdict.Virus is not { } virus) return null;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DocumentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        audit.Record(db, "documents.upload.infected", subject, null, new { fileName, sha256, virus });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Refusal.Rule("documents.infected", $"The scanner found {virus} in the file: nothing was kept.");
    }
}

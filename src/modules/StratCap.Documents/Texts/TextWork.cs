using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Tenancy;

namespace StratCap.Documents.Texts;

/// <summary>Takes the words out of a document's latest version and keeps them, under the worker's lease: whoever lost it, or was overtaken by another version, keeps nothing.</summary>
internal sealed class TextWork(IServiceScopeFactory scopes, ContentStore contents, CurrentTenant tenant, TextReaders readers)
{
    private const int LeastText = 1_000;

    private sealed record Source(int Version, string Title, string FileName, string ContentType, string Sha256);

    /// <summary>Takes one document's words out.</summary>
    /// <exception cref="LeaseLostException">Another worker took it over, or there is another version, or the document was destroyed.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var source = await InTransaction(db => db.Texts.Where(t => t.Id == lease.JobId)
            .Join(db.Documents, t => t.Id, d => d.Id, (t, d) => new { t.Version, d.Title, d.Id })
            .Join(db.Versions, t => new { DocumentId = t.Id, Number = t.Version }, v => new { v.DocumentId, v.Number }, (t, v) => new Source(t.Version, t.Title, v.FileName, v.ContentType, v.Sha256))
            .SingleOrDefaultAsync(ct), ct) ?? throw new LeaseLostException(lease);
        ReadText read;
        await using (var content = await contents.Open(source.Sha256, ct))
            read = await readers.Read(content, source.ContentType, ct);
        await Keep(lease, source, read.Text, read.Missing, ct);
    }

    /// <summary>Ends one whose bytes cannot be had.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        await InTransaction(db => db.Database.ExecuteSqlAsync(
            $"update documents.document_texts set state = 'Failed', lease_owner = null, lease_until = null where tenant_id = {tenant.Id} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running'", ct), ct);
    }

    /// <summary>The database takes a megabyte of words, which are not to be counted beforehand: of a text that has more its first half is kept, or the half of that.</summary>
    private async Task Keep(JobLease lease, Source source, string text, string? missing, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var kept = text;
                var why = missing;
                if (await InTransaction(db => Keep(db, lease, source, kept, why, ct), ct) == 0) throw new LeaseLostException(lease);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ProgramLimitExceeded && text.Length > LeastText)
            {
                (text, missing) = (text[..(text.Length / 2)], "It has more words than are searched.");
            }
        }
    }

    private Task<int> Keep(DocumentsDbContext db, JobLease lease, Source source, string text, string? missing, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update documents.document_texts set state = 'Completed', lease_owner = null, lease_until = null, missing = {missing},
          words = array_to_tsvector(array[{TextSearch.FirmWord(tenant.Id)}]) || to_tsvector('simple', {source.Title + "\n" + source.FileName + "\n" + text})
        where tenant_id = {tenant.Id} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running' and version = {source.Version}
        """, ct);

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

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Exports;
using StratCap.Exports.Archives;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;

namespace StratCap.Exports.Exporting;

/// <summary>Writes an export from its beginning to its end: an archive is of one state, so that one which a worker left is begun anew. Its file is there when it is whole.</summary>
internal sealed class ExportWork(
    OneDatabase database, TenantTables tables, ArchiveWriter writer, Blobs blobs, IServiceScopeFactory scopes, ExportsOptions options, ExportNews news, Audit audit, Outbox outbox, CurrentTenant tenant, CurrentActor actor, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    /// <summary>Writes it.</summary>
    /// <exception cref="LeaseLostException">Another worker has it.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var export = await InTransaction(db => db.Exports.AsNoTracking().SingleAsync(e => e.Id == lease.JobId, ct), ct);
        using var inName = actor.Use(new Actor(export.CreatedBy, export.CreatedByName));
        var key = TenantExport.KeyOf(export.Id);
        await blobs.DeleteRemains(key, ct);
        try
        {
            WrittenArchive? written = null;
            await blobs.Write(key, async (file, c) => written = await Write(file, export, lease, c), ct);
            await Finish(lease, e => Completed(e, written!), ct);
        }
        catch (FundRuleException refused)
        {
            await blobs.Delete(key, ct);
            await Finish(lease, e => (e.State, e.FailureCode, e.FailureReason) = (ExportState.Failed, refused.Code, refused.Message), ct);
        }
    }

    /// <summary>Ends an export that could not be written in several attempts.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var key = TenantExport.KeyOf(lease.JobId);
        await blobs.DeleteRemains(key, ct);
        // Whole and not recorded, should the database have gone in between: nobody would ever remove it.
        await blobs.Delete(key, ct);
        await Finish(lease, e => (e.State, e.FailureCode, e.FailureReason) = (ExportState.Failed, "exports.gave_up", "It could not be written in several attempts, and it is our fault. Ask for another later."), ct);
    }

    private async Task<WrittenArchive> Write(Stream file, TenantExport export, JobLease lease, CancellationToken ct)
    {
        await using var snapshot = await Snapshot.Open(database, tables, lease.TenantId, TimeSpan.FromSeconds(options.QuietSeconds), clock, ct);
        var told = DateTimeOffset.MinValue;
        return await writer.Write(file, snapshot, new ArchiveHead(export.Id, clock.GetUtcNow(), export.CreatedByName), async (done, c) =>
        {
            if (clock.GetUtcNow() - told < Between) return;
            told = clock.GetUtcNow();
            await Progress(lease, done, c);
            (export.State, export.Steps, export.Done) = (ExportState.Running, writer.Steps, done);
            await news.Tell(export, c);
        }, ct);
    }

    private void Completed(TenantExport export, WrittenArchive written)
    {
        var manifest = written.Manifest;
        (export.State, export.Steps, export.Done) = (ExportState.Completed, writer.Steps, writer.Steps);
        (export.Bytes, export.Sha256, export.ContentHash) = (written.Bytes, written.Sha256, manifest.ContentHash);
        (export.Rows, export.Files, export.UnderWay) = (manifest.Tables.Sum(t => t.Rows), manifest.Blobs.Files, manifest.UnderWay.Sum(w => w.Count));
        export.ExpiresAt = clock.GetUtcNow() + TimeSpan.FromDays(options.KeepDays);
    }

    private Task Progress(JobLease lease, int done, CancellationToken ct) => InTransaction(async db =>
    {
        var rows = await db.Exports.Where(e => e.Id == lease.JobId && e.LeaseOwner == lease.Owner && e.State == ExportState.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Done, done).SetProperty(e => e.Steps, writer.Steps), ct);
        return rows == 1 ? rows : throw new LeaseLostException(lease);
    }, ct);

    private async Task Finish(JobLease lease, Action<TenantExport> end, CancellationToken ct)
    {
        var ended = await InTransaction(async db =>
        {
            var export = await db.Exports.SingleAsync(e => e.Id == lease.JobId, ct);
            if (export.LeaseOwner != lease.Owner || export.State != ExportState.Running) throw new LeaseLostException(lease);
            end(export);
            (export.FinishedAt, export.LeaseOwner, export.LeaseUntil) = (clock.GetUtcNow(), null, null);
            audit.Record(db, "exports.export.finish", ("export", export.Id), null, new { export.State, export.Bytes, export.Sha256, export.ContentHash, export.Rows, export.Files, export.FailureCode });
            if (!export.ByPlatform) outbox.Add(db, new ExportFinished(export.Id, export.CreatedBy, export.State.ToString()));
            await db.SaveChangesAsync(ct);
            return export;
        }, ct);
        await news.Tell(ended, ct);
    }

    private async Task<T> InTransaction<T>(Func<ExportsDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ExportsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db);
        await transaction.CommitAsync(ct);
        return result;
    }
}

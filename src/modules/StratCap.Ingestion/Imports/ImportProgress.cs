using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>A row that was dealt with, ready to be recorded.</summary>
internal sealed record FinishedRow(CheckedRow Checked, RowState State, IReadOnlyList<RowReason> Reasons, RowOutcome Outcome, Guid? FundId);

/// <summary>Records how far a job is: rows and counts of a chunk in one transaction, under the worker's lease, so that a row is counted once or not at all.</summary>
internal sealed class ImportProgress(IServiceScopeFactory scopes, IngestionOptions options, CurrentTenant tenant, Audit audit, Outbox outbox, TimeProvider clock)
{
    /// <summary>The job as it stands now.</summary>
    public Task<ImportJob> Load(Guid jobId, CancellationToken ct) => InTransaction((db, c) => db.Jobs.AsNoTracking().SingleAsync(j => j.Id == jobId, c), ct);

    /// <summary>Records what the whole file told.</summary>
    public Task Surveyed(JobLease lease, int rowsTotal, string headerLine, CancellationToken ct) => InTransaction(async (db, c) =>
    {
        var rows = await db.Jobs.Where(j => j.Id == lease.JobId && j.LeaseOwner == lease.Owner)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.RowsTotal, rowsTotal).SetProperty(j => j.HeaderLine, headerLine), c);
        return rows == 1 ? rows : throw new LeaseLostException(lease);
    }, ct);

    /// <summary>Records a chunk of rows.</summary>
    /// <param name="lease">The worker's.</param>
    /// <param name="rows">In the file's order, right after the last ones recorded.</param>
    /// <param name="after">Number of the last row recorded before.</param>
    /// <param name="ct">Aborts; nothing of the chunk is recorded then.</param>
    /// <returns>Whether somebody asked to stop.</returns>
    /// <exception cref="LeaseLostException">Another worker has the job.</exception>
    public Task<bool> Save(JobLease lease, IReadOnlyList<FinishedRow> rows, int after, CancellationToken ct) => InTransaction(async (db, c) =>
    {
        var (accepted, flagged, refused) = (rows.Count(r => r.State == RowState.Accepted), rows.Count(r => r.State == RowState.Flagged), rows.Count(r => r.State == RowState.Refused));
        var (added, there) = (rows.Count(r => r.Outcome == RowOutcome.Added), rows.Count(r => r.Outcome == RowOutcome.AlreadyThere));
        var cancelled = await db.Database.SqlQuery<bool>($"""
            update ingestion.import_jobs set
              rows_done = rows_done + {rows.Count}, last_row = {rows[^1].Checked.Number}, accepted = accepted + {accepted}, flagged = flagged + {flagged}, refused = refused + {refused},
              added = added + {added}, already_there = already_there + {there}, attempts = 0, lease_until = now() + {TimeSpan.FromSeconds(options.LeaseSeconds)}
            where tenant_id = {tenant.Id} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running' and last_row = {after}
            returning cancel_requested_at is not null as "Value"
            """).ToListAsync(c);
        if (cancelled.Count == 0) throw new LeaseLostException(lease);
        await Insert(db, lease.JobId, rows, c);
        return cancelled[0];
    }, ct);

    /// <summary>Ends the job.</summary>
    /// <exception cref="LeaseLostException">Another worker has the job.</exception>
    public Task<ImportJob> Finish(JobLease lease, ImportState state, string? code, string? reason, CancellationToken ct) => InTransaction(async (db, c) =>
    {
        var job = await db.Jobs.SingleAsync(j => j.Id == lease.JobId, c);
        if (job.LeaseOwner != lease.Owner || job.State != ImportState.Running) throw new LeaseLostException(lease);
        job.State = state;
        job.FinishedAt = clock.GetUtcNow();
        job.FailureCode = code;
        job.FailureReason = reason is null ? null : Texts.Cut(reason, 2000);
        job.LeaseOwner = null;
        job.LeaseUntil = null;
        audit.Record(db, "ingestion.import.finish", ("import", job.Id), null, new { job.State, job.RowsTotal, job.RowsDone, job.Accepted, job.Flagged, job.Refused, job.Added, job.AlreadyThere, job.FailureCode });
        outbox.Add(db, job.Finished());
        await db.SaveChangesAsync(c);
        return job;
    }, ct);

    // One statement for the chunk: COPY is refused on tables behind row security, and a statement a row would cost more than the rest of the import.
    private async Task Insert(IngestionDbContext db, Guid jobId, IReadOnlyList<FinishedRow> rows, CancellationToken ct)
    {
        NpgsqlParameter[] values =
        [
            new("tenant", tenant.Id),
            new("job", jobId),
            new("numbers", rows.Select(r => r.Checked.Number).ToArray()),
            new("states", rows.Select(r => r.State.ToString()).ToArray()),
            new("outcomes", rows.Select(r => r.Outcome.ToString()).ToArray()),
            new("funds", rows.Select(r => r.FundId).ToArray()),
            new("reasons", rows.Select(r => RowJson.Write(r.Reasons)).ToArray()),
            new("raws", rows.Select(r => r.Checked.Raw).ToArray()),
        ];
        await db.Database.ExecuteSqlRawAsync("""
            insert into ingestion.import_rows (tenant_id, job_id, row_number, state, outcome, fund_id, reasons, raw)
            select @tenant, @job, r.number, r.state, r.outcome, r.fund, r.reasons::jsonb, r.raw
            from unnest(@numbers, @states, @outcomes, @funds, @reasons, @raws) as r(number, state, outcome, fund, reasons, raw)
            """, values, ct);
    }

    private async Task<T> InTransaction<T>(Func<IngestionDbContext, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IngestionDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db, ct);
        await transaction.CommitAsync(ct);
        return result;
    }
}

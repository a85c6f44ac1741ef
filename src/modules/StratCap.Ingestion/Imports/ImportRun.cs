using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Ingestion.Files;
using StratCap.Ingestion.Positions;

namespace StratCap.Ingestion.Imports;

/// <summary>
/// Runs one job from where it stands to its end. The file is checked from its first row each time (the checks are pure, so they come out the same); a chunk is
/// put into the books and then recorded. Killed in between, the chunk is done again by whoever takes over, and adds nothing, because the books know what stands in them.
/// </summary>
internal sealed class ImportRun(
    IServiceScopeFactory scopes, Blobs blobs, ImportProgress progress, ImportNews news, ChunkToBooks books, IngestionOptions limits, CurrentTenant tenant, CurrentActor actor)
{
    /// <summary>Runs a job; returns when it has ended.</summary>
    /// <exception cref="LeaseLostException">Another worker took it over.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var job = await progress.Load(lease.JobId, ct);
        using var inName = actor.Use(new Actor(job.CreatedBy, job.CreatedByName));
        try
        {
            await Work(job, lease, ct);
        }
        catch (FileRefusedException e)
        {
            await End(lease, ImportState.Failed, e.Code, e.Message, ct);
        }
    }

    /// <summary>Ends a job that fails again and again without getting further.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        await End(lease, ImportState.Failed, "ingestion.import_gave_up", $"It did not get further after {lease.Attempt} attempts, and it is our fault. Rows that were added before stand; import the file again later, nothing is added twice.", ct);
    }

    private async Task Work(ImportJob job, JobLease lease, CancellationToken ct)
    {
        await using var content = await blobs.Open(job.BlobKey, ct) ?? throw new FileRefusedException(404, "ingestion.file_gone", "The stored file is gone: send it again.");
        var today = DateOnly.FromDateTime(job.CreatedAt.UtcDateTime);
        var file = PositionFile.Open(content, limits, today, job.FileName, await FundsInBooks(ct), ct, ColumnMapping.Read(job.Mapping));
        await progress.Surveyed(lease, file.Survey.Rows, file.HeaderLine, ct);
        job.RowsTotal = file.Survey.Rows;
        var adds = !job.OnlyIfValid || file.Rows(content, limits, today, job.FileName).All(r => r.State != RowState.Refused);
        await news.Tell(job, always: true, ct);
        if (job.CancelRequestedAt is not null)
        {
            await End(lease, ImportState.Cancelled, null, null, ct);
            return;
        }
        foreach (var chunk in file.Rows(content, limits, today, job.FileName, job.LastRow).Chunk(limits.ChunkRows))
        {
            ct.ThrowIfCancellationRequested();
            var rows = adds ? await books.Add(chunk, job.Id, ct) : [.. chunk.Select(ChunkToBooks.Untouched)];
            var stop = await progress.Save(lease, rows, job.LastRow, ct);
            Count(job, rows);
            await news.Tell(job, always: false, ct);
            if (!stop) continue;
            await End(lease, ImportState.Cancelled, null, null, ct);
            return;
        }
        await End(lease, adds ? ImportState.Completed : ImportState.Rejected, null, null, ct);
    }

    private async Task End(JobLease lease, ImportState state, string? code, string? reason, CancellationToken ct) =>
        await news.Tell(await progress.Finish(lease, state, code, reason, ct), always: true, ct);

    private async Task<IReadOnlyList<string>> FundsInBooks(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var funds = await scope.ServiceProvider.GetRequiredService<IFundBooks>().Funds(ct);
        return [.. funds.Select(f => f.Name)];
    }

    private static void Count(ImportJob job, IReadOnlyList<FinishedRow> rows)
    {
        job.RowsDone += rows.Count;
        job.LastRow = rows[^1].Checked.Number;
        job.Accepted += rows.Count(r => r.State == RowState.Accepted);
        job.Flagged += rows.Count(r => r.State == RowState.Flagged);
        job.Refused += rows.Count(r => r.State == RowState.Refused);
        job.Added += rows.Count(r => r.Outcome == RowOutcome.Added);
        job.AlreadyThere += rows.Count(r => r.Outcome == RowOutcome.AlreadyThere);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Imports;

/// <summary>Stops an import: at once when it waits, after the chunk under way when it runs. What was added stands.</summary>
internal static class CancelImport
{
    internal static void Map(RouteGroupBuilder data) => data
        .MapPost("/import/{jobId}/cancel", Handle)
        .WithName("CancelImport")
        .WithSummary("Stops an import between two chunks")
        .Writes<IngestionDbContext>(Permissions.DataImport, keyRequired: false);

    private static async Task<Answer<ImportView>> Handle(Guid jobId, IngestionDbContext db, CurrentTenant tenant, Audit audit, Outbox outbox, TimeProvider clock, CancellationToken ct)
    {
        // The worker writes its progress into the same row: wait for it, rather than refuse whoever wants to stop it.
        await db.Database.ExecuteSqlAsync($"select 1 from ingestion.import_jobs where tenant_id = {tenant.Id} and id = {jobId} for update", ct);
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == jobId, ct);
        if (job is null) return Refusal.NotFound("import");
        if (job.State is not (ImportState.Queued or ImportState.Ready or ImportState.Running))
            return Refusal.Conflict("ingestion.import_finished", $"The import is {job.State} already: there is nothing to stop.");
        var now = clock.GetUtcNow();
        var before = job.State;
        job.CancelRequestedAt ??= now;
        if (job.State != ImportState.Running)
        {
            job.State = ImportState.Cancelled;
            job.FinishedAt = now;
            outbox.Add(db, job.Finished());
        }
        audit.Record(db, "ingestion.import.cancel", ("import", jobId), new { State = before }, new { job.State, job.RowsDone });
        Answer<ImportView> answer = ImportView.Of(job, now);
        return answer.Linked(ImportView.LinksOf(jobId));
    }
}

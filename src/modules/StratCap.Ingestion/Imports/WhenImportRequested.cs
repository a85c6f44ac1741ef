using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Ingestion;
using StratCap.Foundation.Messaging;

namespace StratCap.Ingestion.Imports;

/// <summary>Makes a job ready for the workers; the work itself outlives any message's transaction.</summary>
internal sealed class WhenImportRequested : IEventHandler<ImportRequested, IngestionDbContext>
{
    public Task Handle(ImportRequested what, EventContext context, IngestionDbContext db, CancellationToken ct) => db.Jobs
        .Where(j => j.Id == what.JobId && j.State == ImportState.Queued)
        .ExecuteUpdateAsync(set => set.SetProperty(j => j.State, ImportState.Ready), ct);
}

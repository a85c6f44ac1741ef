using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Ingestion.Imports;

/// <summary>Pushes an import's progress to the firm's browsers, a few times a second at most. A hint only: what fails here is logged and the import goes on.</summary>
internal sealed partial class ImportNews(IPush push, TimeProvider clock, ILogger<ImportNews> log)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _told = new();

    /// <summary>Tells of a job of the tenant in scope.</summary>
    /// <param name="job">The job.</param>
    /// <param name="always">Its state changed: tell it whenever the last news was.</param>
    /// <param name="ct">Aborts.</param>
    public async Task Tell(ImportJob job, bool always, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!always && _told.TryGetValue(job.Id, out var last) && now - last < Between) return;
        if (job.FinishedAt is null) _told[job.Id] = now;
        else _told.TryRemove(job.Id, out _);
        var view = ImportView.Of(job, now);
        try
        {
            await push.Send(Permissions.DataImport, "import.progress", new { view.JobId, view.State, view.Percent, view.RowsTotal, view.RowsRead, view.Accepted, view.Flagged, view.Refused, view.Added, view.AlreadyThere }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotTold(e, job.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Progress of import {JobId} could not be pushed")]
    private partial void NotTold(Exception e, Guid jobId);
}

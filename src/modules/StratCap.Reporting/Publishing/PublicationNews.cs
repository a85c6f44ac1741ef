using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Reporting.Publishing;

/// <summary>Pushes a publication's progress to the firm's browsers, a few times a second at most. A hint only: what fails here is logged and the work goes on.</summary>
internal sealed partial class PublicationNews(IPush push, TimeProvider clock, ILogger<PublicationNews> log)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _told = new();

    /// <summary>Tells of a publication of the tenant in scope.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="always">Its state changed: tell it whenever the last news was.</param>
    /// <param name="ct">Aborts.</param>
    public async Task Tell(Publication publication, bool always, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!always && _told.TryGetValue(publication.Id, out var last) && now - last < Between) return;
        if (publication.FinishedAt is null) _told[publication.Id] = now;
        else _told.TryRemove(publication.Id, out _);
        try
        {
            await push.Send(Permissions.ReportGenerate, "publication.progress", PublicationView.Of(publication), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotTold(e, publication.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Progress of publication {PublicationId} could not be pushed")]
    private partial void NotTold(Exception e, Guid publicationId);
}

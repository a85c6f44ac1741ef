using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Ingestion;

/// <summary>A file was taken in and waits to be worked through.</summary>
[EventName("ingestion.import_requested")]
public sealed record ImportRequested(Guid JobId) : IEvent
{
    Guid IEvent.AggregateId => JobId;
}

/// <summary>An import has ended: completed, rejected, failed or cancelled.</summary>
/// <param name="StartedBy">Who sent the file.</param>
[EventName("ingestion.import_finished")]
public sealed record ImportFinished(Guid JobId, Guid StartedBy, string FileName, string State, int Accepted, int Flagged, int Refused) : IEvent
{
    Guid IEvent.AggregateId => JobId;
}

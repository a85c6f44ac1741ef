using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Ingestion;

/// <summary>A file was taken in and waits to be worked through.</summary>
[EventName("ingestion.import_requested")]
public sealed record ImportRequested(Guid JobId) : IEvent
{
    Guid IEvent.AggregateId => JobId;
}

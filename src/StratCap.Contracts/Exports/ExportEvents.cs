using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Exports;

/// <summary>An export of all that the firm has was written, or could not be.</summary>
/// <param name="StartedBy">Who asked for it.</param>
[EventName("exports.export_finished")]
public sealed record ExportFinished(Guid ExportId, Guid StartedBy, string State) : IEvent
{
    Guid IEvent.AggregateId => ExportId;
}

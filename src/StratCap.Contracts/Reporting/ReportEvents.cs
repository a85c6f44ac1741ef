using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Reporting;

/// <summary>A scheduled report can be fetched.</summary>
/// <param name="Name">The report's.</param>
/// <param name="Readers">Who is to be told, the schedule's owner among them.</param>
[EventName("reporting.report_ready")]
public sealed record ReportReady(Guid RunId, Guid ScheduleId, string Name, IReadOnlyList<Guid> Readers) : IEvent
{
    Guid IEvent.AggregateId => ScheduleId;
}

/// <summary>A scheduled report could not be made. Told once for each cause, until one is made again.</summary>
/// <param name="RunId">The first run that failed for this cause.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Stopped">The schedule makes no more reports until somebody starts it again.</param>
[EventName("reporting.report_failed")]
public sealed record ReportFailed(Guid RunId, Guid ScheduleId, string Name, string Reason, bool Stopped, Guid OwnerId) : IEvent
{
    Guid IEvent.AggregateId => ScheduleId;
}

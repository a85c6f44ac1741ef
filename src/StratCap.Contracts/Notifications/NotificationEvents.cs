using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Notifications;

/// <summary>There is something new, or something less, in these users' lists of notifications.</summary>
[EventName("notifications.users_told")]
public sealed record UsersTold(Guid CauseId, IReadOnlyList<Guid> UserIds) : IEvent
{
    Guid IEvent.AggregateId => CauseId;
}

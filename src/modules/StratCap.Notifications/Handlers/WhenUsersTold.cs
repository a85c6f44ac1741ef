using StratCap.Contracts.Notifications;
using StratCap.Foundation.Messaging;

namespace StratCap.Notifications.Handlers;

/// <summary>Tells the browsers of those users, and of nobody else, to look at the bell again; by an event, so that what they then read is committed.</summary>
internal sealed class WhenUsersTold(IPush push) : IEventHandler<UsersTold, NotificationsDbContext>
{
    public async Task Handle(UsersTold what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        foreach (var userId in what.UserIds) await push.SendTo(userId, "notification.changed", new { }, ct);
    }
}

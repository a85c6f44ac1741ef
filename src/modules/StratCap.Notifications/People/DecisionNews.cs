using StratCap.Contracts.Identity;

namespace StratCap.Notifications.People;

/// <summary>Asks people for a decision: whoever holds its permission, but for who prepared what is to be decided.</summary>
internal sealed class DecisionNews(IPeople people, Notifier notifier)
{
    /// <summary>Tells them while it waits; when it waits no more, nobody is asked any longer.</summary>
    public async Task Moved(NotificationsDbContext db, bool waits, News news, string permission, Guid preparedBy, CancellationToken ct)
    {
        if (waits) await notifier.Tell(db, news, [.. (await people.Holding(permission, ct)).Where(p => p.UserId != preparedBy)], ct);
        else await notifier.Settle(db, news.Kind, news.CauseId, ct);
    }
}

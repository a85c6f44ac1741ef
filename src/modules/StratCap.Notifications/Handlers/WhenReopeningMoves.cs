using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A closed quarter waits to be reopened: whoever may decide is told, but for who asked. When it is decided, nobody is asked any longer.</summary>
internal sealed class WhenReopeningMoves(IPeople people, Notifier notifier) : IEventHandler<ReopeningMoved, NotificationsDbContext>
{
    public async Task Handle(ReopeningMoved what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (!what.Waits)
        {
            await notifier.Settle(db, NotificationKind.ReopeningWaiting, what.ReopeningId, ct);
            return;
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["fund"] = what.FundName, ["quarter"] = what.Quarter, ["by"] = what.AskedByName, ["reason"] = what.Reason };
        var to = (await people.Holding(Permissions.PeriodClose, ct)).Where(p => p.UserId != what.AskedBy).ToList();
        await notifier.Tell(db, new News(NotificationKind.ReopeningWaiting, what.ReopeningId, new Target(TargetKind.Quarters, what.FundId, what.FundId), values), to, ct);
    }
}

using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A closed quarter waits to be reopened, or that was decided.</summary>
internal sealed class WhenReopeningMoves(DecisionNews decisions) : IEventHandler<ReopeningMoved, NotificationsDbContext>
{
    public Task Handle(ReopeningMoved what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = what.FundName,
            ["quarter"] = what.Quarter,
            ["by"] = what.AskedByName,
            ["reason"] = what.Reason,
        };
        return decisions.Moved(db, what.Waits, new News(NotificationKind.ReopeningWaiting, what.ReopeningId, new Target(TargetKind.Quarters, what.FundId, what.FundId), values), Permissions.PeriodClose, what.AskedBy, ct);
    }
}

using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A manual entry waits for its approval, or was decided on.</summary>
internal sealed class WhenManualEntryMoves(DecisionNews decisions) : IEventHandler<ManualEntryMoved, NotificationsDbContext>
{
    public Task Handle(ManualEntryMoved what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = what.FundName,
            ["by"] = what.PreparedByName,
            ["memo"] = what.Memo,
            ["amount"] = News.Money(what.Amount, what.Currency),
        };
        return decisions.Moved(db, what.Waits, new News(NotificationKind.EntryWaiting, what.EntryId, new Target(TargetKind.ManualEntry, what.EntryId, what.FundId), values), Permissions.LedgerApprove, what.PreparedBy, ct);
    }
}

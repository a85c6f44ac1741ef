using StratCap.Contracts.Accounting;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>The sync with a general ledger fails: whoever may put it right is told, once for each cause.</summary>
internal sealed class WhenLedgerSyncFails(IPeople people, Notifier notifier) : IEventHandler<LedgerSyncFailed, NotificationsDbContext>
{
    public async Task Handle(LedgerSyncFailed what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["link"] = what.LinkName, ["reason"] = what.Reason };
        await notifier.Tell(db, new News(NotificationKind.LedgerSyncFailed, what.FailureId, new Target(TargetKind.LedgerLink, what.LinkId, what.FundId), values), await people.Holding(Permissions.LedgerSync, ct), ct);
    }
}

/// <summary>It works again: nobody has to look at it any more.</summary>
internal sealed class WhenLedgerSyncRecovers(Notifier notifier) : IEventHandler<LedgerSyncRecovered, NotificationsDbContext>
{
    public Task Handle(LedgerSyncRecovered what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        notifier.Settle(db, NotificationKind.LedgerSyncFailed, what.FailureId, ct);
}

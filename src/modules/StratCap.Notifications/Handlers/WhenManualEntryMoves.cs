using System.Globalization;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.FundMath;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A manual entry waits for its approval: whoever may approve it is told, but for who prepared it. When it is decided, nobody is asked any longer.</summary>
internal sealed class WhenManualEntryMoves(IPeople people, Notifier notifier) : IEventHandler<ManualEntryMoved, NotificationsDbContext>
{
    public async Task Handle(ManualEntryMoved what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (!what.Waits)
        {
            await notifier.Settle(db, NotificationKind.EntryWaiting, what.EntryId, ct);
            return;
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = what.FundName,
            ["by"] = what.PreparedByName,
            ["memo"] = what.Memo,
            ["amount"] = $"{what.Currency} {what.Amount.ToString("F" + new Currency(what.Currency).MinorUnits, CultureInfo.InvariantCulture)}",
        };
        var to = (await people.Holding(Permissions.LedgerApprove, ct)).Where(p => p.UserId != what.PreparedBy).ToList();
        await notifier.Tell(db, new News(NotificationKind.EntryWaiting, what.EntryId, new Target(TargetKind.ManualEntry, what.EntryId, what.FundId), values), to, ct);
    }
}

using System.Globalization;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.FundMath;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A run waits for its release: whoever may release it is told, but for who prepared it. When it waits no more, nobody is asked any longer.</summary>
internal sealed class WhenPaymentRunMoves(IPeople people, Notifier notifier) : IEventHandler<PaymentRunMoved, NotificationsDbContext>
{
    public async Task Handle(PaymentRunMoved what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (!what.Waits)
        {
            await notifier.Settle(db, NotificationKind.PaymentRunWaiting, what.RunId, ct);
            return;
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = what.FundName,
            ["by"] = what.PreparedByName,
            ["count"] = what.Count.ToString(CultureInfo.InvariantCulture),
            ["amount"] = $"{what.Currency} {what.Amount.ToString("F" + new Currency(what.Currency).MinorUnits, CultureInfo.InvariantCulture)}",
        };
        var to = (await people.Holding(Permissions.PaymentRelease, ct)).Where(p => p.UserId != what.PreparedBy).ToList();
        await notifier.Tell(db, new News(NotificationKind.PaymentRunWaiting, what.RunId, new Target(TargetKind.PaymentRun, what.RunId, what.FundId), values), to, ct);
    }
}

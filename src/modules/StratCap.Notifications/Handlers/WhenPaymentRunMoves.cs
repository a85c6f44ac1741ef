using System.Globalization;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A run waits for its release, or waits no more.</summary>
internal sealed class WhenPaymentRunMoves(DecisionNews decisions) : IEventHandler<PaymentRunMoved, NotificationsDbContext>
{
    public Task Handle(PaymentRunMoved what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = what.FundName,
            ["by"] = what.PreparedByName,
            ["count"] = what.Count.ToString(CultureInfo.InvariantCulture),
            ["amount"] = News.Money(what.Amount, what.Currency),
        };
        return decisions.Moved(db, what.Waits, new News(NotificationKind.PaymentRunWaiting, what.RunId, new Target(TargetKind.PaymentRun, what.RunId, what.FundId), values), Permissions.PaymentRelease, what.PreparedBy, ct);
    }
}

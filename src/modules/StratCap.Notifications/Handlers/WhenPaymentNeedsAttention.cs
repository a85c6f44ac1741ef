using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>Money needs a person: whoever prepares runs, or explains bank lines, is told. A run tells once, and again with its newest reason when more happens to it.</summary>
internal sealed class WhenPaymentNeedsAttention(IFundBooks books, IPeople people, Notifier notifier) : IEventHandler<PaymentAttentionNeeded, NotificationsDbContext>
{
    public async Task Handle(PaymentAttentionNeeded what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (await books.Facts(what.FundId, ct) is not { } facts) return;
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["fund"] = facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Name, ["reason"] = what.Reason };
        var ofRun = what.RunId != Guid.Empty;
        var target = ofRun ? new Target(TargetKind.PaymentRun, what.RunId, what.FundId) : new Target(TargetKind.FundBank, what.FundId, what.FundId);
        var to = await people.Holding(ofRun ? Permissions.PaymentPrepare : Permissions.BankReconcile, ct);
        await notifier.Tell(db, new News(NotificationKind.PaymentAttention, ofRun ? what.RunId : what.PaymentId, target, values), to, ct, again: true);
    }
}

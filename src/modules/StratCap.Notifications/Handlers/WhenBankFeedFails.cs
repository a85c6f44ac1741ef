using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>A fund's bank feed cannot be read: whoever may put it right is told, once for each cause.</summary>
internal sealed class WhenBankFeedFails(IFundBooks books, IPeople people, Notifier notifier) : IEventHandler<BankFeedFailed, NotificationsDbContext>
{
    public async Task Handle(BankFeedFailed what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (await books.Facts(what.FundId, 1, 1, ct) is not [{ Payload: FundEstablished founded }, ..]) return;
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["fund"] = founded.Name, ["account"] = what.AccountName, ["reason"] = what.Reason };
        await notifier.Tell(db, new News(NotificationKind.BankFeedFailed, what.FailureId, new Target(TargetKind.FundBank, what.FundId, what.FundId), values), await people.Holding(Permissions.BankReconcile, ct), ct);
    }
}

/// <summary>It is read again: nobody has to look at it any more.</summary>
internal sealed class WhenBankFeedRecovers(Notifier notifier) : IEventHandler<BankFeedRecovered, NotificationsDbContext>
{
    public Task Handle(BankFeedRecovered what, EventContext context, NotificationsDbContext db, CancellationToken ct) =>
        notifier.Settle(db, NotificationKind.BankFeedFailed, what.FailureId, ct);
}

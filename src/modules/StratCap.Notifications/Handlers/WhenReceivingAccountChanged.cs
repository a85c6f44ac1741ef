using System.Globalization;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Notifications.People;

namespace StratCap.Notifications.Handlers;

/// <summary>Another account stands for a fund's calls: whoever looks for one of its investors is told, also by mail, so that a forged change does not go unseen. No number is told.</summary>
internal sealed class WhenReceivingAccountChanged(IFundBooks books, IPeople people, Notifier notifier) : IEventHandler<ReceivingAccountChanged, NotificationsDbContext>
{
    public async Task Handle(ReceivingAccountChanged what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        if (what.State != ReceivingAccountState.Confirmed || what.IsFirst || await books.Facts(what.FundId, ct) is not { } facts) return;
        var reversed = facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
        var to = await people.LookingFor([.. facts.Where(f => !reversed.Contains(f.FactId)).Select(f => f.Payload).OfType<InvestorAdmitted>().Select(a => a.InvestorId)], ct);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fund"] = facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Name,
            ["date"] = what.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        await notifier.Tell(db, new News(NotificationKind.AccountChanged, what.AccountId, new Target(TargetKind.Fund, what.FundId, what.FundId), values), [.. to.Select(p => p.Person)], ct);
    }
}

using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Handlers;

/// <summary>A distribution was declared: each investor who has a line in it gets his notice, even when all of his is withheld.</summary>
internal sealed class WhenDistributionDeclared(IFundBooks books, NoticeWriter writer) : IEventHandler<DistributionDeclaredEvent, NotificationsDbContext>
{
    public async Task Handle(DistributionDeclaredEvent what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var facts = await books.Facts(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} of a declared distribution is not to be found.");
        var fact = facts.SingleOrDefault(f => f.Payload is DistributionDeclared d && d.DistributionId == what.DistributionId)
            ?? throw new InvalidOperationException($"Distribution {what.DistributionId} was told of but does not stand in the book.");
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == fact.FactId)) return;
        var distribution = (DistributionDeclared)fact.Payload;
        await writer.Write(db, NoticeValues.Round(EmailKind.DistributionNotice, what.FundId, what.DistributionId, distribution.Number, distribution.PaymentDate,
            distribution.Lines.Where(l => l.Distributed > 0).Select(l => (l.InvestorId, l.Payable)), facts), ct);
    }
}

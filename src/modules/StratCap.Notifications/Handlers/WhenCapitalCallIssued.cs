using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Handlers;

/// <summary>A call was issued: each investor who is asked to pay gets his notice.</summary>
internal sealed class WhenCapitalCallIssued(IFundBooks books, NoticeWriter writer) : IEventHandler<CapitalCallIssuedEvent, NotificationsDbContext>
{
    public async Task Handle(CapitalCallIssuedEvent what, EventContext context, NotificationsDbContext db, CancellationToken ct)
    {
        var facts = await books.Facts(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} of an issued call is not to be found.");
        var fact = facts.SingleOrDefault(f => f.Payload is CapitalCallIssued c && c.CallId == what.CallId)
            ?? throw new InvalidOperationException($"Call {what.CallId} was told of but does not stand in the book.");
        // Reversed before anybody was told: a notice would ask for money that is not owed.
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == fact.FactId)) return;
        var call = (CapitalCallIssued)fact.Payload;
        await writer.Write(db, NoticeValues.Round(EmailKind.CapitalCallNotice, what.FundId, what.CallId, call.Number, call.DueDate,
            call.Shares.Where(s => s.Total > 0).Select(s => (s.InvestorId, s.Total)), facts), ct);
    }
}

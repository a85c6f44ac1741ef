using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;

namespace StratCap.Accounting.Handlers;

/// <summary>Facts stand in a book: they are posted, and with them any that an earlier event should have told of.</summary>
internal sealed class WhenFactsAppended(Poster poster) : IEventHandler<FactsAppended, AccountingDbContext>
{
    public Task Handle(FactsAppended what, EventContext context, AccountingDbContext db, CancellationToken ct) => poster.PostThrough(db, what.FundId, what.ToSequence, ct);
}

using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Funds.Book;

/// <summary>A fund's book has more facts: open pages that show its figures read again.</summary>
internal sealed class WhenFactsAppended(IPush push) : IEventHandler<FactsAppended, FundsDbContext>
{
    public Task Handle(FactsAppended what, EventContext context, FundsDbContext db, CancellationToken ct) => push.Send(Permissions.FundRead, "fund.changed", new { what.FundId }, ct);
}

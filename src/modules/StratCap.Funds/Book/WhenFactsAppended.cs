using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;

namespace StratCap.Funds.Book;

/// <summary>A fund's book has more facts: open pages that show its figures read again.</summary>
internal sealed class WhenFactsAppended(IPush push) : IEventHandler<FactsAppended, FundsDbContext>
{
    public Task Handle(FactsAppended what, EventContext context, FundsDbContext db, CancellationToken ct) => push.Send(Permissions.FundRead, "fund.changed", new { what.FundId }, ct);
}

/// <summary>Somebody asked for a quarter to be reopened, or decided on it: open pages of the fund read again.</summary>
internal sealed class TellOfReopening(IPush push) : IEventHandler<ReopeningMoved, FundsDbContext>
{
    public Task Handle(ReopeningMoved what, EventContext context, FundsDbContext db, CancellationToken ct) => push.Send(Permissions.FundRead, "fund.changed", new { what.FundId }, ct);
}

/// <summary>A manual entry was prepared or decided on: open pages of the fund read again.</summary>
internal sealed class TellOfEntry(IPush push) : IEventHandler<ManualEntryMoved, FundsDbContext>
{
    public Task Handle(ManualEntryMoved what, EventContext context, FundsDbContext db, CancellationToken ct) => push.Send(Permissions.FundRead, "fund.changed", new { what.FundId }, ct);
}

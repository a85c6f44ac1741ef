using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Handlers;

/// <summary>What a partner declined of a distribution in kind is sold: he gets an instruction for what it brought.</summary>
internal sealed class WhenInKindSold(IFundBooks books, Audit audit, TimeProvider clock) : IEventHandler<InKindSoldEvent, PaymentsDbContext>
{
    public async Task Handle(InKindSoldEvent what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        var facts = await books.Facts(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} of a sale is not to be found.");
        var sold = facts.Single(f => f.Payload is SoldForPartner s && s.SaleId == what.SaleId);
        // A sale that takes the place of a reversed one is another fact: the instruction for that one does not stand for it.
        if (await db.Instructions.AnyAsync(i => i.DeclaredFactId == sold.FactId, ct)) return;
        // Reversed since: there is nothing to pay.
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == sold.FactId)) return;
        var instruction = PrepareInstructions.Of(sold, what, FundFacts.Currency(facts), FundFacts.Names(facts), clock.GetUtcNow());
        db.Instructions.Add(instruction);
        audit.Record(db, "payments.instructions.prepare", ("distribution", what.DistributionId), null, new { what.FundId, Count = 1, what.Amount });
    }
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Handlers;

/// <summary>A distribution stands in the book: each payee gets an instruction.</summary>
internal sealed class WhenDistributionDeclared(IFundBooks books, Audit audit, Outbox outbox, TimeProvider clock) : IEventHandler<DistributionDeclaredEvent, PaymentsDbContext>
{
    public async Task Handle(DistributionDeclaredEvent what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        if (await db.Instructions.AnyAsync(i => i.DistributionId == what.DistributionId, ct)) return;
        var facts = await books.Facts(what.FundId, ct)
            ?? throw new InvalidOperationException($"Fund {what.FundId} of a declared distribution is not to be found.");
        var declared = facts.SingleOrDefault(f => f.Payload is DistributionDeclared d && d.DistributionId == what.DistributionId)
            ?? throw new InvalidOperationException($"Distribution {what.DistributionId} was told of but does not stand in the book.");
        // Reversed since: whoever waits for the instructions hears of the reversal itself.
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == declared.FactId)) return;

        var made = PrepareInstructions.From(declared, what, FundFacts.Currency(facts), FundFacts.Names(facts), clock.GetUtcNow());
        db.Instructions.AddRange(made);
        var amount = made.Sum(i => i.Amount);
        audit.Record(db, "payments.instructions.prepare", ("distribution", what.DistributionId), null, new { what.FundId, made.Count, Amount = amount });
        // Who declined securities is paid after their sale: until then the distribution's process waits for it.
        var distribution = (DistributionDeclared)declared.Payload;
        var declined = distribution.Lines.Where(l => distribution.InKind?.DeclinedBy.Contains(l.InvestorId) == true && l.Payable > 0).ToList();
        outbox.Add(db, new PaymentInstructionsPrepared(what.FundId, what.DistributionId, what.WorkflowId, made.Count + declined.Count, amount + declined.Sum(l => l.Payable)));
    }
}

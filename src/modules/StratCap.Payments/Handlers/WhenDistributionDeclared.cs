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

        var currency = facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Currency;
        var names = facts.Select(f => f.Payload).OfType<InvestorAdmitted>().ToLookup(i => i.InvestorId).ToDictionary(g => g.Key, g => g.Last().Name);
        var made = PrepareInstructions.From(declared, what, currency, names, clock.GetUtcNow());
        db.Instructions.AddRange(made);
        var amount = made.Sum(i => i.Amount);
        audit.Record(db, "payments.instructions.prepare", ("distribution", what.DistributionId), null, new { what.FundId, made.Count, Amount = amount });
        outbox.Add(db, new PaymentInstructionsPrepared(what.FundId, what.DistributionId, what.WorkflowId, made.Count, amount));
    }
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;

namespace StratCap.Payments.Handlers;

/// <summary>A declared distribution was reversed: what was not paid yet must not be paid.</summary>
internal sealed class WhenFactsReversed(IFundBooks books, Audit audit, TimeProvider clock) : IEventHandler<FactsAppended, PaymentsDbContext>
{
    public async Task Handle(FactsAppended what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        if (!await db.Instructions.AnyAsync(i => i.FundId == what.FundId && i.State == InstructionState.Prepared, ct)) return;
        var facts = await books.Facts(what.FundId, what.FromSequence, what.ToSequence, ct);
        foreach (var reversal in facts.Select(f => f.Payload).OfType<FactReversed>())
        {
            var prepared = await db.Instructions
                .FromSql($"select * from payments.payment_instructions where tenant_id = {db.TenantId} and declared_fact_id = {reversal.OriginalFactId} for update")
                .ToListAsync(ct);
            var cancelled = prepared.Count(i => i.Cancel(clock.GetUtcNow()));
            if (cancelled > 0)
                audit.Record(db, "payments.instructions.cancel", ("distribution", prepared[0].DistributionId), null, new { what.FundId, Count = cancelled }, reversal.Reason);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Handlers;

/// <summary>A declared distribution was reversed: what was not paid yet must not be paid. What a bank may have is beyond recall: people are told, and should it come back, it is not paid anew.</summary>
internal sealed class WhenFactsReversed(IFundBooks books, Audit audit, Outbox outbox, TimeProvider clock) : IEventHandler<FactsAppended, PaymentsDbContext>
{
    public async Task Handle(FactsAppended what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        if (!await db.Instructions.AnyAsync(i => i.FundId == what.FundId && (i.State == InstructionState.Prepared || i.State == InstructionState.Paying), ct)) return;
        var facts = await books.Facts(what.FundId, what.FromSequence, what.ToSequence, ct);
        foreach (var reversal in facts.Select(f => f.Payload).OfType<FactReversed>()) await Cancel(db, what.FundId, reversal, ct);
    }

    private async Task Cancel(PaymentsDbContext db, Guid fundId, FactReversed reversal, CancellationToken ct)
    {
        var ids = await db.Instructions.Where(i => i.DeclaredFactId == reversal.OriginalFactId && i.DistributionId != null).Select(i => i.Id).ToListAsync(ct);
        var (cancelled, beyond, distribution) = (0, 0, Guid.Empty);
        foreach (var id in ids)
        {
            var payment = await db.LockLive(id, ct);
            var instruction = await db.LockInstruction(id, ct);
            distribution = instruction.DistributionId!.Value;
            if (payment is { IsOut: true })
            {
                instruction.Withdraw(clock.GetUtcNow());
                outbox.Add(db, new PaymentAttentionNeeded(fundId, payment.RunId, payment.Id, payment.State.ToString(), "The distribution was reversed while the bank may have the payment: ask the bank to stop it."));
                beyond++;
                continue;
            }
            if (!instruction.Cancel(clock.GetUtcNow())) continue;
            payment?.Cancel("The distribution was reversed.");
            cancelled++;
        }
        if (cancelled + beyond > 0)
            audit.Record(db, "payments.instructions.cancel", ("distribution", distribution), null, new { fundId, Count = cancelled, BeyondRecall = beyond }, reversal.Reason);
    }
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;

namespace StratCap.Payments.Handlers;

/// <summary>Money moved, and the book does not take it, such as a payment of a distribution that was reversed meanwhile: people are told to record it.</summary>
internal sealed class WhenBookRefusesPayment(Audit audit, Outbox outbox) : IEventHandler<PaymentRefusedByBook, PaymentsDbContext>
{
    public async Task Handle(PaymentRefusedByBook what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        var instruction = await db.Instructions.AsNoTracking().SingleAsync(i => i.Id == what.InstructionId, ct);
        // What came back may be out again under the next attempt. Paid by hand, it is in no run.
        var last = instruction.PaymentId == what.PaymentId ? instruction.Attempt : instruction.Attempt - 1;
        var attempt = await db.RunPayments.AsNoTracking().Where(p => p.InstructionId == what.InstructionId && p.Attempt <= last).OrderByDescending(p => p.Attempt).FirstOrDefaultAsync(ct);
        var reason = what.CameBack
            ? $"It came back, and the book does not take the payment back: record it. {what.Reason}"
            : $"It is paid, and the book does not take the payment: record it. {what.Reason}";
        audit.Record(db, "payments.instruction.not_in_book", ("payment_instruction", instruction.Id), null, new { what.PaymentId, what.CameBack, instruction.Amount }, reason);
        outbox.Add(db, new PaymentAttentionNeeded(what.FundId, attempt?.RunId ?? Guid.Empty, attempt?.Id ?? instruction.Id, instruction.State.ToString(), reason));
    }
}

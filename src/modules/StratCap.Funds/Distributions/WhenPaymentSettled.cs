using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Distributions;

/// <summary>A payment that the bank executed goes into the book.</summary>
internal sealed class WhenPaymentSettled(BookStore books, Outbox outbox) : IEventHandler<PaymentSettled, FundsDbContext>
{
    public async Task Handle(PaymentSettled what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        var paymentId = what.PaymentId ?? what.InstructionId;
        if (facts.Any(f => f.Payload is DistributionPaid paid && paid.PaymentId == paymentId)) return;
        var book = await books.Add(what.FundId, facts, [new(what.ValueDate, new DistributionPaid(paymentId, what.DistributionId, what.InvestorId, what.Amount))], $"payment {what.InstructionId}", ct);
        var distribution = book.FindDistribution(what.DistributionId)!;
        outbox.Add(db, new DistributionPaidEvent(what.FundId, what.DistributionId, what.InvestorId, what.Amount, distribution.PayableTotal - distribution.Paid));
    }
}

/// <summary>A payment came back from the bank: its fact counts no more, and the distribution is to be paid again.</summary>
internal sealed class WhenPaymentReturned(BookStore books) : IEventHandler<PaymentReturned, FundsDbContext>
{
    public async Task Handle(PaymentReturned what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        var paid = facts.SingleOrDefault(f => f.Payload is DistributionPaid d && d.PaymentId == what.PaymentId)
            ?? throw new InvalidOperationException($"Payment {what.PaymentId} came back and does not stand in the book yet.");
        // A person may have reversed it by hand meanwhile.
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == paid.FactId)) return;
        await books.Add(what.FundId, facts, [new(paid.EffectiveDate, new FactReversed(paid.FactId, what.Reason))], $"payment {what.InstructionId}", ct);
    }
}

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
        if (facts.Any(f => f.Payload is DistributionPaid paid && paid.PaymentId == what.InstructionId)) return;
        var book = await books.Add(what.FundId, facts, [new(what.ValueDate, new DistributionPaid(what.InstructionId, what.DistributionId, what.InvestorId, what.Amount))], $"payment {what.InstructionId}", ct);
        var distribution = book.FindDistribution(what.DistributionId)!;
        outbox.Add(db, new DistributionPaidEvent(what.FundId, what.DistributionId, what.InvestorId, what.Amount, distribution.PayableTotal - distribution.Paid));
    }
}

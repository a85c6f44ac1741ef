using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Distributions;

/// <summary>A payment that the bank executed goes into the book; what the book does not take is answered, so that people record it.</summary>
internal sealed class WhenPaymentSettled(BookStore books, Audit audit, Outbox outbox) : IEventHandler<PaymentSettled, FundsDbContext>
{
    /// <summary>Under which a payment that the book refused stands in the audit trail.</summary>
    internal const string Refused = "funds.payment.refuse";

    public async Task Handle(PaymentSettled what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        var paymentId = what.PaymentId ?? what.InstructionId;
        if (facts.Any(f => f.Payload is DistributionPaid paid && paid.PaymentId == paymentId)) return;
        if (await Record(what, paymentId, facts, db, ct) is not { } refused) return;
        audit.Record(db, Refused, ("payment", paymentId), null, new { what.DistributionId, what.InvestorId, what.Amount, what.ValueDate }, refused);
        outbox.Add(db, new PaymentRefusedByBook(what.FundId, what.DistributionId, what.InstructionId, paymentId, CameBack: false, refused));
    }

    /// <summary>Why the book does not take it; null when it is recorded.</summary>
    private async Task<string?> Record(PaymentSettled what, Guid paymentId, IReadOnlyList<RecordedFact> facts, FundsDbContext db, CancellationToken ct)
    {
        if (FundBook.Fold(facts).FindDistribution(what.DistributionId) is null) return "The distribution was reversed.";
        try
        {
            var book = await books.Add(what.FundId, facts, [new(what.ValueDate, new DistributionPaid(paymentId, what.DistributionId, what.InvestorId, what.Amount))], $"payment {what.InstructionId}", ct);
            var distribution = book.FindDistribution(what.DistributionId)!;
            outbox.Add(db, new DistributionPaidEvent(what.FundId, what.DistributionId, what.InvestorId, what.Amount, distribution.PayableTotal - distribution.Paid));
            return null;
        }
        catch (FundRuleException e)
        {
            return e.Message;
        }
    }
}

/// <summary>A payment came back from the bank: its fact counts no more, and the distribution is to be paid again; when the book does not allow that, it is answered why.</summary>
internal sealed class WhenPaymentReturned(BookStore books, Audit audit, Outbox outbox) : IEventHandler<PaymentReturned, FundsDbContext>
{
    public async Task Handle(PaymentReturned what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        if (facts.SingleOrDefault(f => f.Payload is DistributionPaid d && d.PaymentId == what.PaymentId) is not { } paid)
        {
            // What the book refused is not in it: there is nothing to take back.
            var payment = what.PaymentId.ToString();
            if (await db.Audit.AnyAsync(a => a.SubjectType == "payment" && a.SubjectId == payment && a.Action == WhenPaymentSettled.Refused, ct)) return;
            throw new InvalidOperationException($"Payment {what.PaymentId} came back and does not stand in the book yet.");
        }
        // A person may have reversed it by hand meanwhile.
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == paid.FactId)) return;
        try
        {
            // What was published of a closed quarter stays: it counts no more from the first open day on.
            await books.Add(what.FundId, facts, [new(BookPeriods.Of(facts).OpenDay(paid.EffectiveDate), new FactReversed(paid.FactId, what.Reason))], $"payment {what.InstructionId}", ct);
            audit.Record(db, "funds.fact.reverse", ("fact", paid.FactId), "distribution_paid", "reversed", what.Reason);
        }
        catch (FundRuleException e)
        {
            audit.Record(db, WhenPaymentSettled.Refused, ("payment", what.PaymentId), null, new { CameBack = true, what.DistributionId, what.InvestorId, what.Amount }, e.Message);
            outbox.Add(db, new PaymentRefusedByBook(what.FundId, what.DistributionId, what.InstructionId, what.PaymentId, CameBack: true, e.Message));
        }
    }
}

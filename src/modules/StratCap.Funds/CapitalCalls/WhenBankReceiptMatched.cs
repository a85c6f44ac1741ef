using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.CapitalCalls;

/// <summary>Records a receipt that a bank line proves, as a person would; what the book does not take is answered, never recorded in part.</summary>
internal sealed class WhenBankReceiptMatched(BookStore books, Audit audit, Outbox outbox) : IEventHandler<BankReceiptMatched, FundsDbContext>
{
    public async Task Handle(BankReceiptMatched what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        if (facts.Any(f => f.Payload is ReceiptRecorded r && r.ReceiptId == what.ReceiptId)) return;
        var refused = await Record(what, facts, db, ct);
        outbox.Add(db, new BankReceiptAnswered(what.FundId, what.ReceiptId, refused is null, refused));
    }

    /// <summary>Why the book does not take it; null when it is recorded.</summary>
    private async Task<string?> Record(BankReceiptMatched what, IReadOnlyList<RecordedFact> facts, FundsDbContext db, CancellationToken ct)
    {
        if (FundBook.Fold(facts).FindCall(what.CallId)?.LineOf(what.InvestorId) is not { } line) return "The call asks nothing of this investor any more.";
        if (what.Amount > line.Outstanding) return FormattableString.Invariant($"{what.Amount} is more than the {line.Outstanding} still due.");
        try
        {
            var receipt = new ReceiptRecorded(what.ReceiptId, what.CallId, what.InvestorId, line.SplitReceipt(what.Amount), what.Reference);
            var book = await books.Add(what.FundId, facts, [new(what.ReceivedOn, receipt)], $"bank line, receipt {what.ReceiptId}", ct);
            audit.Record(db, "funds.receipts.record", ("capital_call", what.CallId), null, new { what.ReceiptId, what.InvestorId, what.Amount, what.ReceivedOn, what.Reference });
            outbox.Add(db, new ReceiptsRecordedEvent(what.FundId, what.CallId, 1, what.Amount, book.FindCall(what.CallId)!.Outstanding));
            return null;
        }
        catch (FundRuleException e)
        {
            return e.Message;
        }
    }
}

/// <summary>A receipt recorded of a bank line counts no more: the fact is reversed; when the book does not allow that, it is answered why.</summary>
internal sealed class WhenBankReceiptTakenBack(BookStore books, Audit audit, Outbox outbox) : IEventHandler<BankReceiptTakenBack, FundsDbContext>
{
    public async Task Handle(BankReceiptTakenBack what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        var refused = await Reverse(what, facts, db, ct);
        outbox.Add(db, new BankReceiptTakeBackAnswered(what.FundId, what.ReceiptId, refused is null, refused));
    }

    /// <summary>Why the book keeps it; null when it counts no more.</summary>
    private async Task<string?> Reverse(BankReceiptTakenBack what, IReadOnlyList<RecordedFact> facts, FundsDbContext db, CancellationToken ct)
    {
        // Events of a fund come in order: what is not in the book was refused.
        if (facts.SingleOrDefault(f => f.Payload is ReceiptRecorded r && r.ReceiptId == what.ReceiptId) is not { } receipt) return null;
        if (facts.Any(f => f.Payload is FactReversed r && r.OriginalFactId == receipt.FactId)) return null;
        try
        {
            // What was published of a closed quarter stays: it counts no more from the first open day on.
            await books.Add(what.FundId, facts, [new(BookPeriods.Of(facts).OpenDay(receipt.EffectiveDate), new FactReversed(receipt.FactId, what.Reason))], $"bank line, receipt {what.ReceiptId}", ct);
            audit.Record(db, "funds.fact.reverse", ("fact", receipt.FactId), "receipt_recorded", "reversed", what.Reason);
            return null;
        }
        catch (FundRuleException e)
        {
            return e.Message;
        }
    }
}

using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Funds;

/// <summary>Facts were added to a fund's book, sequences <paramref name="FromSequence"/> to <paramref name="ToSequence"/> inclusive.</summary>
[EventName("funds.facts_appended")]
public sealed record FactsAppended(Guid FundId, long FromSequence, long ToSequence) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>Somebody asked for a closed quarter to be reopened, or that was decided or taken back.</summary>
/// <param name="Quarter">For people, such as <c>2024-Q2</c>.</param>
/// <param name="Waits">Whether it is still to be decided.</param>
[EventName("funds.reopening_moved")]
public sealed record ReopeningMoved(Guid FundId, Guid ReopeningId, string FundName, string Quarter, Guid AskedBy, string AskedByName, string Reason, bool Waits) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A manual entry was prepared, or decided on, or taken back.</summary>
/// <param name="Waits">Whether another person is still to decide on it.</param>
[EventName("funds.manual_entry_moved")]
public sealed record ManualEntryMoved(Guid FundId, Guid EntryId, string FundName, string Memo, decimal Amount, string Currency, Guid PreparedBy, string PreparedByName, bool Waits) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An approved capital call stands in the book; its notices may go out.</summary>
[EventName("funds.capital_call_issued")]
public sealed record CapitalCallIssuedEvent(Guid FundId, Guid CallId, Guid WorkflowId, int Number, DateOnly DueDate) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An approved capital call could not be issued; it is a draft again.</summary>
[EventName("funds.capital_call_refused")]
public sealed record CapitalCallRefused(Guid FundId, Guid CallId, Guid WorkflowId, string Code, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>Money for a call arrived: all receipts that were recorded together, which may be thousands. Who paid what is in the book.</summary>
/// <param name="Receipts">How many; none when a part of the call was withdrawn, so that less is due.</param>
/// <param name="Amount">Of all of them.</param>
/// <param name="Outstanding">What is still due on the whole call after it, in the fund's currency.</param>
[EventName("funds.receipts_recorded")]
public sealed record ReceiptsRecordedEvent(Guid FundId, Guid CallId, int Receipts, decimal Amount, decimal Outstanding) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>Funds has recorded a receipt of which a bank line told, or could not.</summary>
/// <param name="Reason">Why not.</param>
[EventName("funds.bank_receipt_answered")]
public sealed record BankReceiptAnswered(Guid FundId, Guid ReceiptId, bool Recorded, string? Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>Funds has reversed a receipt of a bank line that was taken back, or could not: then it stands as before.</summary>
/// <param name="Reason">Why not.</param>
[EventName("funds.bank_receipt_take_back_answered")]
public sealed record BankReceiptTakeBackAnswered(Guid FundId, Guid ReceiptId, bool TakenBack, string? Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>The book does not take what a bank did with a payment: people must record it.</summary>
/// <param name="PaymentId">The payment's id in the book.</param>
/// <param name="CameBack">True: that it came back; false: that it was paid.</param>
/// <param name="Reason">Why not.</param>
[EventName("funds.payment_refused")]
public sealed record PaymentRefusedByBook(Guid FundId, Guid DistributionId, Guid InstructionId, Guid PaymentId, bool CameBack, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An approved distribution stands in the book; it may be paid.</summary>
[EventName("funds.distribution_declared")]
public sealed record DistributionDeclaredEvent(Guid FundId, Guid DistributionId, Guid WorkflowId, int Number, DateOnly PaymentDate) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>What an investor had declined of a distribution in kind was sold for him; it may be paid.</summary>
/// <param name="WorkflowId">The process of the distribution.</param>
/// <param name="Amount">What the sale brought; positive.</param>
[EventName("funds.in_kind_sold")]
public sealed record InKindSoldEvent(Guid FundId, Guid DistributionId, Guid WorkflowId, Guid SaleId, Guid InvestorId, decimal Amount) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An approved distribution could not be declared; it is a draft again.</summary>
[EventName("funds.distribution_refused")]
public sealed record DistributionRefused(Guid FundId, Guid DistributionId, Guid WorkflowId, string Code, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A payment of a distribution stands in the book.</summary>
/// <param name="Outstanding">What is still unpaid of the whole distribution after it.</param>
[EventName("funds.distribution_paid")]
public sealed record DistributionPaidEvent(Guid FundId, Guid DistributionId, Guid InvestorId, decimal Amount, decimal Outstanding) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>The values of an approved valuation round stand in the book, all of them.</summary>
/// <param name="Date">The day of the values.</param>
[EventName("funds.valuations_recorded")]
public sealed record ValuationsRecordedEvent(Guid FundId, Guid RoundId, Guid WorkflowId, int Number, DateOnly Date) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>The values of an approved valuation round could not be recorded; it is a draft again.</summary>
[EventName("funds.valuations_refused")]
public sealed record ValuationsRefused(Guid FundId, Guid RoundId, Guid WorkflowId, string Code, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Payments;

/// <summary>Each payee of a distribution has its payment instruction.</summary>
[EventName("payments.instructions_prepared")]
public sealed record PaymentInstructionsPrepared(Guid FundId, Guid DistributionId, Guid WorkflowId, int Count, decimal Amount) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An instruction was executed by the bank: Funds records the payment in the book, or answers with <see cref="Funds.PaymentRefusedByBook"/>.</summary>
/// <param name="PaymentId">The payment's id in the book; null: the instruction's own. What came back is paid anew under another.</param>
[EventName("payments.settled")]
public sealed record PaymentSettled(Guid FundId, Guid DistributionId, Guid InstructionId, Guid InvestorId, decimal Amount, DateOnly ValueDate, Guid? PaymentId = null) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A payment that was settled came back from the bank: Funds reverses it in the book, or answers with <see cref="Funds.PaymentRefusedByBook"/>, and it is to be paid anew.</summary>
/// <param name="PaymentId">The payment's id in the book.</param>
/// <param name="Reason">The bank's code and words.</param>
[EventName("payments.returned")]
public sealed record PaymentReturned(Guid FundId, Guid DistributionId, Guid InstructionId, Guid PaymentId, Guid InvestorId, decimal Amount, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A run of payments was prepared, or stands elsewhere than before.</summary>
/// <param name="State">Prepared, Released, Sending, Written, Sent, Stopped or Cancelled.</param>
/// <param name="Waits">Whether it waits for the release by somebody other than who prepared it.</param>
[EventName("payments.run_moved")]
public sealed record PaymentRunMoved(Guid FundId, string FundName, Guid RunId, string State, bool Waits, Guid PreparedBy, string PreparedByName, int Count, decimal Amount, string Currency) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>Payments need a person: they were refused, came back, or nobody can tell what became of them.</summary>
[EventName("payments.attention_needed")]
public sealed record PaymentAttentionNeeded(Guid FundId, Guid RunId, Guid PaymentId, string State, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A bank feed of a fund was read to its end, or was linked or unlinked.</summary>
/// <param name="Lines">Lines that were new, or told again.</param>
/// <param name="Well">All that the bank had is known here.</param>
[EventName("payments.feed_read")]
public sealed record BankFeedRead(Guid FundId, Guid FeedId, int Lines, bool Well) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A bank feed cannot be read. Told once for each cause, until it works again or fails for another.</summary>
/// <param name="FailureId">This stretch of failing.</param>
/// <param name="AccountName">As the bank calls the account.</param>
/// <param name="ErrorClass">What kind of trouble: <c>Auth</c>, <c>Transient</c>, <c>Validation</c> …</param>
/// <param name="Reason">One sentence for a person.</param>
[EventName("payments.feed_failed")]
public sealed record BankFeedFailed(Guid FundId, Guid FeedId, Guid FailureId, string AccountName, string ErrorClass, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>It is read again, fails for another reason, or was unlinked.</summary>
[EventName("payments.feed_recovered")]
public sealed record BankFeedRecovered(Guid FundId, Guid FeedId, Guid FailureId) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A bank line proves that an investor paid a call, or a debit that collects it has settled: Funds records the receipt, and answers with <see cref="Funds.BankReceiptAnswered"/>.</summary>
/// <param name="ReceiptId">The receipt's id in the book, made here, so that it is recorded once.</param>
/// <param name="Reference">The bank's.</param>
[EventName("payments.receipt_matched")]
public sealed record BankReceiptMatched(Guid FundId, Guid CallId, Guid InvestorId, Guid ReceiptId, decimal Amount, DateOnly ReceivedOn, string Reference) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A receipt that was recorded of a bank line or a debit counts no more: the bank took the line back, the debit came back, or a person had matched it wrongly. Funds answers with <see cref="Funds.BankReceiptTakeBackAnswered"/>.</summary>
[EventName("payments.receipt_taken_back")]
public sealed record BankReceiptTakenBack(Guid FundId, Guid ReceiptId, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An investor's bank account was entered, verified, confirmed, rejected or flagged. Holds no account number.</summary>
[EventName("payments.payee_account_changed")]
public sealed record PayeeAccountChanged(Guid InvestorId, Guid PayeeAccountId) : IEvent
{
    Guid IEvent.AggregateId => InvestorId;
}

/// <summary>A mandate to debit an investor was entered, confirmed, rejected or ended.</summary>
[EventName("payments.mandate_changed")]
public sealed record MandateChanged(Guid InvestorId, Guid MandateId) : IEvent
{
    Guid IEvent.AggregateId => InvestorId;
}

/// <summary>Where a bank account of a fund stands that somebody entered.</summary>
public enum ReceivingAccountState
{
    /// <summary>Entered; a second person must look.</summary>
    Entered,

    /// <summary>Calls are paid into it from now on.</summary>
    Confirmed,

    /// <summary>The second person said no.</summary>
    Rejected,
}

/// <summary>A bank account for a fund's calls was entered, confirmed or rejected. Holds no account number.</summary>
/// <param name="IsFirst">Whether no other stands before it.</param>
[EventName("payments.receiving_account_changed")]
public sealed record ReceivingAccountChanged(Guid FundId, Guid AccountId, ReceivingAccountState State, bool IsFirst, DateOnly On) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

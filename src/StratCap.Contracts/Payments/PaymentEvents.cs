using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Payments;

/// <summary>Each payee of a distribution has its payment instruction.</summary>
[EventName("payments.instructions_prepared")]
public sealed record PaymentInstructionsPrepared(Guid FundId, Guid DistributionId, Guid WorkflowId, int Count, decimal Amount) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>An instruction was executed by the bank: Funds records the payment in the book.</summary>
[EventName("payments.settled")]
public sealed record PaymentSettled(Guid FundId, Guid DistributionId, Guid InstructionId, Guid InvestorId, decimal Amount, DateOnly ValueDate) : IEvent
{
    Guid IEvent.AggregateId => FundId;
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

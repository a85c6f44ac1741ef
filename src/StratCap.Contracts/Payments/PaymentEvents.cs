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

/// <summary>Another bank account receives a fund's calls from now on; a second person confirmed it. Holds no account number.</summary>
/// <param name="IsFirst">Whether the fund had none before.</param>
[EventName("payments.receiving_account_confirmed")]
public sealed record ReceivingAccountConfirmed(Guid FundId, Guid AccountId, bool IsFirst, DateOnly Since) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Accounting;

/// <summary>The sync with a general ledger does not do all that it should. Told once for each cause, until it works again or fails for another.</summary>
/// <param name="FailureId">This stretch of failing.</param>
/// <param name="FundId">Null: a link of the whole firm.</param>
/// <param name="LinkName">What the firm calls the link.</param>
/// <param name="ErrorClass">What kind of trouble: <c>Auth</c>, <c>Transient</c>, <c>Validation</c> …</param>
/// <param name="Reason">One sentence for a person.</param>
[EventName("accounting.ledger_sync_failed")]
public sealed record LedgerSyncFailed(Guid LinkId, Guid FailureId, Guid RunId, Guid? FundId, string LinkName, string ErrorClass, string Reason) : IEvent
{
    Guid IEvent.AggregateId => LinkId;
}

/// <summary>It works again, or fails for another reason.</summary>
[EventName("accounting.ledger_sync_recovered")]
public sealed record LedgerSyncRecovered(Guid LinkId, Guid FailureId) : IEvent
{
    Guid IEvent.AggregateId => LinkId;
}

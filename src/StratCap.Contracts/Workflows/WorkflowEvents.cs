using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Workflows;

/// <summary>A proposal was submitted for approval: it may not be changed until it is decided.</summary>
[EventName("workflows.proposal_submitted")]
public sealed record ProposalSubmitted(Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string ContentHash) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A second person approved exactly this content: Funds puts it into the book.</summary>
[EventName("workflows.proposal_approved")]
public sealed record ProposalApproved(Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string ContentHash, Guid ApprovedBy) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>The proposal goes back to its maker: rejected, withdrawn, or its deadline passed.</summary>
[EventName("workflows.proposal_returned")]
public sealed record ProposalReturned(Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string Reason) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>A process moved on; for everybody who watches it.</summary>
[EventName("workflows.moved")]
public sealed record WorkflowMoved(Guid WorkflowId, Guid FundId, string State, string? WaitingFor) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>What a process waits for did not come in time. The wait goes on; the accountants are told.</summary>
[EventName("workflows.overdue")]
public sealed record WorkflowOverdue(Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string State, DateTimeOffset Deadline) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

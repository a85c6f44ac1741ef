using StratCap.Contracts.Funds;

namespace StratCap.Contracts.Workflows;

/// <summary>A process, as those need it who tell people of it.</summary>
public sealed record ProcessEntry(
    Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string Title, decimal Amount, string Currency, Guid PreparedBy, Guid SubmittedBy, string SubmittedByName);

/// <summary>Asks Workflows for a process of the tenant in scope.</summary>
public interface IProcesses
{
    /// <summary>The process, or null when there is none.</summary>
    Task<ProcessEntry?> Find(Guid workflowId, CancellationToken ct);
}

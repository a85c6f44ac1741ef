using StratCap.Contracts.Funds;

namespace StratCap.Contracts.Workflows;

/// <summary>A process that goes on.</summary>
/// <param name="WaitingFor">Who is waited for, in words.</param>
public sealed record OpenProcess(
    Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string Title, decimal Amount, string Currency, string State, DateTimeOffset? Deadline, bool Overdue, string? WaitingFor);

/// <summary>A process, as those need it who tell people of it.</summary>
public sealed record ProcessEntry(
    Guid WorkflowId, ProposalKind Kind, Guid FundId, Guid ProposalId, string Title, decimal Amount, string Currency, Guid PreparedBy, Guid SubmittedBy, string SubmittedByName);

/// <summary>Asks Workflows for processes of the tenant in scope.</summary>
public interface IProcesses
{
    /// <summary>The process, or null when there is none.</summary>
    Task<ProcessEntry?> Find(Guid workflowId, CancellationToken ct);

    /// <summary>What a user can move on, newest first, and how many there are.</summary>
    /// <param name="permissions">What he holds.</param>
    Task<(IReadOnlyList<OpenProcess> First, int Count)> WaitingFor(Guid userId, IReadOnlySet<string> permissions, Guid? fundId, int most, CancellationToken ct);

    /// <summary>Processes that must be decided by a deadline, earliest first.</summary>
    Task<IReadOnlyList<OpenProcess>> WithDeadline(Guid? fundId, int most, CancellationToken ct);
}

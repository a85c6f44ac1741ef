using StratCap.Contracts.Funds;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Reading;

/// <summary>A process as lists and answers show it.</summary>
/// <param name="DueDate">Due date of the call, payment date of the distribution.</param>
/// <param name="Outstanding">Still to be received or paid; null before any money moved.</param>
/// <param name="WaitingFor">Who is waited for; null at the end.</param>
internal sealed record WorkflowView(
    Guid WorkflowId, ProposalKind Kind, WorkflowState State, bool Overdue, Guid FundId, Guid ProposalId, string Title, MoneyView Amount, string ContentHash, DateOnly DueDate,
    Guid PreparedBy, Guid SubmittedBy, string SubmittedByName, DateTimeOffset SubmittedAt, Guid? DecidedBy, string? DecidedByName, DateTimeOffset? DecidedAt,
    MoneyView? Outstanding, WaitingFor? WaitingFor, DateTimeOffset? Deadline, DateTimeOffset? EndedAt, int Version)
{
    public static WorkflowView Of(Workflow w) => new(
        w.Id, w.Kind, w.State, w.Overdue, w.FundId, w.ProposalId, w.Title, MoneyView.Of(w.Amount, w.Currency), w.ContentHash, w.DueDate,
        w.PreparedBy, w.SubmittedBy, w.SubmittedByName, w.SubmittedAt, w.DecidedBy, w.DecidedByName, w.DecidedAt,
        w.Outstanding is { } outstanding ? MoneyView.Of(outstanding, w.Currency) : null, Waits.For(w.State), w.Deadline, w.EndedAt, w.Version);

    /// <summary>200 with entity tag and links.</summary>
    public Answer<WorkflowView> Answered() => ((Answer<WorkflowView>)this).Tagged(Version).Linked(Links());

    /// <summary>201 with entity tag and links.</summary>
    public Answer<WorkflowView> Created() => Answer<WorkflowView>.Created(this, StatusOf(WorkflowId)).Tagged(Version).Linked(Links());

    /// <summary>What belongs to it.</summary>
    public (string, string)[] Links() =>
    [
        ("status", StatusOf(WorkflowId)),
        ("fund", $"/api/v1/funds/{FundId}"),
        ("proposal", $"/api/v1/funds/{FundId}/{Kind switch { ProposalKind.CapitalCall => "capital-calls", ProposalKind.Distribution => "distributions", _ => "valuation-rounds" }}/{ProposalId}"),
        .. State == WorkflowState.AwaitingApproval
            ? (ReadOnlySpan<(string, string)>)[("decide", $"/api/v1/workflows/approve/{WorkflowId}"), ("withdraw", $"/api/v1/workflows/{WorkflowId}/withdraw")]
            : [],
    ];

    private static string StatusOf(Guid workflowId) => $"/api/v1/workflows/status/{workflowId}";
}

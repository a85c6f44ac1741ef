using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Workflows.Processes;
using StratCap.Workflows.Reading;

namespace StratCap.Workflows.Approvals;

/// <summary>Starts the process of what is prepared: what all kinds have in common.</summary>
internal sealed class SubmitProposal(WorkflowsDbContext db, IProposals proposals, WorkflowMover mover, Outbox outbox, CurrentActor actor, TimeProvider clock)
{
    public const int MaxNote = 1000;

    public async Task<Answer<WorkflowView>> Submit(ProposalKind kind, Guid fundId, Guid proposalId, string? note, CancellationToken ct)
    {
        if (note is { Length: > MaxNote }) return Refusal.Field("note", $"A note has at most {MaxNote} characters.");
        var words = kind switch { ProposalKind.CapitalCall => "capital call", ProposalKind.Distribution => "distribution", _ => "valuation round" };
        if (await proposals.Find(kind, fundId, proposalId, ct) is not { } proposal) return Refusal.NotFound(words);
        if (await db.Workflows.Where(w => w.ProposalId == proposalId && w.EndedAt == null).Select(w => (Guid?)w.Id).FirstOrDefaultAsync(ct) is { } open)
            return Refusal.Conflict("workflows.already_open", $"This {words} is in process already: see workflow {open}.");
        if (proposal.State != "Draft")
            return Refusal.Conflict("workflows.not_draft", $"Only a draft can be submitted; this {words} is {proposal.State}.");

        var workflow = NewWorkflow(proposal);
        mover.Begin(db, workflow, note);
        outbox.Add(db, new ProposalSubmitted(workflow.Id, kind, fundId, proposalId, workflow.ContentHash));
        return WorkflowView.Of(workflow).Created();
    }

    private Workflow NewWorkflow(PreparedProposal proposal) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = proposal.Kind,
        FundId = proposal.FundId,
        ProposalId = proposal.Id,
        Title = proposal.Title.Length > 300 ? proposal.Title[..300] : proposal.Title,
        Amount = proposal.Amount,
        Currency = proposal.Currency,
        ContentHash = proposal.ContentHash,
        DueDate = proposal.DueDate,
        PreparedBy = proposal.PreparedBy,
        SubmittedBy = actor.Value.Id,
        SubmittedByName = actor.Value.Name,
        SubmittedAt = clock.GetUtcNow(),
    };
}

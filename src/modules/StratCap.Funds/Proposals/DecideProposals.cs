using StratCap.Contracts.Documents;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Workflows;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.Carry;

namespace StratCap.Funds.Proposals;

/// <summary>A submitted proposal may not be changed until it is decided. If it was changed in the moment of submitting, the process is told.</summary>
internal sealed class WhenProposalSubmitted(ProposalStore proposals, Outbox outbox, TimeProvider clock) : IEventHandler<ProposalSubmitted, FundsDbContext>
{
    public async Task Handle(ProposalSubmitted what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        if (await proposals.Find(what.FundId, what.Kind, what.ProposalId, ct) is not { State: ProposalState.Draft } proposal || proposal.ContentHash != what.ContentHash)
        {
            outbox.Add(db, ProposalRefusal.Event(what.Kind, what.FundId, what.ProposalId, what.WorkflowId, "funds.proposal.changed", "It was changed while it was submitted: look at it again and submit it again."));
            return;
        }
        proposal.State = ProposalState.Submitted;
        proposal.Version++;
        db.ProposalVersions.Add(ProposalVersion.Of(proposal, what.WorkflowId, clock.GetUtcNow()));
    }
}

/// <summary>An approved proposal goes into the book, exactly as it was approved. If the book refuses it by now, it is a draft again and the process is told why.</summary>
internal sealed class WhenProposalApproved(ProposalStore proposals, BookStore books, IDocuments documents, Audit audit, Outbox outbox) : IEventHandler<ProposalApproved, FundsDbContext>
{
    public async Task Handle(ProposalApproved what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        var facts = await books.Lock(what.FundId, ct) ?? throw new InvalidOperationException($"Fund {what.FundId} is gone.");
        if (await proposals.Find(what.FundId, what.Kind, what.ProposalId, ct) is not { } proposal || proposal.State == ProposalState.Done) return;
        try
        {
            if (proposal.ContentHash != what.ContentHash) throw new FundRuleException("funds.proposal.changed", "It is no longer what was approved: submit it again.");
            var proposed = ProposedFact.Read(proposal.Fact);
            // First: what is refused must have added nothing.
            await Keep(proposed.OfType<ValuationRecorded>(), proposal.EffectiveDate, ct);
            await books.AddAndShare(what.FundId, facts, [.. proposed.Select(f => new NewFact(proposal.EffectiveDate, f))], WorkflowCause.Of(what.WorkflowId), ct);
        }
        catch (FundRuleException rule)
        {
            proposal.State = ProposalState.Draft;
            proposal.ReturnedBecause = rule.Message;
            proposal.Version++;
            outbox.Add(db, ProposalRefusal.Event(what.Kind, what.FundId, what.ProposalId, what.WorkflowId, rule.Code, rule.Message));
            return;
        }
        proposal.State = ProposalState.Done;
        proposal.Version++;
        audit.Record(db, Action(what.Kind), (what.Kind.ToString(), proposal.Id), "Submitted", "Done", $"approved by {what.ApprovedBy}");
        outbox.Add(db, Entered(what, proposal));
    }

    /// <summary>What approved values rest on is never destroyed. That does no harm where the book refuses the values afterwards.</summary>
    private async Task Keep(IEnumerable<ValuationRecorded> values, DateOnly date, CancellationToken ct)
    {
        Guid[] evidence = [.. values.SelectMany(v => v.Basis?.Evidence ?? []).Select(e => e.DocumentId).Distinct()];
        if (evidence.Length > 0 && !await documents.Need(evidence, $"The approved valuation round of {date:yyyy-MM-dd}", ct))
            throw new FundRuleException("funds.valuation_round.document_gone", "A document on which a value rests was destroyed: name another, and submit the round again.");
    }

    private static string Action(ProposalKind kind) => kind switch
    {
        ProposalKind.CapitalCall => "funds.capital_call.issue",
        ProposalKind.Distribution => "funds.distribution.declare",
        _ => "funds.valuation_round.record",
    };

    private static IEvent Entered(ProposalApproved what, Proposal proposal) => what.Kind switch
    {
        ProposalKind.CapitalCall => new CapitalCallIssuedEvent(what.FundId, proposal.Id, what.WorkflowId, proposal.Number, proposal.DueDate),
        ProposalKind.Distribution => new DistributionDeclaredEvent(what.FundId, proposal.Id, what.WorkflowId, proposal.Number, proposal.DueDate),
        _ => new ValuationsRecordedEvent(what.FundId, proposal.Id, what.WorkflowId, proposal.Number, proposal.EffectiveDate),
    };
}

/// <summary>A rejected, withdrawn or expired proposal is a draft again, with the reason.</summary>
internal sealed class WhenProposalReturned(ProposalStore proposals) : IEventHandler<ProposalReturned, FundsDbContext>
{
    public async Task Handle(ProposalReturned what, EventContext context, FundsDbContext db, CancellationToken ct)
    {
        if (await proposals.Find(what.FundId, what.Kind, what.ProposalId, ct) is not { State: ProposalState.Submitted } proposal) return;
        proposal.State = ProposalState.Draft;
        proposal.ReturnedBecause = what.Reason;
        proposal.Version++;
    }
}

internal static class ProposalRefusal
{
    internal static IEvent Event(ProposalKind kind, Guid fundId, Guid id, Guid workflowId, string code, string reason) => kind switch
    {
        ProposalKind.CapitalCall => new CapitalCallRefused(fundId, id, workflowId, code, reason),
        ProposalKind.Distribution => new DistributionRefused(fundId, id, workflowId, code, reason),
        _ => new ValuationsRefused(fundId, id, workflowId, code, reason),
    };
}

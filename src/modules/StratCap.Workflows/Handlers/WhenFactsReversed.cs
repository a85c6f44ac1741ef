using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Workflows.Processes;

namespace StratCap.Workflows.Handlers;

/// <summary>Facts were reversed: a call or distribution may stand in the book no more, or money that had moved be outstanding again (a bounced transfer).</summary>
internal sealed class WhenFactsReversed(WorkflowMover mover, IFundBooks books) : IEventHandler<FactsAppended, WorkflowsDbContext>
{
    public async Task Handle(FactsAppended what, EventContext context, WorkflowsDbContext db, CancellationToken ct)
    {
        if (!await InBook(db, what.FundId).AnyAsync(ct)) return;
        var added = await books.Facts(what.FundId, what.FromSequence, what.ToSequence, ct);
        if (!added.Any(f => f.Payload is FactReversed) || await books.Facts(what.FundId, ct) is not { } all) return;

        // As the book stood after these facts: what came later is told by later events.
        RecordedFact[] then = [.. all.Where(f => f.Sequence <= what.ToSequence)];
        var book = FundBook.Fold(then);
        var reversed = added.Select(f => f.Payload).OfType<FactReversed>().Select(f => f.OriginalFactId).ToHashSet();
        var originals = all.Where(f => reversed.Contains(f.FactId)).Select(f => f.Payload).ToList();
        foreach (var id in await InBook(db, what.FundId).Select(w => w.Id).ToListAsync(ct))
            if (await WorkflowMover.Lock(db, id, ct) is { } workflow)
                Apply(db, workflow, book, then, originals, context);
    }

    private void Apply(WorkflowsDbContext db, Workflow workflow, FundBook book, RecordedFact[] facts, List<Fact> originals, EventContext context)
    {
        if (originals.Any(f => Enters(f, workflow)) && !Stands(book, facts, workflow))
            mover.Move(db, workflow, Trigger.EntryReversed, "It was reversed in the fund's book.");
        else if (originals.Any(f => Moves(f, workflow)) && Outstanding(book, workflow) is { } outstanding)
            mover.TakeProgress(db, workflow, outstanding, context.Timestamp);
    }

    private static IQueryable<Workflow> InBook(WorkflowsDbContext db, Guid fundId) => db.Workflows.Where(w =>
        w.FundId == fundId && (w.State == WorkflowState.AwaitingReceipts || w.State == WorkflowState.PreparingPayments || w.State == WorkflowState.AwaitingPayments || w.State == WorkflowState.Completed));

    private static bool Enters(Fact fact, Workflow workflow) => fact switch
    {
        CapitalCallIssued call => call.CallId == workflow.ProposalId,
        DistributionDeclared distribution => distribution.DistributionId == workflow.ProposalId,
        ValuationRecorded value => value.Basis?.RoundId == workflow.ProposalId,
        _ => false,
    };

    private static bool Moves(Fact fact, Workflow workflow) => fact switch
    {
        ReceiptRecorded receipt => receipt.CallId == workflow.ProposalId,
        DistributionPaid payment => payment.DistributionId == workflow.ProposalId,
        _ => false,
    };

    /// <summary>Whether it stands in the book: a valuation round as long as any of its values does.</summary>
    private static bool Stands(FundBook book, RecordedFact[] facts, Workflow workflow)
    {
        if (workflow.Kind != ProposalKind.Valuation) return Outstanding(book, workflow) is not null;
        var reversed = facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
        return facts.Any(f => Enters(f.Payload, workflow) && !reversed.Contains(f.FactId));
    }

    private static decimal? Outstanding(FundBook book, Workflow workflow) => workflow.Kind == ProposalKind.CapitalCall
        ? book.FindCall(workflow.ProposalId)?.Outstanding
        : book.FindDistribution(workflow.ProposalId) is { } distribution ? distribution.PayableTotal - distribution.Paid : null;
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.FundMath.Book;
using StratCap.Payments.Statements;

namespace StratCap.Payments.Handlers;

/// <summary>A receipt that a bank line proved was reversed in the book by a person: the line is open again.</summary>
internal sealed class WhenReceiptReversed(IFundBooks books, Reconciler reconciler) : IEventHandler<FactsAppended, PaymentsDbContext>
{
    public async Task Handle(FactsAppended what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        if (!await db.Matches.AnyAsync(m => m.FundId == what.FundId && m.Target == MatchTarget.Receipt && m.State == MatchState.Standing, ct)) return;
        var reversed = (await books.Facts(what.FundId, what.FromSequence, what.ToSequence, ct)).Select(f => f.Payload).OfType<FactReversed>().ToDictionary(r => r.OriginalFactId, r => r.Reason);
        if (reversed.Count == 0 || await books.Facts(what.FundId, ct) is not { } all) return;
        var receipts = all.Where(f => f.Payload is ReceiptRecorded && reversed.ContainsKey(f.FactId)).ToDictionary(f => ((ReceiptRecorded)f.Payload).ReceiptId, f => reversed[f.FactId]);
        var ids = receipts.Keys.ToList();
        await Reconciler.Lock(db, what.FundId, ct);
        // Of one that is being taken back Funds answers itself.
        foreach (var match in await db.Matches.AsTracking().Where(m => ids.Contains(m.Id) && m.EndedAt == null && (m.State == MatchState.Told || m.State == MatchState.Standing)).ToListAsync(ct))
            reconciler.Undo(db, await db.Lines.AsTracking().SingleAsync(l => l.Id == match.LineId, ct), match, MatchState.Undone, "StratCap", $"It was reversed in the book: {receipts[match.Id]}");
    }
}

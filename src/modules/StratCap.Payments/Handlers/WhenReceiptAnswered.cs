using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Messaging;
using StratCap.Payments.Statements;

namespace StratCap.Payments.Handlers;

/// <summary>Funds has recorded a receipt that a bank line proved, or could not: then the line is open again.</summary>
internal sealed class WhenReceiptAnswered(Reconciler reconciler, Outbox outbox) : IEventHandler<BankReceiptAnswered, PaymentsDbContext>
{
    public async Task Handle(BankReceiptAnswered what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        await Reconciler.Lock(db, what.FundId, ct);
        // A match that somebody took back meanwhile told Funds so itself.
        if (await db.Matches.AsTracking().SingleOrDefaultAsync(m => m.Id == what.ReceiptId, ct) is not { State: MatchState.Told } match) return;
        if (what.Recorded)
        {
            match.Stands();
            return;
        }
        var line = await db.Lines.AsTracking().SingleAsync(l => l.Id == match.LineId, ct);
        reconciler.Undo(db, line, match, MatchState.Refused, "StratCap", what.Reason ?? "The book refused it.");
        outbox.Add(db, new PaymentAttentionNeeded(what.FundId, Guid.Empty, line.Id, nameof(MatchState.Refused), what.Reason ?? "The book refused it."));
    }
}

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
        // Of a match that somebody takes back meanwhile the other answer counts.
        if (await db.Matches.AsTracking().SingleOrDefaultAsync(m => m.Id == what.ReceiptId, ct) is not { State: MatchState.Told, IsBeingTakenBack: false } match) return;
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

/// <summary>Funds has reversed a receipt whose match is taken back, or could not: then the match stands as before, and a reversal of the bank's is for people.</summary>
internal sealed class WhenReceiptTakeBackAnswered(Reconciler reconciler, Outbox outbox) : IEventHandler<BankReceiptTakeBackAnswered, PaymentsDbContext>
{
    public async Task Handle(BankReceiptTakeBackAnswered what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        await Reconciler.Lock(db, what.FundId, ct);
        if (await db.Matches.AsTracking().SingleOrDefaultAsync(m => m.Id == what.ReceiptId, ct) is not { IsBeingTakenBack: true } match) return;
        var line = await db.Lines.AsTracking().SingleAsync(l => l.Id == match.LineId, ct);
        var reversal = await db.Matches.AsTracking().SingleOrDefaultAsync(m => m.OfMatchId == match.Id && m.State == MatchState.Told, ct);
        if (what.TakenBack)
        {
            reconciler.Undo(db, line, match, reversal is null ? MatchState.Undone : MatchState.Reversed, match.EndedByName!, match.EndedBecause!);
            reversal?.Stands();
            return;
        }
        var reason = what.Reason ?? "The book refused it.";
        reconciler.Keep(db, line, match, reason);
        if (reversal is not null) reconciler.Undo(db, await db.Lines.AsTracking().SingleAsync(l => l.Id == reversal.LineId, ct), reversal, MatchState.Refused, "StratCap", reason);
        outbox.Add(db, new PaymentAttentionNeeded(what.FundId, Guid.Empty, reversal?.LineId ?? line.Id, nameof(MatchState.Refused), $"The book does not take the receipt back: {reason}"));
    }
}

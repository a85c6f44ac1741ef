using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Payments.Instructions;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;

namespace StratCap.Payments.Handlers;

/// <summary>Funds has recorded a receipt that a bank line proved, or could not: then the line is open again. Of a debit that the book does not take people are told: its money is here.</summary>
internal sealed class WhenReceiptAnswered(Reconciler reconciler, Audit audit, Outbox outbox) : IEventHandler<BankReceiptAnswered, PaymentsDbContext>
{
    public async Task Handle(BankReceiptAnswered what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        await Reconciler.Lock(db, what.FundId, ct);
        if (!what.Recorded && await CollectedDebits.Find(db, what.ReceiptId, ct) is { } debit)
        {
            CollectedDebits.NotInBook(db, audit, outbox, debit, cameBack: false, $"It was collected, and the book does not take the receipt: record it. {what.Reason}");
            return;
        }
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
internal sealed class WhenReceiptTakeBackAnswered(Reconciler reconciler, Audit audit, Outbox outbox) : IEventHandler<BankReceiptTakeBackAnswered, PaymentsDbContext>
{
    public async Task Handle(BankReceiptTakeBackAnswered what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        await Reconciler.Lock(db, what.FundId, ct);
        if (!what.TakenBack && await CollectedDebits.Find(db, what.ReceiptId, ct) is { } debit)
        {
            CollectedDebits.NotInBook(db, audit, outbox, debit, cameBack: true, $"It went back, and the book does not take the receipt back: record it. {what.Reason}");
            return;
        }
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

/// <summary>Debits by the receipt that their money is in the book.</summary>
internal static class CollectedDebits
{
    /// <summary>The debit of a receipt; null: it is a bank line's.</summary>
    public static Task<RunPayment?> Find(PaymentsDbContext db, Guid receiptId, CancellationToken ct) =>
        db.RunPayments.AsNoTracking().Where(p => db.Instructions.Any(i => i.Id == receiptId && i.Kind == PaymentKind.Collection && i.Id == p.InstructionId)).OrderByDescending(p => p.Id).FirstOrDefaultAsync(ct);

    /// <summary>The book differs from the bank: people are told to record it.</summary>
    public static void NotInBook(PaymentsDbContext db, Audit audit, Outbox outbox, RunPayment debit, bool cameBack, string reason)
    {
        audit.Record(db, "payments.instruction.not_in_book", ("payment_instruction", debit.InstructionId), null, new { PaymentId = debit.InstructionId, CameBack = cameBack, debit.Amount }, reason);
        outbox.Add(db, new PaymentAttentionNeeded(debit.FundId, debit.RunId, debit.Id, debit.State.ToString(), reason));
    }
}

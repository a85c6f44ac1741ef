using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Payments.Instructions;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Statements;

/// <summary>Explains lines, in the caller's transaction: a receipt is told to Funds, a payment is settled or comes back. Whoever explains has locked the fund's lines.</summary>
internal sealed class Reconciler(PaymentUpdates updates, Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock)
{
    /// <summary>One at a time explains a fund's lines.</summary>
    public static Task<int> Lock(PaymentsDbContext db, Guid fundId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"payments.bank_lines " + db.TenantId + fundId}, 0))", ct);

    /// <summary>Books what is sure of a line; what is not waits for people. Returns how many matches that made.</summary>
    public async Task<int> Book(PaymentsDbContext db, BankLine line, Expected expected, decimal feeAtMost, CancellationToken ct)
    {
        if (line.ForPeople || line.Currency != expected.Currency || line.On is null) return 0;
        if (line.IsReversal) return await Reverse(db, line, ct) ? 1 : 0;
        var sure = Matcher.Propose(line, expected, feeAtMost).Where(p => p.Sure).ToList();
        foreach (var proposal in sure)
            if (!await Holds(db, proposal, ct)) return 0;
        foreach (var proposal in sure)
        {
            await Match(db, line, proposal, null, ct);
            Took(expected, proposal);
        }
        return sure.Count;
    }

    /// <summary>Locks what a proposal is for: false when it is not any more what was expected, because a bank told of it meanwhile. Then the line stays open.</summary>
    public static async Task<bool> Holds(PaymentsDbContext db, Proposal p, CancellationToken ct)
    {
        if (p.Target is not (MatchTarget.Payment or MatchTarget.PaymentReturned)) return true;
        var payment = await db.LockLive(p.InstructionId!.Value, ct);
        var instruction = await db.LockInstruction(p.InstructionId.Value, ct);
        if (instruction.PaymentId != p.PaymentId) return false;
        return p.Target == MatchTarget.Payment
            ? instruction.State == InstructionState.Settled || (payment is null ? instruction.State == InstructionState.Prepared : payment.IsOut)
            : payment is null ? instruction.State == InstructionState.Settled : payment.State is RunPaymentState.Uncertain or RunPaymentState.Sent or RunPaymentState.Settled;
    }

    /// <summary>Makes a match of what holds.</summary>
    /// <param name="reason">Why a person says so.</param>
    public async Task<LineMatch> Match(PaymentsDbContext db, BankLine line, Proposal p, string? reason, CancellationToken ct)
    {
        var settled = p.Target switch
        {
            MatchTarget.Payment => await Paid(db, line, p.InstructionId!.Value, ct),
            MatchTarget.PaymentReturned => await CameBack(db, p.InstructionId!.Value, ct),
            _ => false,
        };
        var match = new LineMatch
        {
            Id = Guid.CreateVersion7(),
            FundId = line.FundId,
            LineId = line.Id,
            Target = p.Target,
            CallId = p.CallId,
            InvestorId = p.InvestorId,
            InstructionId = p.InstructionId,
            PaymentId = p.PaymentId,
            Amount = p.Amount,
            Outcome = p.Outcome,
            Rule = p.Rule,
            Settled = settled,
            Reason = reason,
            By = actor.Value.Id,
            ByName = actor.Value.Name,
            At = clock.GetUtcNow(),
        };
        line.Explain(p.Amount);
        if (p.Target == MatchTarget.Receipt)
            outbox.Add(db, new BankReceiptMatched(line.FundId, p.CallId!.Value, p.InvestorId!.Value, match.Id, p.Amount, line.On!.Value, Reference(line)));
        else match.Stands();
        db.Matches.Add(match);
        audit.Record(db, "payments.line.match", ("bank_line", line.Id), null, new { MatchId = match.Id, match.Target, match.Amount, match.Outcome, match.Rule, match.CallId, match.InvestorId, match.InstructionId }, reason);
        return match;
    }

    /// <summary>Takes a match back and opens its line.</summary>
    public void Undo(PaymentsDbContext db, BankLine line, LineMatch match, MatchState state, string byName, string because)
    {
        match.End(state, byName, because, clock.GetUtcNow());
        // A line that the bank took back stays explained: by its reversal.
        if (state != MatchState.Reversed) line.Unexplain(match.Amount);
        audit.Record(db, "payments.line.unmatch", ("bank_line", line.Id), new { MatchId = match.Id, match.Target, match.Amount }, new { match.State }, because);
    }

    /// <summary>Tells Funds that a receipt counts no more. Its line stays explained until Funds has answered: the book may not allow it.</summary>
    public void TakeBack(PaymentsDbContext db, BankLine line, LineMatch match, string because)
    {
        match.TakeBack(actor.Value.Name, because, clock.GetUtcNow());
        outbox.Add(db, new BankReceiptTakenBack(line.FundId, match.Id, because));
        audit.Record(db, "payments.line.take_back", ("bank_line", line.Id), null, new { MatchId = match.Id, match.Target, match.Amount }, because);
    }

    /// <summary>Funds does not give a receipt back: its match stands as before.</summary>
    public void Keep(PaymentsDbContext db, BankLine line, LineMatch match, string because)
    {
        match.StandsStill();
        audit.Record(db, "payments.line.keep", ("bank_line", line.Id), null, new { MatchId = match.Id, match.Target, match.Amount, match.State }, because);
    }

    /// <summary>The bank takes back a line: what was booked of it is taken back, when it is sure which line is meant.</summary>
    private async Task<bool> Reverse(PaymentsDbContext db, BankLine line, CancellationToken ct)
    {
        var earlier = await db.Lines.AsTracking().Where(l => l.AccountHash == line.AccountHash && l.Id != line.Id && l.Amount == -line.Amount && l.Currency == line.Currency && !l.IsReversal
            && ((l.EndToEndId != null && l.EndToEndId == line.EndToEndId) || (l.BankReference != null && l.BankReference == line.BankReference))).Take(2).ToListAsync(ct);
        if (earlier.Count != 1 || earlier[0].Amount < 0) return false;
        var matches = await db.Matches.AsTracking().Where(m => m.LineId == earlier[0].Id && (m.State == MatchState.Told || m.State == MatchState.Standing)).ToListAsync(ct);
        if (matches is [{ Target: MatchTarget.Payment, IsBeingTakenBack: false } debit] && debit.Amount == Math.Abs(line.Amount)) return await ReverseDebit(db, line, debit, ct);
        if (matches.Count != 1 || matches[0].Target != MatchTarget.Receipt || matches[0].Amount != Math.Abs(line.Amount) || matches[0].IsBeingTakenBack) return false;
        var taken = matches[0];
        TakeBack(db, earlier[0], taken, "The bank took the line back.");
        var match = new LineMatch
        {
            Id = Guid.CreateVersion7(),
            FundId = line.FundId,
            LineId = line.Id,
            Target = MatchTarget.ReceiptReversed,
            OfMatchId = taken.Id,
            Amount = taken.Amount,
            Outcome = MatchOutcome.Reversed,
            Rule = MatchRule.Reference,
            By = actor.Value.Id,
            ByName = actor.Value.Name,
            At = clock.GetUtcNow(),
        };
        line.Explain(taken.Amount);
        db.Matches.Add(match);
        audit.Record(db, "payments.line.match", ("bank_line", line.Id), null, new { MatchId = match.Id, match.Target, match.Amount, match.OfMatchId });
        return true;
    }

    /// <summary>The bank takes back a line that was a debit of ours: it went back.</summary>
    private async Task<bool> ReverseDebit(PaymentsDbContext db, BankLine line, LineMatch debit, CancellationToken ct)
    {
        var back = new Proposal(MatchTarget.PaymentReturned, null, null, debit.InstructionId, debit.PaymentId, "", debit.Amount, MatchOutcome.Reversed, MatchRule.Reference, true);
        if (!await Holds(db, back, ct)) return false;
        await Match(db, line, back, null, ct);
        return true;
    }

    /// <summary>A payment is on the statement: true when nothing had told that it was made.</summary>
    private async Task<bool> Paid(PaymentsDbContext db, BankLine line, Guid instructionId, CancellationToken ct)
    {
        var payment = await db.LockLive(instructionId, ct);
        var instruction = await db.LockInstruction(instructionId, ct);
        if (instruction.State == InstructionState.Settled) return false;
        if (payment is not null)
        {
            await updates.Settle(db, payment, line.On!.Value, Reference(line), ct);
            return true;
        }
        var before = InstructionView.Of(instruction);
        var on = line.On!.Value < instruction.DeclaredOn ? instruction.DeclaredOn : line.On!.Value;
        instruction.SettledByBank(on, Reference(line), actor.Value, clock.GetUtcNow());
        audit.Record(db, "payments.instruction.settle", ("payment_instruction", instruction.Id), before, InstructionView.Of(instruction));
        outbox.Add(db, instruction.HasMoved(on, Reference(line)));
        return true;
    }

    private async Task<bool> CameBack(PaymentsDbContext db, Guid instructionId, CancellationToken ct)
    {
        if (await db.LockLive(instructionId, ct) is { } payment)
        {
            await updates.TakeBack(db, payment, null, "It came back on the bank's statement.", null, ct);
            return true;
        }
        var instruction = await db.LockInstruction(instructionId, ct);
        var before = InstructionView.Of(instruction);
        outbox.Add(db, instruction.WentBack("It came back on the bank's statement."));
        instruction.Reopen(clock.GetUtcNow());
        audit.Record(db, "payments.payment.return", ("payment_instruction", instruction.Id), before, InstructionView.Of(instruction));
        return true;
    }

    /// <summary>What was waited for is less by now, for the lines that follow.</summary>
    private static void Took(Expected expected, Proposal p)
    {
        if (p.Target == MatchTarget.Receipt)
        {
            var at = expected.Dues.FindIndex(d => d.CallId == p.CallId && d.InvestorId == p.InvestorId);
            expected.Dues[at] = expected.Dues[at] with { Outstanding = expected.Dues[at].Outstanding - p.Amount };
            return;
        }
        var paid = expected.Payments.FindIndex(o => o.InstructionId == p.InstructionId);
        if (p.Target == MatchTarget.Payment) expected.Payments[paid] = expected.Payments[paid] with { CanLeave = false, CanComeBack = true };
        else expected.Payments.RemoveAt(paid);
    }

    private static string Reference(BankLine line)
    {
        var text = line.BankReference ?? line.EndToEndId ?? line.CustomerReference ?? line.BankLineId;
        return text.Length > 140 ? text[..140] : text;
    }
}

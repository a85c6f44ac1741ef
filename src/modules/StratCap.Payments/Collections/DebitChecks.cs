using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Web;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Collections;

/// <summary>
/// Keeps debits within what is due and what was agreed to, until the moment they leave: what became less is reduced, what may not be debited any more is taken out. What a bank may have is beyond that.
/// </summary>
internal sealed class DebitChecks(IFundBooks books, Audit audit, Outbox outbox, TimeProvider clock, IOptions<PaymentsOptions> options)
{
    private const int MostNamed = 10;

    /// <summary>Why debits may not be released as they are, or null.</summary>
    public async Task<Refusal?> Unfit(PaymentsDbContext db, PaymentRun run, IReadOnlyList<RunPayment> payments, CancellationToken ct)
    {
        var allowed = await Allowed(db, run, payments, ct);
        var problems = payments.Where(p => allowed[p.Id].Amount < p.Amount).Select(p => $"{p.PayeeName}: {allowed[p.Id].Problem}").ToList();
        if (problems.Count == 0) return null;
        var more = problems.Count > MostNamed ? $" And {problems.Count - MostNamed} more." : "";
        return Refusal.Rule("payments.collection.not_collectable", $"{problems.Count} of {payments.Count} cannot be debited as they are. {string.Join("; ", problems.Take(MostNamed))}.{more} Read the run again, or cancel it and prepare another.");
    }

    /// <summary>Fits what of a run has not left, in the transaction that is about to send it; locks the fund's lines, the run and its payments. Of a run that pays, nothing. The caller has locked its sending.</summary>
    /// <param name="run">As it was when it was taken up.</param>
    /// <param name="paymentId">Only this one, which a bank may have been asked for; null: all that no bank was asked for.</param>
    /// <returns>Whether something was changed.</returns>
    public async Task<bool> Fit(PaymentsDbContext db, PaymentRun run, Guid? paymentId, CancellationToken ct)
    {
        if (run.Direction != PaymentDirection.Collect) return false;
        await Reconciler.Lock(db, run.FundId, ct);
        var locked = (await db.LockRun(run.Id, ct))!;
        return paymentId is { } id
            ? await Fit(db, locked, [(await db.LockPayment(id, ct))!], p => p.State is RunPaymentState.Released or RunPaymentState.Sending or RunPaymentState.Uncertain, ct)
            : await FitUnsent(db, locked, ct);
    }

    /// <summary>Fits what no bank was asked for; whoever calls has locked the run's sending, the fund's lines and the run.</summary>
    public async Task<bool> FitUnsent(PaymentsDbContext db, PaymentRun run, CancellationToken ct) =>
        await Fit(db, run, await db.LockPayments(run.Id, ct), p => p.State is RunPaymentState.Prepared or RunPaymentState.Released, ct);

    private async Task<bool> Fit(PaymentsDbContext db, PaymentRun run, IReadOnlyList<RunPayment> payments, Func<RunPayment, bool> mayStay, CancellationToken ct)
    {
        var unsent = payments.Where(mayStay).ToList();
        if (unsent.Count == 0) return false;
        var before = run.Amount;
        var allowed = await Allowed(db, run, unsent, ct);
        foreach (var payment in unsent.Where(p => allowed[p.Id].Amount < p.Amount)) run.Reduce(await Fit(db, payment, allowed[payment.Id], ct));
        if (run.Amount == before) return false;
        outbox.Add(db, run.Moved());
        return true;
    }

    /// <summary>By how much the debit became less.</summary>
    private async Task<decimal> Fit(PaymentsDbContext db, RunPayment payment, Allowance allowed, CancellationToken ct)
    {
        var instruction = await db.LockInstruction(payment.InstructionId, ct);
        var before = payment.Amount;
        // Under a key that a bank may know, another amount would be another order.
        if (allowed.Amount > 0 && payment.Calls == 0)
        {
            payment.Reduce(allowed.Amount);
            instruction.Reduce(allowed.Amount);
        }
        else
        {
            payment.Cancel($"Not debited: {allowed.Problem}.");
            instruction.Release(clock.GetUtcNow());
        }
        var now = payment.State == RunPaymentState.Cancelled ? 0 : payment.Amount;
        audit.Record(db, "payments.collection.fit", ("payment_instruction", instruction.Id), new { Amount = before }, new { Amount = now }, allowed.Problem);
        return before - now;
    }

    /// <summary>How much of each debit may be collected now, and why not all of it.</summary>
    private async Task<Dictionary<Guid, Allowance>> Allowed(PaymentsDbContext db, PaymentRun run, IReadOnlyList<RunPayment> payments, CancellationToken ct)
    {
        var ids = payments.Select(p => p.InstructionId).ToList();
        var calls = await db.Instructions.Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.CallId!.Value, ct);
        var mandates = await db.Hold([.. payments.Select(p => p.MandateId!.Value)], ct);
        var accountIds = payments.Select(p => p.PayeeAccountId).Distinct().ToList();
        var accounts = (await db.Lives(await db.PayeeAccounts.AsNoTracking().Where(a => accountIds.Contains(a.Id)).ToListAsync(ct), options.Value, ct)).ToDictionary(l => l.Account.Id);
        var facts = await books.Facts(run.FundId, ct) ?? throw new InvalidOperationException($"Fund {run.FundId} is gone.");
        var receivables = await Receivables.Of(db, run.FundId, facts, ct);
        return payments.ToDictionary(p => p.Id, p => Allowed(run, p, calls[p.InstructionId], mandates[p.MandateId!.Value], accounts[p.PayeeAccountId], receivables));
    }

    private Allowance Allowed(PaymentRun run, RunPayment payment, Guid callId, Mandate mandate, PayeeLife account, Receivables receivables)
    {
        if (!mandate.StandsFor(run.FundId)) return new(0, $"the mandate {mandate.Reference} is {mandate.State}");
        if (account.Problem(clock.GetUtcNow(), run.ConnectionId) is { } problem) return new(0, problem);
        if (receivables.Book.FindCall(callId)?.LineOf(payment.InvestorId)?.IsInDefault == true) return new(0, "he is in default");
        var due = receivables.Due(callId, payment.InvestorId, but: payment.InstructionId);
        return due >= payment.Amount ? new(payment.Amount, null) : new(due, FormattableString.Invariant($"{due} is still due"));
    }

    private sealed record Allowance(decimal Amount, string? Problem);
}

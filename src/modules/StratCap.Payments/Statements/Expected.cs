using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.Payments.Accounts;
using StratCap.Payments.Collections;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Statements;

/// <summary>What a fund waits for: what its investors owe of calls, its payments and its debits.</summary>
/// <param name="Currency">The fund's.</param>
/// <param name="Ended">What it waits for no more, and a statement may yet quote.</param>
/// <param name="Unseen">Debits that have ended and that no statement has shown: the bank may have booked one in, and a line without any reference may be its.</param>
internal sealed record Expected(string Currency, List<Due> Dues, List<OpenPayment> Payments, EndedAttempts Ended, HashSet<(Guid InvestorId, decimal Amount)> Unseen)
{
    /// <summary>What a fund waits for now, less what matches already told Funds of and what debits collect; null when there is no such fund.</summary>
    public static async Task<Expected?> Of(PaymentsDbContext db, IFundBooks books, Guid fundId, DateTimeOffset now, CancellationToken ct)
    {
        if (await books.Facts(fundId, ct) is not { Count: > 0 } facts) return null;
        var receivables = await Receivables.Of(db, fundId, facts, ct);
        var book = receivables.Book;
        var names = FundFacts.Names(facts);
        var rule = (await db.Standing(fundId, now, ct))?.Account.ReferenceRule ?? AccountRules.Reference;
        var accounts = await Accounts(db, [.. names.Keys], ct);
        var dues = book.Calls.SelectMany(c => c.Lines.Select(l => new Due(
            c.CallId, l.InvestorId, names[l.InvestorId], receivables.Due(c.CallId, l.InvestorId),
            AccountRules.ReferenceOf(rule, c.Number, names[l.InvestorId]), accounts.GetValueOrDefault(l.InvestorId) ?? []))).ToList();
        var attempts = await db.RunPayments.AsNoTracking().Where(p => p.FundId == fundId).Join(db.Runs, p => p.RunId, r => r.Id, (p, r) => new Attempt(p.InstructionId, p.Key, p.State, r.Reference, p.InvestorId, p.Amount, p.MandateId != null && p.SendingAt != null)).ToListAsync(ct);
        var ended = attempts.FindAll(a => a.State is RunPaymentState.Returned or RunPaymentState.Rejected or RunPaymentState.Cancelled);
        var seen = await Seen(db, fundId, ct);
        return new(
            book.Currency.Code, dues, await OpenPayments(db, fundId, attempts, seen, accounts, ct),
            EndedAttempts.Of(ended.Select(a => a.Key), ended.Select(a => a.RunReference)),
            // A debit's receipt has the instruction's own id.
            [.. ended.Where(a => a.WasDebited && !seen.Exists(s => s.PaymentId == a.InstructionId && s.Target == MatchTarget.Payment)).Select(a => (a.InvestorId, a.Amount))]);
    }

    private static async Task<Dictionary<Guid, HashSet<string>>> Accounts(PaymentsDbContext db, List<Guid> investors, CancellationToken ct) =>
        (await (from account in db.PayeeAccounts
                where investors.Contains(account.InvestorId) && db.PayeeSteps.Any(s => s.AccountId == account.Id && s.Kind == PayeeStepKind.Confirmed)
                select new { account.InvestorId, account.NumberHash }).ToListAsync(ct))
            .GroupBy(a => a.InvestorId).ToDictionary(g => g.Key, g => g.Select(a => a.NumberHash).ToHashSet(StringComparer.Ordinal));

    /// <summary>Payments that a statement has shown, by what it showed of them.</summary>
    private static Task<List<SeenPayment>> Seen(PaymentsDbContext db, Guid fundId, CancellationToken ct) => db.Matches
        .Where(m => m.FundId == fundId && m.PaymentId != null && (m.State == MatchState.Told || m.State == MatchState.Standing)).Select(m => new SeenPayment(m.InstructionId, m.PaymentId!.Value, m.Target)).ToListAsync(ct);

    private static async Task<List<OpenPayment>> OpenPayments(PaymentsDbContext db, Guid fundId, List<Attempt> all, List<SeenPayment> matched, Dictionary<Guid, HashSet<string>> accounts, CancellationToken ct)
    {
        var instructions = await db.Instructions.AsNoTracking().Where(i => i.FundId == fundId && i.State != InstructionState.Cancelled).ToListAsync(ct);
        var attempts = all.Where(a => a.State is RunPaymentState.Sending or RunPaymentState.Uncertain or RunPaymentState.Sent or RunPaymentState.Settled).ToDictionary(a => a.InstructionId);
        var seen = matched.Select(m => (m.PaymentId, m.Target)).ToHashSet();
        var left = matched.Where(m => m.Target == MatchTarget.Payment).ToLookup(m => m.InstructionId, m => m.PaymentId);
        return instructions.ConvertAll(i =>
        {
            var attempt = attempts.GetValueOrDefault(i.Id);
            var settled = i.State == InstructionState.Settled;
            return new OpenPayment(
                i.Id, i.PaymentId, i.CallId, i.InvestorId, i.PayeeName, i.Amount, i.Reference, attempt?.Key, attempt?.RunReference,
                // An earlier attempt that no statement has shown may have left all the same, and a line may be that one's.
                IsAlone: left[i.Id].Count(paymentId => paymentId != i.PaymentId) >= i.Attempt - 1,
                CanLeave: !seen.Contains((i.PaymentId, MatchTarget.Payment)) && (i.State != InstructionState.Paying || attempt is not null),
                CanComeBack: !seen.Contains((i.PaymentId, MatchTarget.PaymentReturned)) && (settled || attempt is { State: not RunPaymentState.Sending }),
                accounts.GetValueOrDefault(i.InvestorId) ?? []);
        });
    }

    private sealed record SeenPayment(Guid? InstructionId, Guid PaymentId, MatchTarget Target);

    /// <param name="WasDebited">It is a debit that a bank was asked for.</param>
    private sealed record Attempt(Guid InstructionId, string Key, RunPaymentState State, string RunReference, Guid InvestorId, decimal Amount, bool WasDebited);
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Collections;

/// <summary>An investor's part of a call, and whether it can be debited.</summary>
/// <param name="Due">What he still owes of it.</param>
/// <param name="Mandate">The one under which he is debited; null without one that stands.</param>
/// <param name="Presentation">The how-manyth time his account would be debited for it, from 1.</param>
/// <param name="RunId">The run of a debit of it that has not ended.</param>
/// <param name="Problem">Why it cannot be debited, as the end of a sentence; null when it can.</param>
internal sealed record Collectable(Guid InvestorId, string Name, decimal Due, Mandate? Mandate, PayeeLife? Account, int Presentation, Guid? RunId, string? Problem);

/// <summary>Says of each investor's part of a call whether it can be debited.</summary>
internal static class Collectables
{
    /// <summary>What came back for want of money is presented again twice at most (NACHA Operating Rules, reinitiation of entries).</summary>
    private const int MostPresentations = 3;

    /// <summary>By name; of parties that the call asks nothing of, none. Null when there is no such call.</summary>
    /// <param name="over">The connection by which they would be debited; null: some connection.</param>
    public static async Task<List<Collectable>?> Of(PaymentsDbContext db, Guid fundId, Guid callId, IReadOnlyList<RecordedFact> facts, Guid? over, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var receivables = await Receivables.Of(db, fundId, facts, ct);
        if (receivables.Book.FindCall(callId) is not { } call) return null;
        var names = FundFacts.Names(facts);
        var asked = call.Lines.Where(l => l.Total > 0).ToList();
        var mandates = await Standing(db, fundId, asked.ConvertAll(l => l.InvestorId), ct);
        var accountIds = mandates.Values.Select(m => m.AccountId).ToList();
        var accounts = (await db.Lives(await db.PayeeAccounts.AsNoTracking().Where(a => accountIds.Contains(a.Id)).ToListAsync(ct), options, ct)).ToDictionary(l => l.Account.Id);
        var past = await Past(db, callId, ct);
        return [.. asked.Select(line =>
        {
            var mandate = mandates.GetValueOrDefault(line.InvestorId);
            var account = mandate is null ? null : accounts[mandate.AccountId];
            var own = past[line.InvestorId].ToList();
            var presented = own.FindAll(p => p.NumberHash == account?.Account.NumberHash && p.CameBack);
            var live = own.Find(p => p.IsLive);
            var due = receivables.Due(callId, line.InvestorId);
            return new Collectable(line.InvestorId, names[line.InvestorId], due, mandate, account, presented.Count + 1, live?.RunId, Problem(line, due, account, live, presented, over, now));
        }).OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.InvestorId)];
    }

    private static string? Problem(BookCallLine line, decimal due, PayeeLife? account, Presented? live, List<Presented> presented, Guid? over, DateTimeOffset now)
    {
        if (line.IsInDefault) return "he is in default";
        if (live is not null) return "a debit of it has not ended";
        if (due == 0) return "nothing is due";
        if (account is null) return "no mandate stands for this fund";
        if (account.Problem(now, over) is { } problem) return problem;
        if (presented.Exists(p => p.MayRetry != true)) return "a debit of it came back from this account and may not be presented again";
        return presented.Count >= MostPresentations ? "it was presented again twice, which is the most" : null;
    }

    /// <summary>The mandate of each investor: one for this fund before one for all, the one signed last before others.</summary>
    private static async Task<Dictionary<Guid, Mandate>> Standing(PaymentsDbContext db, Guid fundId, List<Guid> investors, CancellationToken ct) =>
        (await db.Mandates.AsNoTracking().Where(m => investors.Contains(m.InvestorId) && m.State == MandateState.Standing && (m.FundId == null || m.FundId == fundId)).ToListAsync(ct))
            .GroupBy(m => m.InvestorId).ToDictionary(g => g.Key, g => g.OrderByDescending(m => m.FundId is not null).ThenByDescending(m => m.SignedOn).ThenByDescending(m => m.Id).First());

    private static async Task<ILookup<Guid, Presented>> Past(PaymentsDbContext db, Guid callId, CancellationToken ct) =>
        (await (from instruction in db.Instructions
                join payment in db.RunPayments on instruction.Id equals payment.InstructionId
                join account in db.PayeeAccounts on payment.PayeeAccountId equals account.Id
                where instruction.CallId == callId
                select new { instruction.InvestorId, Presented = new Presented(payment.RunId, account.NumberHash, payment.State, payment.MayRetry, instruction.State) }).AsNoTracking().ToListAsync(ct))
            .ToLookup(p => p.InvestorId, p => p.Presented);

    private sealed record Presented(Guid RunId, string NumberHash, RunPaymentState State, bool? MayRetry, InstructionState Instruction)
    {
        /// <summary>The payer's bank had it: what was refused for want of money counts with what came back.</summary>
        public bool CameBack => State == RunPaymentState.Returned || (State == RunPaymentState.Rejected && MayRetry == true);

        public bool IsLive => Instruction is InstructionState.Prepared or InstructionState.Paying;
    }
}

using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.Payments.Instructions;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;

namespace StratCap.Payments.Collections;

/// <summary>Money for a part of a call that is here, or on its way with a bank, and that the book does not hold yet.</summary>
/// <param name="Id">The receipt's id in the book.</param>
internal sealed record MoneyOnItsWay(Guid Id, Guid CallId, Guid InvestorId, decimal Amount);

/// <summary>What investors owe of a fund's calls, less what is on its way. Sure only while the fund's lines are locked (<see cref="Reconciler.Lock"/>).</summary>
internal sealed class Receivables
{
    private readonly ILookup<(Guid CallId, Guid InvestorId), MoneyOnItsWay> _onItsWay;

    private Receivables(FundBook book, IEnumerable<MoneyOnItsWay> onItsWay) => (Book, _onItsWay) = (book, onItsWay.ToLookup(m => (m.CallId, m.InvestorId)));

    public FundBook Book { get; }

    public static async Task<Receivables> Of(PaymentsDbContext db, Guid fundId, IReadOnlyList<RecordedFact> facts, CancellationToken ct) => new(FundBook.Fold(facts), await OnItsWay(db, fundId, facts, ct));

    /// <summary>What an investor still owes of a call, never below zero.</summary>
    /// <param name="but">Money on its way that is not taken off: that of which it is asked how much it may be.</param>
    public decimal Due(Guid callId, Guid investorId, Guid? but = null) => Book.FindCall(callId)?.LineOf(investorId) is { } line
        ? Math.Max(0, line.Outstanding - _onItsWay[(callId, investorId)].Where(m => m.Id != but).Sum(m => m.Amount))
        : 0;

    /// <summary>Bank lines of which Funds was told and has not answered; debits that a bank has, may have, or has settled.</summary>
    private static async Task<List<MoneyOnItsWay>> OnItsWay(PaymentsDbContext db, Guid fundId, IReadOnlyList<RecordedFact> facts, CancellationToken ct)
    {
        var lines = await db.Matches.Where(m => m.FundId == fundId && m.State == MatchState.Told && m.Target == MatchTarget.Receipt)
            .Select(m => new MoneyOnItsWay(m.Id, m.CallId!.Value, m.InvestorId!.Value, m.Amount)).ToListAsync(ct);
        var debits = await db.Instructions
            .Where(i => i.FundId == fundId && i.Kind == PaymentKind.Collection && (i.State == InstructionState.Settled || (i.State == InstructionState.Paying && db.RunPayments.Any(p => p.InstructionId == i.Id
                && (p.State == RunPaymentState.Sending || p.State == RunPaymentState.Uncertain || p.State == RunPaymentState.Sent || p.State == RunPaymentState.Settled)))))
            .Select(i => new MoneyOnItsWay(i.Id, i.CallId!.Value, i.InvestorId, i.Amount)).ToListAsync(ct);
        if (lines.Count + debits.Count == 0) return [];
        var recorded = facts.Select(f => f.Payload).OfType<ReceiptRecorded>().Select(r => r.ReceiptId).ToHashSet();
        return [.. lines.Concat(debits).Where(m => !recorded.Contains(m.Id))];
    }
}

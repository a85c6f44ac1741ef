using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Payments.Collections;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Handlers;

/// <summary>A receipt, an excuse, a default or a reversal stands in the book: debits that have not left are for no more than is due by now, so that whoever releases them sees that.</summary>
internal sealed class WhenDuesFall(DebitChecks debits) : IEventHandler<FactsAppended, PaymentsDbContext>
{
    public async Task Handle(FactsAppended what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        var runs = await db.Runs.Where(r => r.FundId == what.FundId && r.Direction == PaymentDirection.Collect
            && (r.State == RunState.Prepared || r.State == RunState.Released || r.State == RunState.Sending || r.State == RunState.Stopped)).Select(r => r.Id).OrderBy(id => id).ToListAsync(ct);
        if (runs.Count == 0) return;
        foreach (var id in runs) await db.LockSend(id, ct);
        await Reconciler.Lock(db, what.FundId, ct);
        var locked = new List<PaymentRun>();
        foreach (var id in runs) locked.Add((await db.LockRun(id, ct))!);
        // All payments before the first mandate, as others lock them.
        foreach (var id in runs) await db.LockPayments(id, ct);
        foreach (var run in locked) await debits.FitUnsent(db, run, ct);
    }
}

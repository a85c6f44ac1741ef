using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Payments.Runs;

namespace StratCap.Payments.Collections;

/// <summary>Ends mandates whose account a bank has forbidden to debit, in the caller's transaction.</summary>
internal sealed class MandateStops(Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock)
{
    /// <summary>The bank says that nothing more may be debited from the account of a debit: each mandate over that number ends, whichever version of the account it names.</summary>
    /// <param name="why">The bank's code and words.</param>
    public async Task Stop(PaymentsDbContext db, RunPayment debit, string why, CancellationToken ct)
    {
        foreach (var id in await Over(db, debit, ct))
        {
            if (await db.LockMandate(id, ct) is not { HasEnded: false } mandate) continue;
            mandate.End(MandateState.Stopped, $"The bank: {why}", actor.Value, clock.GetUtcNow());
            outbox.Add(db, new MandateChanged(debit.InvestorId, id));
            audit.Record(db, "payments.mandate.stop", ("investor", debit.InvestorId), null, new { MandateId = id, mandate.Reference, DebitId = debit.Id }, mandate.Reason);
        }
    }

    /// <summary>Locks what a stop of any of these debits would end, before any of it is ended: of two who end several, each waits for the other otherwise.</summary>
    public async Task Lock(PaymentsDbContext db, IEnumerable<RunPayment> debits, CancellationToken ct)
    {
        var ids = new SortedSet<Guid>();
        foreach (var account in debits.DistinctBy(d => d.PayeeAccountId)) ids.UnionWith(await Over(db, account, ct));
        await db.LockMandates(ids, ct);
    }

    /// <summary>The mandates that have not ended over the number of a debit's account.</summary>
    private static async Task<List<Guid>> Over(PaymentsDbContext db, RunPayment debit, CancellationToken ct)
    {
        var number = await db.PayeeAccounts.Where(a => a.Id == debit.PayeeAccountId).Select(a => a.NumberHash).SingleAsync(ct);
        return await db.Mandates.Where(m => (m.State == MandateState.Entered || m.State == MandateState.Standing) && m.InvestorId == debit.InvestorId
            && db.PayeeAccounts.Any(a => a.Id == m.AccountId && a.NumberHash == number)).Select(m => m.Id).OrderBy(id => id).ToListAsync(ct);
    }
}

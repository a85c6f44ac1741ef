using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Accounting;

namespace StratCap.Accounting.Journal;

/// <summary>Answers what other modules ask of a fund's ledger, each in a scope and a read transaction that sees one state of it.</summary>
internal sealed class LedgerQuestions(IServiceScopeFactory scopes) : IFundLedgers
{
    private const int MostDays = 3;

    public Task<LedgerBalances> At(Guid fundId, IReadOnlyList<DateOnly> days, DateTimeOffset? recordedAt, CancellationToken ct)
    {
        if (days.Count is 0 or > MostDays) throw new ArgumentException($"Ask for one to {MostDays} days.", nameof(days));
        // The last day is asked for in place of those that are not.
        var d = Enumerable.Range(0, MostDays).Select(i => days[Math.Min(i, days.Count - 1)]).ToArray();
        return Ask(async db =>
        {
            var through = await db.Ledgers.Where(l => l.FundId == fundId).Select(l => l.PostedThrough).SingleOrDefaultAsync(ct);
            var lines = Known(db, fundId, d.Max(), recordedAt);
            var accounts = await lines.GroupBy(x => new { x.Line.Account, x.Line.PartnerId, x.Line.DealId }).Select(g => new
            {
                g.Key.Account,
                g.Key.PartnerId,
                g.Key.DealId,
                A = g.Sum(x => x.Line.EffectiveDate <= d[0] ? x.Line.Amount : 0),
                B = g.Sum(x => x.Line.EffectiveDate <= d[1] ? x.Line.Amount : 0),
                C = g.Sum(x => x.Line.EffectiveDate <= d[2] ? x.Line.Amount : 0),
            }).ToListAsync(ct);
            var cash = await (
                from x in lines
                where x.Line.Account == ChartOfAccounts.Cash.Code
                join original in db.Entries on x.Entry.ReversesEntryId equals (Guid?)original.Id into originals
                from original in originals.DefaultIfEmpty()
                group x.Line by original == null ? x.Entry.FactKind : original.FactKind into g
                select new
                {
                    Kind = g.Key,
                    A = g.Sum(l => l.EffectiveDate <= d[0] ? l.Amount : 0),
                    B = g.Sum(l => l.EffectiveDate <= d[1] ? l.Amount : 0),
                    C = g.Sum(l => l.EffectiveDate <= d[2] ? l.Amount : 0),
                }).ToListAsync(ct);
            return new LedgerBalances(
                through,
                [.. accounts.Select(a => new LedgerBalance(a.Account, ChartOfAccounts.ByCode[a.Account].Heading, a.PartnerId, a.DealId, First(a.A, a.B, a.C)))],
                [.. cash.Select(c => new LedgerCash(c.Kind, First(c.A, c.B, c.C)))]);
        }, ct);

        IReadOnlyList<decimal> First(params decimal[] all) => all[..days.Count];
    }

    public Task<IReadOnlyList<LedgerAccount>> Accounts(Guid fundId, DateOnly day, CancellationToken ct) => Ask<IReadOnlyList<LedgerAccount>>(async db =>
        [.. (await db.Chart(fundId, day, ct)).Accounts.Where(a => !a.IsOwn).Select(a => new LedgerAccount(a.Key, a.Number, a.Name))], ct);

    public Task<IReadOnlyList<CapitalMovement>> CapitalByDay(Guid fundId, IReadOnlyCollection<Guid> butOf, DateOnly through, DateTimeOffset? recordedAt, CancellationToken ct) => Ask<IReadOnlyList<CapitalMovement>>(async db =>
    {
        var capital = ChartOfAccounts.CapitalAccount.ToArray();
        var others = butOf.ToArray();
        return await Known(db, fundId, through, recordedAt)
            .Where(x => capital.Contains(x.Line.Account) && x.Line.PartnerId != null && !others.Contains(x.Line.PartnerId.Value))
            .GroupBy(x => x.Line.EffectiveDate).OrderBy(g => g.Key)
            .Select(g => new CapitalMovement(g.Key, -g.Sum(x => x.Line.Amount))).ToListAsync(ct);
    }, ct);

    private static IQueryable<Posted> Known(AccountingDbContext db, Guid fundId, DateOnly through, DateTimeOffset? recordedAt)
    {
        var entries = recordedAt is { } known ? db.Entries.Where(e => e.RecordedAt <= known) : db.Entries;
        return db.Lines.Where(l => l.FundId == fundId && l.EffectiveDate <= through).Join(entries, l => l.EntryId, e => e.Id, (l, e) => new Posted { Line = l, Entry = e });
    }

    private async Task<T> Ask<T>(Func<AccountingDbContext, Task<T>> question, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        return await question(db);
    }

    private sealed class Posted
    {
        public required JournalLine Line { get; init; }
        public required JournalEntry Entry { get; init; }
    }
}

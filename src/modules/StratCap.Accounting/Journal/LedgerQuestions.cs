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
            var through = await PostedThrough(db, fundId, ct);
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
            var cash = await OfCash(TakenBack(db, lines)).GroupBy(x => x.FactKind).Select(g => new
            {
                Kind = g.Key,
                A = g.Sum(x => x.Line.EffectiveDate <= d[0] ? x.Line.Amount : 0),
                B = g.Sum(x => x.Line.EffectiveDate <= d[1] ? x.Line.Amount : 0),
                C = g.Sum(x => x.Line.EffectiveDate <= d[2] ? x.Line.Amount : 0),
            }).ToListAsync(ct);
            return new LedgerBalances(
                through,
                [.. accounts.Select(a => new LedgerBalance(a.Account, ChartOfAccounts.ByCode[a.Account].Heading, a.PartnerId, a.DealId, First(a.A, a.B, a.C)))],
                [.. cash.Select(c => new LedgerCash(c.Kind, First(c.A, c.B, c.C)))]);
        }, ct);

        IReadOnlyList<decimal> First(params decimal[] all) => all[..days.Count];
    }

    public Task<LedgerMovements> ByDay(Guid fundId, IEnumerable<Guid> apart, DateOnly through, DateTimeOffset? recordedAt, CancellationToken ct) => Ask(async db =>
    {
        var set = apart.ToArray();
        var posted = await PostedThrough(db, fundId, ct);
        var lines = TakenBack(db, Known(db, fundId, through, recordedAt));
        var accounts = await lines
            .GroupBy(x => new { x.Line.Account, x.Line.Kind, IsOfOthers = x.Line.PartnerId != null && !set.Contains(x.Line.PartnerId.Value), x.Line.DealId, x.Line.EffectiveDate, x.RateDay })
            .Select(g => new { g.Key.Account, g.Key.Kind, g.Key.IsOfOthers, g.Key.DealId, Day = g.Key.EffectiveDate, g.Key.RateDay, Amount = g.Sum(x => x.Line.Amount) }).ToListAsync(ct);
        var cash = await OfCash(lines).GroupBy(x => new { x.FactKind, x.Line.EffectiveDate, x.RateDay })
            .Select(g => new { g.Key.FactKind, Day = g.Key.EffectiveDate, g.Key.RateDay, Amount = g.Sum(x => x.Line.Amount) }).ToListAsync(ct);
        return new LedgerMovements(
            posted, [.. accounts.Select(a => new LedgerMovement(a.Account, ChartOfAccounts.ByCode[a.Account].Heading, a.Kind, a.IsOfOthers, a.DealId, a.Day, a.RateDay, a.Amount))],
            [.. cash.Select(c => new LedgerCashMovement(c.FactKind, c.Day, c.RateDay, c.Amount))]);
    }, ct);

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

    private static Task<long> PostedThrough(AccountingDbContext db, Guid fundId, CancellationToken ct) => db.Ledgers.Where(l => l.FundId == fundId).Select(l => l.PostedThrough).SingleOrDefaultAsync(ct);

    /// <summary>Lines with the kind of their fact and the day of their rate; a reversal's are those of what it takes back.</summary>
    private static IQueryable<TakenLine> TakenBack(AccountingDbContext db, IQueryable<Posted> lines) =>
        from x in lines
        join original in db.Entries on x.Entry.ReversesEntryId equals (Guid?)original.Id into originals
        from original in originals.DefaultIfEmpty()
        select new TakenLine { FactKind = original == null ? x.Entry.FactKind : original.FactKind, RateDay = original == null ? x.Line.EffectiveDate : original.EffectiveDate, Line = x.Line };

    private static IQueryable<TakenLine> OfCash(IQueryable<TakenLine> lines) => lines.Where(x => x.Line.Account == ChartOfAccounts.Cash.Code);

    private static IQueryable<Posted> Known(AccountingDbContext db, Guid fundId, DateOnly through, DateTimeOffset? recordedAt)
    {
        var entries = recordedAt?.ToUniversalTime() is { } known ? db.Entries.Where(e => e.RecordedAt <= known) : db.Entries;
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

    private sealed class TakenLine
    {
        public required string FactKind { get; init; }
        public required DateOnly RateDay { get; init; }
        public required JournalLine Line { get; init; }
    }
}

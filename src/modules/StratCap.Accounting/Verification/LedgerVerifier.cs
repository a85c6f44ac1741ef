using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Verification;

/// <summary>
/// Derives every entry again from its fact, by the version of the rules that it names, and compares it with what is stored, field by field and line by line; then ties each fund's ledger to its book:
/// cash, receivables, investments, payables, and every partner's capital account.
/// </summary>
internal sealed class LedgerVerifier(IServiceScopeFactory scopes, IFundBooks books, PostingVersions rules) : IVerifier
{
    public string Module => AccountingDbContext.Module;

    public async Task<string> Verify(ICollection<string> defects, CancellationToken ct)
    {
        var (ledgers, entries) = (0, 0);
        foreach (var fund in await books.Funds(ct))
        {
            if (await books.Facts(fund.FundId, ct) is not { } facts) continue;
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            entries += await Verify(db, fund, facts, defects, ct);
            ledgers++;
        }
        return $"{ledgers} ledgers, {entries} journal entries";
    }

    private async Task<int> Verify(AccountingDbContext db, FundEntry fund, IReadOnlyList<RecordedFact> facts, ICollection<string> defects, CancellationToken ct)
    {
        var ledger = await db.Ledgers.SingleOrDefaultAsync(l => l.FundId == fund.FundId, ct) ?? new FundLedger();
        var through = ledger.PostedThrough;
        if (through != facts.Count) defects.Add($"{fund.Name}: {facts.Count} facts stand in the book, {through} are posted.");
        var posted = facts.Where(f => f.Sequence <= through).ToList();
        var entries = await db.Entries.Where(e => e.FundId == fund.FundId).ToDictionaryAsync(e => e.FactId, ct);
        var lines = await db.Lines.Where(l => l.FundId == fund.FundId).OrderBy(l => l.Number).ToListAsync(ct);
        var periods = await db.Periods.Where(p => p.FundId == fund.FundId).ToListAsync(ct);
        IEnumerable<string> found =
        [
            .. LedgerTies.Entries(posted, entries, lines.ToLookup(l => l.EntryId), rules), .. LedgerTies.Strays(entries.Values, lines), .. LedgerTies.OfFund(posted, ledger, periods),
            .. LedgerTies.Balances(FundBook.Fold(posted), lines),
        ];
        foreach (var defect in found) defects.Add($"{fund.Name}: {defect}");
        return entries.Count;
    }
}

using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Verification;

/// <summary>The ledger's part of a quarter's close: every fact is posted as its rules say, and the balances at the quarter's end are the book's.</summary>
internal sealed class LedgerChecks(IServiceScopeFactory scopes, IFundBooks books, PostingVersions rules) : IPeriodChecks
{
    private const string Name = "ledger";

    public async Task<IReadOnlyList<PeriodCheck>> Of(PeriodToCheck period, CancellationToken ct)
    {
        if (await books.Facts(period.FundId, ct) is not { } facts) return [];
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return [await Check(db, period, facts, ct)];
    }

    private async Task<PeriodCheck> Check(AccountingDbContext db, PeriodToCheck period, IReadOnlyList<RecordedFact> facts, CancellationToken ct)
    {
        var ledger = await db.Ledgers.SingleOrDefaultAsync(l => l.FundId == period.FundId, ct);
        if (ledger is null || ledger.PostedThrough < facts.Count) return PeriodCheck.Fails(Name, $"{facts.Count - (ledger?.PostedThrough ?? 0)} facts of the book are not posted to the ledger yet: wait a moment, and look again.");
        var entries = await db.Entries.Where(e => e.FundId == period.FundId).ToDictionaryAsync(e => e.FactId, ct);
        var lines = await db.Lines.Where(l => l.FundId == period.FundId).OrderBy(l => l.Number).ToListAsync(ct);
        var periods = await db.Periods.Where(p => p.FundId == period.FundId && p.FactSequence <= facts.Count).ToListAsync(ct);
        var book = FundBook.Fold(facts, period.Through);
        var atEnd = lines.FindAll(l => l.EffectiveDate <= period.Through);
        var capital = -atEnd.Where(l => ChartOfAccounts.CapitalAccount.Contains(l.Account)).Sum(l => l.Amount);
        // The ledger may know of more by now: what is new is posted, and not looked at here.
        var defect = LedgerTies.Entries([.. facts], entries.Where(e => e.Value.FactSequence <= facts.Count).ToDictionary(), lines.ToLookup(l => l.EntryId), rules)
            .Concat(LedgerTies.Strays(entries.Values, lines)).Concat(LedgerTies.OfFund(facts, ledger, periods)).Concat(LedgerTies.Balances(book, atEnd)).FirstOrDefault();
        return defect is null
            ? PeriodCheck.Tie(Name, capital, book.Total.Nav, "Capital accounts in the ledger, and in the book.")
            : PeriodCheck.Fails(Name, "The ledger does not verify: its entries or balances are not what the book says. Ask who runs the server to verify it.", capital, book.Total.Nav);
    }
}

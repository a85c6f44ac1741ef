using Microsoft.EntityFrameworkCore;
using StratCap.FundMath.Book;
using StratCap.Funds.Rates;

namespace StratCap.Funds.Book;

/// <summary>Replays books: hashes, rules, sums, the rates that facts name, and every projected row against the book. Works in the tenant in scope, in the caller's transaction.</summary>
internal sealed class BookVerifier(FundsDbContext db)
{
    /// <summary>The tenant's funds.</summary>
    public Task<List<Guid>> Funds(CancellationToken ct) => db.Facts.AsNoTracking().Where(f => f.Sequence == 1).Select(f => f.FundId).ToListAsync(ct);

    /// <summary>What is wrong with a fund's book or its tables, in words; empty when nothing is.</summary>
    public async Task<IReadOnlyList<string>> Defects(Guid fundId, CancellationToken ct)
    {
        // Not through the cache: what is stored is what is verified.
        var rows = await db.Facts.AsNoTracking().Where(f => f.FundId == fundId).OrderBy(f => f.Sequence).ToListAsync(ct);
        var facts = rows.ConvertAll(r => (Fact: r.ToFact(), Text: r.Payload));
        var defects = BookChain.Verify(facts.Select(f => (f.Fact, f.Text))).Select(d => $"fund {fundId}: {d.Message}").ToList();
        // The kind beside the payload is for filtering and is not hashed.
        defects.AddRange(rows.Zip(facts).Where(r => r.First.Kind != FundJson.KindOf(r.Second.Fact.Payload)).Select(r => $"fund {fundId}: fact {r.First.Sequence} is filed as {r.First.Kind}"));
        defects.AddRange(BookPeriods.Breaches(facts.Select(f => f.Fact)).Select(f => $"fund {fundId}: fact {f.Sequence} was recorded in a quarter that was closed"));
        if (defects.Count > 0) return defects;
        var book = FundBook.Fold(facts.Select(f => f.Fact));
        book.CheckTies();
        string[] differences = [.. await UsedRates.Differences(db, [.. facts.Select(f => f.Fact)], ct), .. await new Projector(db).Differences(book, ct)];
        return [.. differences.Select(d => $"fund {fundId}: {d}")];
    }

    /// <summary>Recreates a fund's tables from its book; returns how many rows were wrong.</summary>
    public async Task<int> Rebuild(Guid fundId, CancellationToken ct)
    {
        // Writers wait, so that what is derived here is not older than what they leave.
        await db.Database.ExecuteSqlAsync($"select 1 from funds.funds where fund_id = {fundId} for update", ct);
        var rows = await db.Facts.AsNoTracking().Where(f => f.FundId == fundId).OrderBy(f => f.Sequence).ToListAsync(ct);
        var changed = await new Projector(db).Rebuild(FundBook.Fold(rows.Select(r => r.ToFact())), ct);
        await db.SaveChangesAsync(ct);
        return changed;
    }
}

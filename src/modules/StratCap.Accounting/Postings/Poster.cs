using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Journal;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;

namespace StratCap.Accounting.Postings;

/// <summary>Posts a fund's facts in sequence, without a gap and each once, whatever order the events come in.</summary>
internal sealed class Poster(IFundBooks books, PostingVersions rules, TimeProvider clock)
{
    private const int Chunk = 200;

    /// <summary>Posts everything from the first fact that is not posted yet up to a sequence, in the caller's transaction.</summary>
    /// <exception cref="InvalidOperationException">The book does not hold the facts that were told of: try again later.</exception>
    public async Task PostThrough(AccountingDbContext db, Guid fundId, long toSequence, CancellationToken ct)
    {
        while (true)
        {
            var ledger = await Lock(db, fundId, ct);
            await ReadEarlierPeriods(db, ledger, ct);
            if (ledger.PostedThrough >= toSequence) return;
            var from = ledger.PostedThrough + 1;
            var facts = await books.Facts(fundId, from, Math.Min(toSequence, from + Chunk - 1), ct);
            if (facts.Count == 0 || facts[0].Sequence != from)
                throw new InvalidOperationException($"The book of fund {fundId} does not hold fact {from} yet.");
            await Post(db, ledger, UpToAPeriod(facts), ct);
            db.ChangeTracker.Clear();
        }
    }

    // Each entry is held against the closes before its fact: they must stand when it comes.
    private static IReadOnlyList<RecordedFact> UpToAPeriod(IReadOnlyList<RecordedFact> facts)
    {
        var at = facts.ToList().FindIndex(f => LedgerPeriod.Of(f) is not null);
        return at < 0 ? facts : [.. facts.Take(at + 1)];
    }

    private async Task ReadEarlierPeriods(AccountingDbContext db, FundLedger ledger, CancellationToken ct)
    {
        while (ledger.PeriodsThrough < ledger.PostedThrough)
        {
            var from = ledger.PeriodsThrough + 1;
            var facts = await books.Facts(ledger.FundId, from, Math.Min(ledger.PostedThrough, from + Chunk - 1), ct);
            if (facts.Count == 0) throw new InvalidOperationException($"The book of fund {ledger.FundId} does not hold fact {from}.");
            db.Periods.AddRange(facts.Select(LedgerPeriod.Of).OfType<LedgerPeriod>());
            ledger.PeriodsThrough = facts[^1].Sequence;
            await db.SaveChangesAsync(ct);
        }
    }

    private static async Task<FundLedger> Lock(AccountingDbContext db, Guid fundId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"insert into accounting.fund_ledgers (tenant_id, fund_id, posted_through, periods_through) values ({db.TenantId}, {fundId}, 0, 0) on conflict do nothing", ct);
        return await db.Ledgers.FromSql($"select * from accounting.fund_ledgers where tenant_id = {db.TenantId} and fund_id = {fundId} for update").AsTracking().SingleAsync(ct);
    }

    private async Task Post(AccountingDbContext db, FundLedger ledger, IReadOnlyList<RecordedFact> facts, CancellationToken ct)
    {
        var posted = new Dictionary<Guid, (JournalEntry Entry, IReadOnlyList<Posting> Postings)>();
        var through = ledger.PostedThrough;
        foreach (var fact in facts)
        {
            if (fact.Sequence != ++through)
                throw new InvalidOperationException($"The book of fund {fact.FundId} has no fact {through}.");
            if (LedgerPeriod.Of(fact) is { } period) db.Periods.Add(period);
            if (fact.Payload is FundEstablished established) ledger.Currency = established.Currency;
            var original = fact.Payload is FactReversed reversal ? await Original(db, posted, reversal.OriginalFactId, ct) : null;
            var set = fact.Payload is FactReversed reversed ? PostingRules.Mirror(original?.Postings ?? [], reversed.Reason) : rules.Current.Post(fact.Payload);
            if (set.Postings.Count == 0) continue;
            var (entry, lines) = Build(fact, ledger.Currency!, set, rules.Current.Number, original?.Entry.Id, clock.GetUtcNow());
            db.Entries.Add(entry);
            db.Lines.AddRange(lines);
            posted.Add(fact.FactId, (entry, set.Postings));
        }
        // Entries first: the database takes none of facts that the ledger says are posted.
        await db.SaveChangesAsync(ct);
        (ledger.PostedThrough, ledger.PeriodsThrough) = (through, through);
        await db.SaveChangesAsync(ct);
    }

    // A fact that posted nothing has no entry, and neither has its reversal.
    private static async Task<(JournalEntry Entry, IReadOnlyList<Posting> Postings)?> Original(
        AccountingDbContext db, Dictionary<Guid, (JournalEntry, IReadOnlyList<Posting>)> posted, Guid factId, CancellationToken ct)
    {
        if (posted.TryGetValue(factId, out var fresh)) return fresh;
        if (await db.Entries.AsNoTracking().SingleOrDefaultAsync(e => e.FactId == factId, ct) is not { } entry) return null;
        var lines = await db.Lines.AsNoTracking().Where(l => l.EntryId == entry.Id).OrderBy(l => l.Number).ToListAsync(ct);
        return (entry, lines.ConvertAll(l => l.ToPosting()));
    }

    /// <summary>The rows of a fact's entry.</summary>
    public static (JournalEntry Entry, IReadOnlyList<JournalLine> Lines) Build(RecordedFact fact, string currency, PostingSet set, int rulesVersion, Guid? reverses, DateTimeOffset at)
    {
        var entry = EntryOf(fact, currency, set, rulesVersion, reverses, at);
        return (entry, [.. set.Postings.Select((p, i) => LineOf(entry, p, i + 1))]);
    }

    private static JournalEntry EntryOf(RecordedFact fact, string currency, PostingSet set, int rulesVersion, Guid? reverses, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        FundId = fact.FundId,
        FactId = fact.FactId,
        FactSequence = fact.Sequence,
        FactKind = fact.Payload.GetType().Name,
        EffectiveDate = fact.EffectiveDate,
        RecordedAt = fact.RecordedAt,
        PostedAt = at,
        Currency = currency,
        Text = set.Text.Length > 500 ? set.Text[..500] : set.Text,
        ReversesEntryId = reverses,
        LineCount = set.Postings.Count,
        Total = set.Debits,
        RulesVersion = rulesVersion,
    };

    private static JournalLine LineOf(JournalEntry entry, Posting posting, int number) => new()
    {
        EntryId = entry.Id,
        Number = number,
        LineCount = entry.LineCount,
        FundId = entry.FundId,
        EffectiveDate = entry.EffectiveDate,
        Account = posting.Account.Code,
        PartnerId = posting.PartnerId,
        DealId = posting.DealId,
        Amount = posting.Amount,
        Kind = posting.Kind,
    };
}

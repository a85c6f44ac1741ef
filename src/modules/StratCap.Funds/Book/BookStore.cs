using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Book;

/// <summary>A fact to be recorded.</summary>
internal sealed record NewFact(DateOnly EffectiveDate, Fact Payload);

/// <summary>The fund's book in the database: reading it, and adding to it with its projections in the caller's transaction.</summary>
internal sealed class BookStore(FundsDbContext db, BookCache cache, CurrentTenant tenant, CurrentActor actor, Outbox outbox, TimeProvider clock)
{
    /// <summary>All facts of a fund in sequence; null when there is no such fund.</summary>
    public async Task<IReadOnlyList<RecordedFact>?> Read(Guid fundId, CancellationToken ct)
    {
        var head = await db.Funds.AsNoTracking().Where(f => f.FundId == fundId).Select(f => new { f.LastSequence, f.LastHash }).SingleOrDefaultAsync(ct);
        if (head is null) return null;
        var known = cache.Get(tenant.Id, fundId);
        if (known.Count > head.LastSequence) known = [];
        var fresh = await db.Facts.AsNoTracking().Where(f => f.FundId == fundId && f.Sequence > known.Count && f.Sequence <= head.LastSequence).OrderBy(f => f.Sequence).ToListAsync(ct);
        var linked = known.Count == 0 || (fresh.Count == 0 ? known[^1].Hash == head.LastHash : fresh[0].PreviousHash == known[^1].Hash);
        if (!linked)
        {
            // What was remembered was never committed: read all of it again.
            cache.Forget(tenant.Id, fundId);
            return await Read(fundId, ct);
        }
        if (fresh.Count == 0) return known;
        RecordedFact[] facts = [.. known, .. fresh.Select(f => f.ToFact())];
        cache.Put(tenant.Id, fundId, facts);
        return facts;
    }

    /// <summary>The book as of now; null when there is no such fund.</summary>
    public async Task<FundBook?> Book(Guid fundId, CancellationToken ct) => await Read(fundId, ct) is { } facts ? FundBook.Fold(facts) : null;

    /// <summary>Locks the fund for writing until the transaction ends and reads its facts; null when there is no such fund.</summary>
    public async Task<IReadOnlyList<RecordedFact>?> Lock(Guid fundId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from funds.funds where tenant_id = {tenant.Id} and fund_id = {fundId} for update", ct);
        return await Read(fundId, ct);
    }

    /// <summary>Starts the book of a new fund.</summary>
    public Task<FundBook> Start(Guid fundId, IReadOnlyList<NewFact> facts, string cause, CancellationToken ct) => Add(fundId, [], facts, cause, ct);

    /// <summary>The book as it would be with further facts, checked against all of it and written nowhere: what other facts are worked out on.</summary>
    public RecordedFact[] Chain(IReadOnlyList<RecordedFact> before, IReadOnlyList<NewFact> facts) =>
        [.. before, .. Chain(before, facts, "preview", before.Count == 0 ? Guid.Empty : before[0].FundId).Select(c => c.Fact)];

    private List<(RecordedFact Fact, string Text)> Chain(IReadOnlyList<RecordedFact> before, IReadOnlyList<NewFact> facts, string cause, Guid fundId)
    {
        BookRules.Check(before, [.. facts.Select(f => (f.Payload, f.EffectiveDate))]);
        var chained = new List<(RecordedFact Fact, string Text)>(facts.Count);
        var last = before.Count == 0 ? null : before[^1];
        foreach (var fact in facts)
        {
            chained.Add(FactHash.Chain(last, tenant.Id, fundId, Guid.CreateVersion7(), fact.EffectiveDate, clock.GetUtcNow(), actor.Value.Id, cause, fact.Payload));
            last = chained[^1].Fact;
        }
        return chained;
    }

    /// <summary>
    /// Adds facts to a locked book: checks them against all of it, chains them, writes them with the rows that lists read and the event, all in the caller's
    /// transaction. Saves nothing itself.
    /// </summary>
    /// <param name="fundId">The fund, locked by <see cref="Lock"/>.</param>
    /// <param name="before">The facts that <see cref="Lock"/> returned.</param>
    /// <param name="facts">What to record, in order.</param>
    /// <param name="cause">What led to it.</param>
    /// <param name="preview">Checks and folds as ever, and writes nothing.</param>
    /// <returns>The book with them.</returns>
    /// <exception cref="FundRuleException">A fact breaks a rule; nothing is added.</exception>
    public async Task<FundBook> Add(Guid fundId, IReadOnlyList<RecordedFact> before, IReadOnlyList<NewFact> facts, string cause, CancellationToken ct, bool preview = false)
    {
        var chained = Chain(before, facts, cause, fundId);
        RecordedFact[] all = [.. before, .. chained.Select(c => c.Fact)];
        var book = FundBook.Fold(all);
        if (preview) return book;
        foreach (var (fact, text) in chained) db.Facts.Add(FactRow.Of(fact, text));
        await new Projector(db).Update(book, Touched.By(all.Skip(before.Count), all), ct);
        outbox.Add(db, new FactsAppended(fundId, before.Count + 1, all.Length));
        return book;
    }
}

/// <summary>
/// Remembers books of recent funds, so that a long book is not read again for each question. Safe because facts never change: what is remembered is a
/// prefix, checked against the chain's last hash at each use. Bounded by facts, least recently used first.
/// </summary>
internal sealed class BookCache
{
    private const int MaxFacts = 2_000_000;
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Fund), Entry> _books = new();

    public IReadOnlyList<RecordedFact> Get(Guid tenantId, Guid fundId)
    {
        if (!_books.TryGetValue((tenantId, fundId), out var entry)) return [];
        entry.UsedAt = Environment.TickCount64;
        return entry.Facts;
    }

    public void Put(Guid tenantId, Guid fundId, IReadOnlyList<RecordedFact> facts)
    {
        _books[(tenantId, fundId)] = new Entry(facts) { UsedAt = Environment.TickCount64 };
        while (_books.Count > 1 && _books.Values.Sum(e => (long)e.Facts.Count) > MaxFacts)
            _books.TryRemove(_books.MinBy(b => b.Value.UsedAt).Key, out _);
    }

    public void Forget(Guid tenantId, Guid fundId) => _books.TryRemove((tenantId, fundId), out _);

    private sealed class Entry(IReadOnlyList<RecordedFact> facts)
    {
        public IReadOnlyList<RecordedFact> Facts { get; } = facts;
        public long UsedAt { get; set; }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.Investors;

namespace StratCap.Funds.Positions;

/// <summary>Puts disclosed positions into the books: a chunk stands whole or not at all, and what stands there already is not added again.</summary>
internal sealed class PositionImporter(IServiceScopeFactory scopes) : IPositionImporter
{
    public async Task<IReadOnlyList<PositionResult>> Add(IReadOnlyList<PositionRow> rows, string cause, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        var books = scope.ServiceProvider.GetRequiredService<BookStore>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var results = new List<PositionResult>(rows.Count);
        var investors = await Investors(db, rows, ct);
        // Funds in one order for every writer, so that two chunks cannot wait for each other.
        foreach (var fund in rows.GroupBy(r => r.FundName.Trim(), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            results.AddRange(await AddToFund(fund.Key, [.. fund.OrderBy(r => r.AsOf).ThenBy(r => r.RowNumber)], cause, investors, db, books, ct));
        scope.ServiceProvider.GetRequiredService<Audit>().Record(db, "funds.positions.import", ("import", cause), null, new
        {
            rows = rows.Count,
            added = results.Count(r => r.Outcome == PositionOutcome.Added),
            alreadyThere = results.Count(r => r.Outcome == PositionOutcome.AlreadyThere),
            conflicts = results.Count(r => r.Outcome == PositionOutcome.Conflicts),
        });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return results;
    }

    /// <summary>The chunk's investors by key, found with one question and entered when they are new.</summary>
    private static async Task<Dictionary<string, Investor>> Investors(FundsDbContext db, IReadOnlyList<PositionRow> rows, CancellationToken ct)
    {
        var names = rows.Select(r => r.InvestorName.Trim()).DistinctBy(Investor.KeyOf).ToDictionary(Investor.KeyOf, StringComparer.Ordinal);
        var found = await db.Investors.AsTracking().Where(i => names.Keys.Contains(i.NameKey)).ToDictionaryAsync(i => i.NameKey, StringComparer.Ordinal, ct);
        foreach (var (key, name) in names.Where(n => !found.ContainsKey(n.Key)))
        {
            var investor = new Investor { Id = Guid.CreateVersion7(), Name = name, NameKey = key };
            db.Investors.Add(investor);
            found.Add(key, investor);
        }
        return found;
    }

    private static async Task<List<PositionResult>> AddToFund(
        string name, List<PositionRow> rows, string cause, Dictionary<string, Investor> investors, FundsDbContext db, BookStore books, CancellationToken ct)
    {
        var known = await db.Funds.AsNoTracking().Where(f => f.Name == name).Select(f => (Guid?)f.FundId).SingleOrDefaultAsync(ct);
        var fundId = known ?? Guid.CreateVersion7();
        var before = known is null ? [] : await books.Lock(fundId, ct) ?? [];
        var plan = new FundPlan(fundId, name, rows, before);
        foreach (var row in rows) plan.Take(row, investors[Investor.KeyOf(row.InvestorName)]);
        plan.DropRefused();
        if (plan.Facts.Count > 0) await books.Add(fundId, before, plan.Facts, cause, ct);
        return plan.Results;
    }

    /// <summary>What the rows of one fund add to its book.</summary>
    private sealed class FundPlan
    {
        private readonly Guid _fundId;
        private readonly IReadOnlyList<RecordedFact> _before;
        private readonly DateOnly _establishedOn;
        private readonly Dictionary<(Guid, DateOnly), PositionDisclosed> _positions = [];
        private readonly Dictionary<Guid, decimal> _commitments = [];
        private readonly List<(NewFact Fact, int Row)> _facts = [];

        public FundPlan(Guid fundId, string name, List<PositionRow> rows, IReadOnlyList<RecordedFact> before)
        {
            _fundId = fundId;
            _before = before;
            var first = rows[0];
            var firstSeen = rows.Min(r => r.AsOf);
            _establishedOn = before.Count > 0 ? before[0].EffectiveDate : Earlier(first.Vintage is { } year ? new DateOnly(year, 1, 1) : firstSeen, firstSeen);
            if (before.Count == 0)
            {
                _facts.Add((new NewFact(_establishedOn, new FundEstablished(name, first.Currency, first.Vintage, first.Strategy)), -1));
                return;
            }
            foreach (var partner in FundBook.Fold(before).Partners)
            {
                _commitments[partner.InvestorId] = partner.Commitment;
                foreach (var disclosed in partner.Disclosed) _positions[(partner.InvestorId, disclosed.Date)] = disclosed.Position;
            }
        }

        public List<PositionResult> Results { get; } = [];
        public IReadOnlyList<NewFact> Facts => [.. _facts.Select(f => f.Fact)];

        public void Take(PositionRow row, Investor investor)
        {
            var position = new PositionDisclosed(investor.Id, row.Commitment, row.Called, row.Distributed, row.RemainingValue, row.ReportedMultiple, row.ReportedNetIrr, row.Source);
            if (_positions.TryGetValue((investor.Id, row.AsOf), out var there))
            {
                // The source document may be named differently; the figures decide.
                var same = there with { Source = position.Source } == position;
                Results.Add(new(row.RowNumber, same ? PositionOutcome.AlreadyThere : PositionOutcome.Conflicts, _fundId, same
                    ? "This very position stands in the book already."
                    : $"The book holds other figures for {row.InvestorName} in this fund on {row.AsOf:yyyy-MM-dd}: reverse that fact first if they were wrong."));
                return;
            }
            if (!_commitments.TryGetValue(investor.Id, out var committed))
            {
                _facts.Add((new NewFact(_establishedOn, new InvestorAdmitted(investor.Id, investor.Name, PartnerKind.LimitedPartner)), row.RowNumber));
                committed = 0;
            }
            if (row.Commitment > committed) _facts.Add((new NewFact(row.AsOf, new CommitmentAccepted(investor.Id, null, row.Commitment - committed)), row.RowNumber));
            _commitments[investor.Id] = Math.Max(committed, row.Commitment);
            _positions[(investor.Id, row.AsOf)] = position;
            _facts.Add((new NewFact(row.AsOf, position), row.RowNumber));
            Results.Add(new(row.RowNumber, PositionOutcome.Added, _fundId, null));
        }

        /// <summary>Leaves out rows whose facts the book refuses, with its sentence.</summary>
        public void DropRefused()
        {
            if (_facts.Count == 0) return;
            var refused = BookRules.Judge(_before, [.. _facts.Select(f => (f.Fact.Payload, f.Fact.EffectiveDate))]);
            foreach (var refusal in refused.Where(r => _facts[r.Index].Row >= 0))
            {
                var at = Results.FindIndex(r => r.RowNumber == _facts[refusal.Index].Row);
                Results[at] = Results[at] with { Outcome = PositionOutcome.Conflicts, Reason = refusal.Refusal.Message };
            }
            var bad = refused.Select(r => _facts[r.Index].Row).ToHashSet();
            _facts.RemoveAll(f => bad.Contains(f.Row));
            if (_before.Count == 0 && _facts.All(f => f.Row < 0)) _facts.Clear();
        }

        private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
    }
}

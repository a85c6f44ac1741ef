using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Funds;

/// <summary>Answers for totals out of projections. A fund of which only disclosed positions are known shows the latest of each investor.</summary>
internal sealed class FundFigureQuestions(IServiceScopeFactory scopes) : IFundFigures
{
    public Task<IReadOnlyList<FundTotals>> Funds(Guid? fundId, string? after, int most, CancellationToken ct) => Ask<IReadOnlyList<FundTotals>>(async db =>
    {
        var rows = db.Funds.AsQueryable();
        if (fundId is not null) rows = rows.Where(f => f.FundId == fundId);
        if (after is not null) rows = rows.Where(f => string.Compare(f.Name, after) > 0);
        var page = await rows.OrderBy(f => f.Name).Take(most).Select(f => new { Fund = f, IsDisclosed = Disclosed(db).Any(d => d.FundId == f.FundId) }).ToListAsync(ct);
        var disclosed = page.Where(p => p.IsDisclosed).Select(p => p.Fund.FundId).ToList();
        var positions = await Sums(Latest(db).Where(p => disclosed.Contains(p.FundId)).GroupBy(p => p.FundId), ct);
        return [.. page.Select(p => positions.TryGetValue(p.Fund.FundId, out var told)
            ? new FundTotals(p.Fund.FundId, p.Fund.Name, p.Fund.Currency, p.Fund.Vintage, true, p.Fund.Commitment, told.Called, told.Distributed, told.Value, p.Fund.LastHash)
            : new FundTotals(p.Fund.FundId, p.Fund.Name, p.Fund.Currency, p.Fund.Vintage, false, p.Fund.Commitment, p.Fund.Called, p.Fund.Distributed, p.Fund.Nav, p.Fund.LastHash))];
    }, ct);

    public Task<IReadOnlyList<CurrencyTotals>> ByCurrency(CancellationToken ct) => Ask<IReadOnlyList<CurrencyTotals>>(async db =>
    {
        // A fund that only discloses has nothing but its commitment in its own row, so that both can be added.
        var booked = await db.Funds.GroupBy(f => f.Currency)
            .Select(g => new { g.Key, Funds = g.Count(), Commitment = g.Sum(f => f.Commitment), Called = g.Sum(f => f.Called), Distributed = g.Sum(f => f.Distributed), Nav = g.Sum(f => f.Nav) }).ToListAsync(ct);
        var disclosed = await Sums(Latest(db).Join(Disclosed(db), p => p.FundId, f => f.FundId, (p, f) => new { f.Currency, Position = p }).GroupBy(p => p.Currency, p => p.Position), ct);
        return [.. booked.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => disclosed.TryGetValue(b.Key, out var told)
            ? new CurrencyTotals(b.Key, b.Funds, b.Commitment, b.Called + told.Called, b.Distributed + told.Distributed, b.Nav + told.Value)
            : new CurrencyTotals(b.Key, b.Funds, b.Commitment, b.Called, b.Distributed, b.Nav))];
    }, ct);

    public Task<IReadOnlyList<MoneyDue>> Due(Guid? fundId, int most, CancellationToken ct) => Ask<IReadOnlyList<MoneyDue>>(async db =>
    {
        var calls = await db.CapitalCalls.Where(c => c.Status != nameof(CallStatus.Received) && (fundId == null || c.FundId == fundId)).OrderBy(c => c.DueDate).ThenBy(c => c.CallId).Take(most)
            .Join(db.Funds, c => c.FundId, f => f.FundId, (c, f) => new MoneyDue(ProposalKind.CapitalCall, f.FundId, f.Name, c.CallId, c.Number, c.DueDate, c.Amount - c.Received, f.Currency)).ToListAsync(ct);
        var distributions = await db.Distributions.Where(d => d.Status != nameof(DistributionStatus.Paid) && (fundId == null || d.FundId == fundId)).OrderBy(d => d.PaymentDate).ThenBy(d => d.DistributionId).Take(most)
            .Join(db.Funds, d => d.FundId, f => f.FundId, (d, f) => new MoneyDue(
                ProposalKind.Distribution, f.FundId, f.Name, d.DistributionId, d.Number, d.PaymentDate,
                db.DistributionLines.Where(l => l.FundId == d.FundId && l.DistributionId == d.DistributionId).Sum(l => l.Payable - l.Paid), f.Currency)).ToListAsync(ct);
        return [.. calls.Concat(distributions).OrderBy(d => d.Date).ThenBy(d => d.Id).Take(most)];
    }, ct);

    // A part is not the whole: a figure that one position left out makes that figure's sum unknown, and no other.
    private static Task<Dictionary<TKey, Sum<TKey>>> Sums<TKey>(IQueryable<IGrouping<TKey, PositionRowEntity>> positions, CancellationToken ct) where TKey : notnull => positions
        .Select(g => new Sum<TKey>(
            g.Key,
            g.Count(p => p.Called == null) > 0 ? null : g.Sum(p => p.Called),
            g.Count(p => p.Distributed == null) > 0 ? null : g.Sum(p => p.Distributed),
            g.Count(p => p.RemainingValue == null) > 0 ? null : g.Sum(p => p.RemainingValue)))
        .ToDictionaryAsync(s => s.Key, ct);

    private static IQueryable<PositionRowEntity> Latest(FundsDbContext db) =>
        db.Positions.Where(p => !db.Positions.Any(q => q.FundId == p.FundId && q.InvestorId == p.InvestorId && q.AsOf > p.AsOf));

    private static IQueryable<FundRow> Disclosed(FundsDbContext db) => db.Funds.Where(f =>
        f.Called == 0 && f.Nav == 0 && f.Cash == 0 && f.Distributed == 0 && db.Positions.Any(p => p.FundId == f.FundId) && !db.CapitalCalls.Any(c => c.FundId == f.FundId)
        && !db.Deals.Any(d => d.FundId == f.FundId) && !db.Distributions.Any(d => d.FundId == f.FundId));

    private async Task<T> Ask<T>(Func<FundsDbContext, Task<T>> question, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await question(db);
    }

    private sealed record Sum<TKey>(TKey Key, decimal? Called, decimal? Distributed, decimal? Value);
}

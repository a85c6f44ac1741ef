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
        var positions = await Latest(db).Where(p => disclosed.Contains(p.FundId)).GroupBy(p => p.FundId)
            .Select(g => new { g.Key, Called = g.Sum(p => p.Called), Distributed = g.Sum(p => p.Distributed), Value = g.Sum(p => p.RemainingValue), Open = g.Count(p => p.Called == null || p.Distributed == null || p.RemainingValue == null) }).ToDictionaryAsync(p => p.Key, ct);
        // A part is not the whole: what one of them left out makes the sums unknown.
        return [.. page.Select(p => positions.TryGetValue(p.Fund.FundId, out var told)
            ? new FundTotals(p.Fund.FundId, p.Fund.Name, p.Fund.Currency, p.Fund.Vintage, true, p.Fund.Commitment, told.Open > 0 ? null : told.Called, told.Open > 0 ? null : told.Distributed, told.Open > 0 ? null : told.Value, p.Fund.LastHash)
            : new FundTotals(p.Fund.FundId, p.Fund.Name, p.Fund.Currency, p.Fund.Vintage, false, p.Fund.Commitment, p.Fund.Called, p.Fund.Distributed, p.Fund.Nav, p.Fund.LastHash))];
    }, ct);

    public Task<IReadOnlyList<CurrencyTotals>> ByCurrency(CancellationToken ct) => Ask<IReadOnlyList<CurrencyTotals>>(async db =>
    {
        // A fund that only discloses has nothing but its commitment in its own row, so that both can be added.
        var booked = await db.Funds.GroupBy(f => f.Currency)
            .Select(g => new { g.Key, Funds = g.Count(), Commitment = g.Sum(f => f.Commitment), Called = g.Sum(f => f.Called), Distributed = g.Sum(f => f.Distributed), Nav = g.Sum(f => f.Nav) }).ToListAsync(ct);
        var disclosed = await Latest(db).Join(Disclosed(db), p => p.FundId, f => f.FundId, (p, f) => new { f.Currency, p.Called, p.Distributed, p.RemainingValue }).GroupBy(p => p.Currency)
            .Select(g => new { g.Key, Called = g.Sum(p => p.Called), Distributed = g.Sum(p => p.Distributed), Value = g.Sum(p => p.RemainingValue), Open = g.Count(p => p.Called == null || p.Distributed == null || p.RemainingValue == null) }).ToDictionaryAsync(p => p.Key, ct);
        return [.. booked.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b =>
        {
            var told = disclosed.GetValueOrDefault(b.Key);
            return told is { Open: > 0 }
                ? new CurrencyTotals(b.Key, b.Funds, b.Commitment, null, null, null)
                : new CurrencyTotals(b.Key, b.Funds, b.Commitment, b.Called + (told?.Called ?? 0), b.Distributed + (told?.Distributed ?? 0), b.Nav + (told?.Value ?? 0));
        })];
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
}

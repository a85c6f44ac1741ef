using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Book;

/// <summary>
/// Keeps the tables that lists read in step with the book, in the book's own transaction. Writing, rebuilding and verifying use the same derivation:
/// what is wanted is derived from the book, what is there is read, and the difference is written or reported.
/// </summary>
internal sealed class Projector(FundsDbContext db)
{
    /// <summary>Brings the touched rows to what the book says.</summary>
    public async Task Update(FundBook book, Touched touched, CancellationToken ct)
    {
        var fund = book.FundId;
        if (touched.MayReorder) await AddMoved(book, touched, ct);
        await Sync<FundRow>(r => r.FundId == fund, [ProjectionRows.Fund(book)], ct);
        await Sync(Of<PartnerRow>(fund, touched.Partners, r => r.InvestorId), ProjectionRows.Partners(book, touched.Partners.Contains), ct);
        await Sync(Of<CommitmentRow>(fund, touched.Partners, r => r.InvestorId), ProjectionRows.Commitments(book, touched.Partners.Contains), ct);
        await Sync(Of<PositionRowEntity>(fund, touched.Partners, r => r.InvestorId), ProjectionRows.Positions(book, touched.Partners.Contains), ct);
        await Sync(Of<CapitalCallRow>(fund, touched.Calls, r => r.CallId), ProjectionRows.Calls(book, touched.Calls.Contains), ct);
        await SyncCallLines(book, touched, ct);
        await Sync(Of<DealRow>(fund, touched.Deals, r => r.DealId), ProjectionRows.Deals(book, touched.Deals.Contains), ct);
        await Sync(Of<DistributionRow>(fund, touched.Distributions, r => r.DistributionId), ProjectionRows.Distributions(book, touched.Distributions.Contains), ct);
        await Sync(Of<DistributionLineRow>(fund, touched.Distributions, r => r.DistributionId), ProjectionRows.DistributionLines(book, touched.Distributions.Contains), ct);
    }

    /// <summary>Brings every row of the fund to what the book says; returns how many were wrong.</summary>
    public async Task<int> Rebuild(FundBook book, CancellationToken ct)
    {
        var fund = book.FundId;
        await Sync<FundRow>(r => r.FundId == fund, [ProjectionRows.Fund(book)], ct);
        await Sync<PartnerRow>(r => r.FundId == fund, ProjectionRows.Partners(book, All), ct);
        await Sync<CommitmentRow>(r => r.FundId == fund, ProjectionRows.Commitments(book, All), ct);
        await Sync<PositionRowEntity>(r => r.FundId == fund, ProjectionRows.Positions(book, All), ct);
        await Sync<CapitalCallRow>(r => r.FundId == fund, ProjectionRows.Calls(book, All), ct);
        await Sync<CapitalCallLineRow>(r => r.FundId == fund, ProjectionRows.CallLines(book, All, All), ct);
        await Sync<DealRow>(r => r.FundId == fund, ProjectionRows.Deals(book, All), ct);
        await Sync<DistributionRow>(r => r.FundId == fund, ProjectionRows.Distributions(book, All), ct);
        await Sync<DistributionLineRow>(r => r.FundId == fund, ProjectionRows.DistributionLines(book, All), ct);
        return db.ChangeTracker.Entries<IProjected>().Count(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
    }

    /// <summary>What differs between the tables and the book, in words; nothing is written.</summary>
    public async Task<IReadOnlyList<string>> Differences(FundBook book, CancellationToken ct)
    {
        await Rebuild(book, ct);
        var differences = db.ChangeTracker.Entries<IProjected>()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(e => $"{e.Metadata.GetTableName()} {string.Join('/', e.Metadata.FindPrimaryKey()!.Properties.Skip(1).Select(p => e.Property(p.Name).CurrentValue))}: " + e.State switch
            {
                EntityState.Added => "is missing",
                EntityState.Deleted => "should not be there",
                _ => string.Join(", ", e.Properties.Where(p => p.IsModified).Select(p => $"{p.Metadata.GetColumnName()} is {p.OriginalValue}, the book says {p.CurrentValue}")),
            })
            .ToList();
        db.ChangeTracker.Clear();
        return differences;
    }

    private async Task AddMoved(FundBook book, Touched touched, CancellationToken ct)
    {
        var places = await db.Partners.AsNoTracking().Where(p => p.FundId == book.FundId).Select(p => new { p.InvestorId, p.Ordinal }).ToListAsync(ct);
        touched.Partners.UnionWith(places.Where(p => book.FindPartner(p.InvestorId)?.Index != p.Ordinal).Select(p => p.InvestorId));
    }

    private async Task SyncCallLines(FundBook book, Touched touched, CancellationToken ct)
    {
        var fund = book.FundId;
        if (touched.Calls.Count == 0) return;
        Func<Guid, bool> investor = touched.AllCallPartners ? All : touched.CallPartners.Contains;
        Expression<Func<CapitalCallLineRow, bool>> there = touched.AllCallPartners
            ? r => r.FundId == fund && touched.Calls.Contains(r.CallId)
            : r => r.FundId == fund && touched.Calls.Contains(r.CallId) && touched.CallPartners.Contains(r.InvestorId);
        await Sync(there, ProjectionRows.CallLines(book, touched.Calls.Contains, investor), ct);
    }

    private static bool All(Guid _) => true;

    private static Expression<Func<T, bool>>? Of<T>(Guid fund, HashSet<Guid> ids, Expression<Func<T, Guid>> id) where T : class, IProjected
    {
        if (ids.Count == 0) return null;
        var row = id.Parameters[0];
        // As a parameter: were the ids constants, every fund would cost a compilation of its queries.
        var wanted = Expression.Constant(new Wanted(fund, [.. ids]));
        var contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Guid)], Expression.Property(wanted, nameof(Wanted.Ids)), id.Body);
        var sameFund = Expression.Equal(Expression.Property(row, nameof(IProjected.FundId)), Expression.Property(wanted, nameof(Wanted.Fund)));
        return Expression.Lambda<Func<T, bool>>(Expression.AndAlso(sameFund, contains), row);
    }

    private async Task Sync<T>(Expression<Func<T, bool>>? which, IEnumerable<T> wanted, CancellationToken ct) where T : class, IProjected
    {
        if (which is null) return;
        var key = db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties;
        string KeyOf(T row) => string.Join('|', key.Select(p => p.PropertyInfo!.GetValue(row)));
        var there = (await db.Set<T>().AsTracking().Where(which).ToListAsync(ct)).ToDictionary(KeyOf, StringComparer.Ordinal);
        foreach (var row in wanted)
        {
            if (there.Remove(KeyOf(row), out var known)) db.Entry(known).CurrentValues.SetValues(row);
            else db.Add(row);
        }
        db.RemoveRange(there.Values);
    }

    private sealed record Wanted(Guid Fund, Guid[] Ids);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Reporting;

namespace StratCap.Reporting.Publishing;

/// <summary>Looks published reports up, each time in a scope and a transaction of its own: for what streams, or asks other modules meanwhile.</summary>
internal sealed class PublishedQuestions(IServiceScopeFactory scopes) : IPublications
{
    /// <summary>The report, or null when there is none.</summary>
    public Task<PublishedReport?> Find(Guid reportId, CancellationToken ct) => Ask(db => db.Published.SingleOrDefaultAsync(r => r.Id == reportId, ct), ct);

    /// <summary>The figures of a report that there is, as they were published.</summary>
    public async Task<IReadOnlyList<ReportFigure>> Figures(Guid reportId, CancellationToken ct) =>
        ReportFigure.Unpack(await Ask(db => db.Figures.Where(f => f.Id == reportId).Select(f => f.Figures).SingleAsync(ct), ct));

    /// <summary>What stands of a fund's quarter for its investors, or one of them, by investor and kind.</summary>
    public async Task<IReadOnlyList<PublishedReport>> OfInvestors(Guid fundId, string period, Guid? investorId, CancellationToken ct)
    {
        var rows = await Ask(db => ReadPublished.Current(db)
            .Where(r => r.FundId == fundId && r.Period == period && r.InvestorId != null && (investorId == null || r.InvestorId == investorId)).ToListAsync(ct), ct);
        return [.. rows.OrderBy(r => r.InvestorName, StringComparer.Ordinal).ThenBy(r => r.InvestorId).ThenBy(r => r.Kind)];
    }

    async Task<PublicationEntry?> IPublications.Find(Guid publicationId, CancellationToken ct)
    {
        var rows = await Ask(db => db.Published.Where(r => r.PublicationId == publicationId && r.InvestorId != null)
            .Select(r => new { r.FundId, r.FundName, r.Period, r.InvestorId, r.InvestorName, r.Kind }).ToListAsync(ct), ct);
        return rows.Count == 0 ? null : new PublicationEntry(publicationId, rows[0].FundId, rows[0].FundName, rows[0].Period,
            [.. rows.GroupBy(r => (Id: r.InvestorId!.Value, r.InvestorName)).Select(g => new PublishedFor(g.Key.Id, g.Key.InvestorName ?? "", [.. g.Select(r => r.Kind).Order().Select(k => k.Document())]))]);
    }

    /// <summary>A question of the caller's own.</summary>
    public async Task<T> Ask<T>(Func<ReportingDbContext, Task<T>> question, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await question(db);
    }
}

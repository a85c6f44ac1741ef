using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.Reporting.Publishing;

/// <summary>Records how far a publication is: reports and count of a chunk in one transaction, under the worker's lease, so that a report is published once or not at all.</summary>
internal sealed class PublicationProgress(IServiceScopeFactory scopes, PublishingOptions options, CurrentTenant tenant, Audit audit, Outbox outbox, TimeProvider clock)
{
    /// <summary>The publication as it stands now.</summary>
    public Task<Publication> Load(Guid id, CancellationToken ct) => InTransaction((db, c) => db.Publications.AsNoTracking().SingleAsync(p => p.Id == id, c), ct);

    /// <summary>Ids of its reports that are published.</summary>
    public Task<HashSet<Guid>> Published(Guid id, CancellationToken ct) => InTransaction((db, c) => db.Published.Where(r => r.PublicationId == id).Select(r => r.Id).ToHashSetAsync(c), ct);

    /// <summary>Records a chunk of reports.</summary>
    /// <returns>How many are published by now.</returns>
    /// <exception cref="LeaseLostException">Another worker has the publication.</exception>
    public Task<int> Save(
        JobLease lease, Publication publication, string fund, DateOnly to, IReadOnlyList<(ReportToPublish Report, MadeReport Made, DocumentInfo Kept)> chunk, CancellationToken ct) => InTransaction(async (db, c) =>
    {
        var done = await db.Database.SqlQuery<int>($"""
            update reporting.publications set done = done + {chunk.Count}, attempts = 0, lease_until = now() + {TimeSpan.FromSeconds(options.LeaseSeconds)}
            where tenant_id = {tenant.Id} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running' returning done as "Value"
            """).ToListAsync(c);
        if (done.Count == 0) throw new LeaseLostException(lease);
        var earlier = await Earlier(db, publication, [.. chunk.Select(r => r.Report.InvestorId)], c);
        foreach (var (report, made, kept) in chunk)
        {
            db.Published.Add(Row(publication, report, kept, fund, to, earlier.GetValueOrDefault((report.Kind, report.InvestorId))));
            db.Figures.Add(new PublishedFigures { Id = report.Id, Figures = ReportFigure.Pack(made.Figures) });
        }
        await db.SaveChangesAsync(c);
        return done[0];
    }, ct);

    /// <summary>Ends the publication.</summary>
    /// <exception cref="LeaseLostException">Another worker has it.</exception>
    public Task<Publication> Finish(JobLease lease, PublicationState state, string? code, string? reason, CancellationToken ct) => InTransaction(async (db, c) =>
    {
        var publication = await db.Publications.SingleAsync(p => p.Id == lease.JobId, c);
        if (publication.LeaseOwner != lease.Owner || publication.State != PublicationState.Running) throw new LeaseLostException(lease);
        (publication.State, publication.FinishedAt, publication.FailureCode, publication.FailureReason) = (state, clock.GetUtcNow(), code, reason);
        (publication.LeaseOwner, publication.LeaseUntil) = (null, null);
        audit.Record(db, "reporting.publication.finish", ("publication", publication.Id), null, new { publication.State, publication.Total, publication.Done, publication.FailureCode });
        // What stands is told of, also when the rest came to grief.
        var reports = await db.Published.CountAsync(r => r.PublicationId == publication.Id && r.InvestorId != null, c);
        if (reports > 0) outbox.Add(db, new ReportsPublished(publication.FundId, publication.Id, publication.Period, reports));
        await db.SaveChangesAsync(c);
        return publication;
    }, ct);

    /// <summary>The last revision of each kind and investor of the quarter.</summary>
    private static async Task<Dictionary<(ReportKind, Guid?), (Guid Id, int Revision)>> Earlier(ReportingDbContext db, Publication publication, List<Guid?> investors, CancellationToken ct)
    {
        var rows = await db.Published.Where(r => r.FundId == publication.FundId && r.Period == publication.Period && investors.Contains(r.InvestorId)).Select(r => new { r.Kind, r.InvestorId, r.Id, r.Revision }).ToListAsync(ct);
        return rows.GroupBy(r => (r.Kind, r.InvestorId)).ToDictionary(g => g.Key, g => g.Select(r => (r.Id, r.Revision)).MaxBy(r => r.Revision));
    }

    private PublishedReport Row(Publication publication, ReportToPublish report, DocumentInfo kept, string fund, DateOnly to, (Guid Id, int Revision) earlier) => new()
    {
        Id = report.Id,
        PublicationId = publication.Id,
        FundId = publication.FundId,
        FundName = fund,
        Kind = report.Kind,
        InvestorId = report.InvestorId,
        InvestorName = report.InvestorName,
        Period = publication.Period,
        To = to,
        Revision = earlier.Revision + 1,
        IsPreliminary = publication.IsPreliminary,
        SupersedesId = earlier.Revision == 0 ? null : earlier.Id,
        FileName = kept.FileName,
        ContentType = kept.ContentType,
        SizeBytes = kept.SizeBytes,
        Sha256 = kept.Sha256,
        BookHash = publication.BookHash,
        BookSequence = publication.BookSequence,
        RecordedAt = publication.RecordedAt,
        MadeAt = publication.CreatedAt,
        PublishedAt = clock.GetUtcNow(),
        PublishedBy = publication.CreatedBy,
        PublishedByName = publication.CreatedByName,
    };

    private async Task<T> InTransaction<T>(Func<ReportingDbContext, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await work(db, ct);
        await transaction.CommitAsync(ct);
        return result;
    }
}

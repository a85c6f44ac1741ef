using StratCap.Contracts.Documents;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Publishing;

/// <summary>One report of a publication.</summary>
internal sealed record ReportToPublish(Guid Id, ReportKind Kind, Guid? InvestorId, string? InvestorName);

/// <summary>
/// Does one publication from where it stands to its end: a chunk of reports is made by all processors, kept as documents, and recorded with the progress in one transaction. Killed in between, the chunk is done
/// again by whoever takes over; documents that were kept already are left as they are, since their ids follow from the publication.
/// </summary>
internal sealed class PublicationWork(
    Books books, ReportMaker maker, IDocuments documents, PublicationProgress progress, PublicationNews news, PublishingOptions options, CurrentTenant tenant, CurrentActor actor)
{
    /// <summary>Does a publication; returns when it has ended.</summary>
    /// <exception cref="LeaseLostException">Another worker took it over.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var publication = await progress.Load(lease.JobId, ct);
        using var inName = actor.Use(new Actor(publication.CreatedBy, publication.CreatedByName));
        try
        {
            await Work(publication, lease, ct);
            await End(lease, PublicationState.Completed, null, null, ct);
        }
        catch (FundRuleException refused) when (refused.Code != "reporting.ledger.behind")
        {
            await End(lease, PublicationState.Failed, refused.Code, refused.Message, ct);
        }
    }

    /// <summary>Ends a publication that fails again and again without getting further.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        await End(lease, PublicationState.Failed, "reporting.publication_gave_up", $"It did not get further after {lease.Attempt} attempts, and it is our fault. What was published stands; publish again later.", ct);
    }

    /// <summary>What a publication publishes, in the book's order of investors.</summary>
    public IReadOnlyList<ReportToPublish> Reports(Guid publicationId, ReportBasis basis, IReadOnlyList<ReportKind> kinds, Guid? investorId)
    {
        ReportToPublish Of(ReportKind kind, Guid? investor, string? name) => new(PublishedReport.IdOf(publicationId, kind, investor), kind, investor, name);
        var partners = maker.Partners(basis).Where(p => investorId is null || p.InvestorId == investorId);
        var own = kinds.Where(k => k.IsOfInvestor()).ToList();
        return [.. kinds.Where(k => !k.IsOfInvestor()).Select(k => Of(k, null, null)), .. partners.SelectMany(p => own.Select(k => Of(k, p.InvestorId, p.Name)))];
    }

    private async Task Work(Publication publication, JobLease lease, CancellationToken ct)
    {
        var basis = await BasisOf(publication, ct);
        var fund = maker.FundName(basis);
        var there = await progress.Published(publication.Id, ct);
        var open = Reports(publication.Id, basis, publication.Kinds, publication.InvestorId).Where(r => !there.Contains(r.Id)).ToList();
        await news.Tell(publication, always: true, ct);
        foreach (var chunk in open.Chunk(options.ChunkReports))
        {
            var made = new MadeReport[chunk.Length];
            await Parallel.ForEachAsync(Enumerable.Range(0, chunk.Length), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
                async (i, c) => made[i] = await maker.Make(basis, chunk[i].Kind, chunk[i].InvestorId, c));
            var kept = await documents.Keep([.. chunk.Select((report, i) => Document(publication, report, made[i], fund))], ct);
            publication.Done = await progress.Save(lease, publication, fund, basis.Span.To, [.. chunk.Select((report, i) => (report, made[i], kept[i]))], ct);
            await news.Tell(publication, always: false, ct);
        }
    }

    /// <summary>The state of the book that the publication was asked for.</summary>
    private async Task<ReportBasis> BasisOf(Publication publication, CancellationToken ct)
    {
        var facts = await books.Facts(publication.FundId, ct) ?? throw new InvalidOperationException($"The fund {publication.FundId} of a publication is gone.");
        return ReportBasisOf(facts, publication.BookSequence, publication.BookHash, publication.Period, publication.RecordedAt, publication.CreatedAt);
    }

    /// <summary>The first facts of a book, which must be those that a report was or is to be made from.</summary>
    internal static ReportBasis ReportBasisOf(IReadOnlyList<FundMath.Book.RecordedFact> facts, long sequence, string hash, string period, DateTimeOffset recordedAt, DateTimeOffset madeAt)
    {
        if (facts.Count < sequence || facts[(int)sequence - 1].Hash != hash) throw new InvalidOperationException("The book no longer holds the facts that were published from.");
        return new ReportBasis([.. facts.Take((int)sequence)], StatementPeriod.Parse(period)!, recordedAt, madeAt);
    }

    private static DocumentToKeep Document(Publication publication, ReportToPublish report, MadeReport made, string fund) => new(
        report.Id, publication.FundId, report.InvestorId, null, report.Kind.Document(), $"{report.Kind.Words()} {publication.Period}{(publication.IsPreliminary ? ", preliminary" : "")}, {report.InvestorName ?? fund}", made.FileName, made.ContentType, made.Content,
        $"The published report of {publication.Period}");

    private async Task End(JobLease lease, PublicationState state, string? code, string? reason, CancellationToken ct) =>
        await news.Tell(await progress.Finish(lease, state, code, reason, ct), always: true, ct);
}

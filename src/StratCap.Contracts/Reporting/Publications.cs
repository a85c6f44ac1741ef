using StratCap.Contracts.Documents;
using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Reporting;

/// <summary>A publication has ended, and reports of investors stand that were not there before. For whom, <see cref="IPublications"/> tells.</summary>
/// <param name="Period">The quarter, such as <c>2026-Q2</c>.</param>
/// <param name="Reports">How many; also when the publication came to grief after them.</param>
[EventName("reporting.published")]
public sealed record ReportsPublished(Guid FundId, Guid PublicationId, string Period, int Reports) : IEvent
{
    Guid IEvent.AggregateId => FundId;
}

/// <summary>What a publication published for one investor.</summary>
public sealed record PublishedFor(Guid InvestorId, string InvestorName, IReadOnlyList<DocumentKind> Kinds);

/// <summary>What a publication published for investors.</summary>
public sealed record PublicationEntry(Guid PublicationId, Guid FundId, string FundName, string Period, IReadOnlyList<PublishedFor> Investors);

/// <summary>Asks Reporting for publications, of the tenant in scope.</summary>
public interface IPublications
{
    /// <summary>The publication, or null when nothing was published by it for any investor.</summary>
    Task<PublicationEntry?> Find(Guid publicationId, CancellationToken ct);
}

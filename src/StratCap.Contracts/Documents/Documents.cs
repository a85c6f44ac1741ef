using StratCap.Foundation.Messaging;

namespace StratCap.Contracts.Documents;

/// <summary>What a document is.</summary>
public enum DocumentKind
{
    /// <summary>A limited partnership agreement, its amendments, a management agreement.</summary>
    Agreement,

    /// <summary>What was agreed with one investor beside the agreement.</summary>
    SideLetter,

    /// <summary>An investor's subscription and what identifies him.</summary>
    Subscription,

    /// <summary>What a valuation rests on: a model, an appraisal, a committee's minutes.</summary>
    ValuationEvidence,

    /// <summary>An investor's statement as it was published.</summary>
    InvestorStatement,

    /// <summary>An investor's capital account as it was published.</summary>
    CapitalAccount,

    /// <summary>An ILPA Reporting Template as it was published.</summary>
    ReportingTemplate,

    /// <summary>A fund's financial statements as they were published, or as they were audited.</summary>
    FinancialStatements,

    /// <summary>A notice or a letter.</summary>
    Notice,

    /// <summary>A tax form or certificate.</summary>
    Tax,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A document in its latest version.</summary>
/// <param name="ProcessId">The process (workflow) that it belongs to, if any.</param>
/// <param name="Version">1 for the first; versions are only ever added.</param>
/// <param name="Sha256">Of the version's bytes, lower-case hex.</param>
public sealed record DocumentInfo(
    Guid DocumentId, Guid FundId, Guid? InvestorId, Guid? ProcessId, DocumentKind Kind, string Title, int Version, string FileName, string ContentType, long SizeBytes, string Sha256,
    DateTimeOffset AddedAt, string AddedByName);

/// <summary>A document to be kept.</summary>
/// <param name="DocumentId">Made by the caller, so that a repeat stores nothing twice.</param>
/// <param name="FileName">A proposal: what no file system takes is left out of it.</param>
/// <param name="ContentType">One that the store takes; the bytes must be of it.</param>
/// <param name="NeededFor">What rests on it, in words; such a document is never destroyed. Null where nothing does.</param>
public sealed record DocumentToKeep(
    Guid DocumentId, Guid FundId, Guid? InvestorId, Guid? ProcessId, DocumentKind Kind, string Title, string FileName, string ContentType, ReadOnlyMemory<byte> Content, string? NeededFor = null);

/// <summary>A version's bytes, to be read once and disposed of.</summary>
public sealed record DocumentContent(DocumentInfo Document, Stream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>Asks Documents, of the tenant in scope: another tenant's document is null. Each call has a transaction of its own.</summary>
public interface IDocuments
{
    /// <summary>Documents in their latest versions; those that are not there, or were destroyed, are left out.</summary>
    Task<IReadOnlyDictionary<Guid, DocumentInfo>> Find(IReadOnlyCollection<Guid> documentIds, CancellationToken ct);

    /// <summary>Keeps documents, all or none. One whose id is there already is left as it is, and told as it is.</summary>
    /// <returns>In the order given.</returns>
    Task<IReadOnlyList<DocumentInfo>> Keep(IReadOnlyList<DocumentToKeep> documents, CancellationToken ct);

    /// <summary>Says that something rests on documents, so that they are never destroyed. False, and nothing said, when one of them is not there.</summary>
    /// <param name="neededFor">In words, such as <c>the valuation of Birch Works on 2026-03-31</c>; at most 300 characters.</param>
    Task<bool> Need(IReadOnlyCollection<Guid> documentIds, string neededFor, CancellationToken ct);

    /// <summary>Opens a version, the latest unless one is named, and records that the actor opened it; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The stored bytes are not those that were kept.</exception>
    Task<DocumentContent?> Open(Guid documentId, int? version, CancellationToken ct);
}

/// <summary>A document was destroyed: what its versions held is to go, where nothing else holds the same.</summary>
[EventName("documents.document_destroyed")]
public sealed record DocumentDestroyed(Guid DocumentId) : IEvent
{
    Guid IEvent.AggregateId => DocumentId;
}

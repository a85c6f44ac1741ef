namespace StratCap.Reporting.Publishing;

/// <summary>A publication as callers see it.</summary>
/// <param name="InvestorId">Null publishes for all.</param>
/// <param name="IsPreliminary">The quarter was open in the book that its reports are made from.</param>
/// <param name="Total">Reports to publish.</param>
/// <param name="Done">Reports that are published.</param>
/// <param name="Percent">Rounded down; 100 only when all are.</param>
/// <param name="BookHash">Hash of the last fact that all of them rest on.</param>
/// <param name="RecordedAt">When the book learnt it.</param>
internal sealed record PublicationView(
    Guid PublicationId, Guid FundId, string Period, IReadOnlyList<ReportKind> Kinds, Guid? InvestorId, bool IsPreliminary, PublicationState State, int Total, int Done, int Percent, string BookHash, DateTimeOffset RecordedAt,
    Guid RequestedBy, string RequestedByName, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? FailureCode, string? FailureReason)
{
    public static PublicationView Of(Publication p) => new(
        p.Id, p.FundId, p.Period, p.Kinds, p.InvestorId, p.IsPreliminary, p.State, p.Total, p.Done, p.State == PublicationState.Completed ? 100 : Math.Min(99, 100 * p.Done / Math.Max(1, p.Total)), p.BookHash, p.RecordedAt,
        p.CreatedBy, p.CreatedByName, p.CreatedAt, p.StartedAt, p.FinishedAt, p.FailureCode, p.FailureReason);

    public static string PathOf(Guid id) => $"/api/v1/reports/publications/{id}";
}

/// <summary>A published report as callers see it.</summary>
/// <param name="ReportId">The id of its document, too.</param>
/// <param name="Revision">1 for the first of its kind, investor and quarter.</param>
/// <param name="IsPreliminary">The quarter was open in the book that it was made from.</param>
/// <param name="IsCurrent">No later revision supersedes it.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="BookHash">Hash of the last fact that it rests on.</param>
/// <param name="RecordedAt">When the book learnt that fact: the report re-runs as of then.</param>
internal sealed record PublishedView(
    Guid ReportId, Guid PublicationId, Guid FundId, string FundName, ReportKind Kind, Guid? InvestorId, string? InvestorName, string Period, DateOnly To, int Revision, bool IsPreliminary, bool IsCurrent, Guid? SupersedesId,
    string FileName, string ContentType, long SizeBytes, string Sha256, string BookHash, long BookSequence, DateTimeOffset RecordedAt, DateTimeOffset PublishedAt, string PublishedByName)
{
    public static PublishedView Of(PublishedReport r, bool isCurrent) => new(
        r.Id, r.PublicationId, r.FundId, r.FundName, r.Kind, r.InvestorId, r.InvestorName, r.Period, r.To, r.Revision, r.IsPreliminary, isCurrent, r.SupersedesId, r.FileName, r.ContentType, r.SizeBytes, r.Sha256, r.BookHash,
        r.BookSequence, r.RecordedAt, r.PublishedAt, r.PublishedByName);
}

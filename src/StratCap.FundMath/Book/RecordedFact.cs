namespace StratCap.FundMath.Book;

/// <summary>A fact as it stands in the fund's book, chained to the one before it.</summary>
/// <param name="Sequence">1, 2, 3 … without a gap, within the fund.</param>
/// <param name="EffectiveDate">The day from which it counts.</param>
/// <param name="RecordedAt">When the book learnt it; UTC, to the microsecond, never before its predecessor's.</param>
/// <param name="Actor">The user or system who recorded it, by id.</param>
/// <param name="Cause">What led to it: a workflow, an import job, a request.</param>
/// <param name="SchemaVersion">Version of the payload's form.</param>
/// <param name="PreviousHash">Hash of the fact before, 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over all of the above and the payload's text, lower-case hex.</param>
public sealed record RecordedFact(
    Guid TenantId, Guid FundId, Guid FactId, long Sequence, DateOnly EffectiveDate, DateTimeOffset RecordedAt,
    Guid Actor, string Cause, int SchemaVersion, string PreviousHash, string Hash, Fact Payload);

namespace StratCap.FundMath.Book;

/// <summary>What is wrong with a stored book.</summary>
public enum ChainDefectKind
{
    /// <summary>The first fact is not FundEstablished.</summary>
    NotEstablishedFirst,

    /// <summary>A sequence number is missing, repeated or out of order.</summary>
    SequenceGap,

    /// <summary>The fact names another predecessor than the one before it.</summary>
    BrokenLink,

    /// <summary>The stored bytes no longer give the stored hash.</summary>
    ChangedContent,

    /// <summary>The stored payload text and the fact that was read from it differ.</summary>
    PayloadMismatch,

    /// <summary>RecordedAt is before the predecessor's.</summary>
    RecordedAtGoesBack,

    /// <summary>The tenant or the fund is another one than the first fact's.</summary>
    ForeignFact,

    /// <summary>A fact id stands twice.</summary>
    RepeatedFactId,
}

/// <summary>A defect at a fact.</summary>
public sealed record ChainDefect(ChainDefectKind Kind, long Sequence, Guid FactId, string Message);

/// <summary>Checks a stored book.</summary>
public static class BookChain
{
    /// <summary>Yields every defect, in order; none means that the book is as it was written.</summary>
    /// <param name="facts">In the order of their sequence, each with its payload text exactly as stored.</param>
    /// <param name="previous">The fact before the first one given, to go on from; null starts at the book's first.</param>
    public static IEnumerable<ChainDefect> Verify(IEnumerable<(RecordedFact Fact, string PayloadText)> facts, RecordedFact? previous = null)
    {
        var seen = new HashSet<Guid>();
        foreach (var (fact, text) in facts)
        {
            foreach (var (kind, message) in Defects(previous, fact, text, seen.Add(fact.FactId)))
                yield return new ChainDefect(kind, fact.Sequence, fact.FactId, message);
            previous = fact;
        }
    }

    private static IEnumerable<(ChainDefectKind, string)> Defects(RecordedFact? previous, RecordedFact fact, string text, bool isNewId)
    {
        if (previous is null && fact.Payload is not FundEstablished)
            yield return (ChainDefectKind.NotEstablishedFirst, "The first fact does not establish the fund.");
        var expected = (previous?.Sequence ?? 0) + 1;
        if (fact.Sequence != expected)
            yield return (ChainDefectKind.SequenceGap, $"Sequence {fact.Sequence} stands where {expected} belongs.");
        if (fact.PreviousHash != (previous?.Hash ?? FactHash.Genesis))
            yield return (ChainDefectKind.BrokenLink, $"Fact {fact.Sequence} names another predecessor than the fact before it.");
        if (Hash(fact, text) != fact.Hash)
            yield return (ChainDefectKind.ChangedContent, $"Fact {fact.Sequence} no longer gives its hash: it was changed after it was written.");
        if (FundJson.Serialize(fact.Payload) != text)
            yield return (ChainDefectKind.PayloadMismatch, $"Fact {fact.Sequence} was read differently from how it is stored.");
        if (previous is not null && fact.RecordedAt < previous.RecordedAt)
            yield return (ChainDefectKind.RecordedAtGoesBack, $"Fact {fact.Sequence} was recorded before its predecessor.");
        if (previous is not null && (fact.TenantId != previous.TenantId || fact.FundId != previous.FundId))
            yield return (ChainDefectKind.ForeignFact, $"Fact {fact.Sequence} belongs to another tenant or fund.");
        if (!isNewId)
            yield return (ChainDefectKind.RepeatedFactId, $"The id of fact {fact.Sequence} stands twice.");
    }

    private static string? Hash(RecordedFact f, string text) =>
        f.RecordedAt.Ticks % TimeSpan.TicksPerMicrosecond != 0
            ? null
            : FactHash.Compute(
                f.TenantId, f.FundId, f.FactId, f.Sequence, f.EffectiveDate, f.RecordedAt, f.Actor, f.Cause, f.SchemaVersion, f.PreviousHash, text);
}

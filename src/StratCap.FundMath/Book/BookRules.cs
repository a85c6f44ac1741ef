namespace StratCap.FundMath.Book;

/// <summary>Why a candidate cannot become a fact of the book.</summary>
/// <param name="Index">Its place among the candidates.</param>
/// <param name="Refusal">The rule and the sentence.</param>
public sealed record CandidateRefusal(int Index, FundRuleException Refusal);

/// <summary>Decides whether facts may be added to a book. A fact may be dated back: then the whole book after it must still hold.</summary>
public static class BookRules
{
    /// <summary>Refuses a fact that would be invalid against the whole book folded with it.</summary>
    /// <param name="facts">The whole book as recorded.</param>
    /// <exception cref="FundRuleException">The first broken rule.</exception>
    public static void Check(IReadOnlyList<RecordedFact> facts, Fact candidate, DateOnly effectiveDate) => Check(facts, [(candidate, effectiveDate)]);

    /// <summary>Refuses if any of the facts, recorded in that order, would be invalid. Folds once for all of them.</summary>
    /// <exception cref="FundRuleException">The first broken rule.</exception>
    public static void Check(IReadOnlyList<RecordedFact> facts, IReadOnlyList<(Fact Fact, DateOnly EffectiveDate)> candidates)
    {
        if (Judge(facts, candidates) is [var first, ..])
            throw first.Refusal;
    }

    /// <summary>
    /// Judges each candidate on its own: a refused one is left out and the others are judged without it, so that an import may take the good rows and
    /// name the bad ones. Folds once for all of them.
    /// </summary>
    /// <returns>The refused candidates by index; empty when all may be recorded.</returns>
    /// <exception cref="FundRuleException">
    /// <c>book.later_fact_breaks</c> or <c>book.reversal.has_dependents</c>: a recorded fact would no longer hold; none of the candidates can be taken as a batch.
    /// </exception>
    public static IReadOnlyList<CandidateRefusal> Judge(IReadOnlyList<RecordedFact> facts, IReadOnlyList<(Fact Fact, DateOnly EffectiveDate)> candidates)
    {
        var (entries, _) = BookFolder.Known(facts, recordedAt: null);
        var refusals = new SortedDictionary<int, FundRuleException>();
        var last = (long)entries.Count;
        var reversals = new ReversalRules(entries);
        var periods = new PeriodRules(entries);
        for (var i = 0; i < candidates.Count; i++)
        {
            var (fact, date) = candidates[i];
            if ((periods.Refusal(fact, date) ?? reversals.Refusal(fact, date)) is { } refusal)
            {
                refusals.Add(i, refusal);
                continue;
            }
            periods.Take(fact);
            entries.Add(new Entry(date, last + 1 + i, CandidateId(i), fact, i));
        }
        var hasReversal = candidates.Any(c => c.Fact is FactReversed);
        int before;
        do
        {
            // A candidate may lean on one that turns out refused on another day: judge again without it.
            before = refusals.Count;
            foreach (var asOf in DatesToProve(entries, candidates))
                JudgeAsOf(entries, asOf, refusals, hasReversal);
        }
        while (refusals.Count != before && refusals.Count < candidates.Count);
        return [.. refusals.Select(r => new CandidateRefusal(r.Key, r.Value))];
    }

    private static void JudgeAsOf(List<Entry> entries, DateOnly asOf, SortedDictionary<int, FundRuleException> refusals, bool hasReversal)
    {
        BookFolder.Fold(entries, asOf, (entry, refusal) =>
        {
            if (entry.Candidate < 0)
                throw Breaks(entry, refusal, hasReversal);
            refusals.TryAdd(entry.Candidate, refusal);
        });
        entries.RemoveAll(e => e.Candidate >= 0 && refusals.ContainsKey(e.Candidate));
    }

    /// <summary>
    /// The whole book, and the day before each reversal that took effect later than its original did: on that day the original still counted, and
    /// what is dated by then must hold beside it. Days before the first candidate are unchanged.
    /// </summary>
    private static List<DateOnly> DatesToProve(List<Entry> entries, IReadOnlyList<(Fact Fact, DateOnly EffectiveDate)> candidates)
    {
        var dates = new SortedSet<DateOnly> { DateOnly.MaxValue };
        var first = candidates.Count == 0 ? DateOnly.MaxValue : candidates.Min(c => c.EffectiveDate);
        foreach (var entry in entries)
        {
            if (entry.Payload is FactReversed && entry.EffectiveDate > first)
                dates.Add(entry.EffectiveDate.AddDays(-1));
        }
        return [.. dates.Reverse()];
    }

    private static FundRuleException Breaks(Entry entry, FundRuleException refusal, bool hasReversal)
    {
        var what = FormattableString.Invariant($"{Name(entry.Payload)} of {entry.EffectiveDate:yyyy-MM-dd} (fact {entry.Sequence})");
        return hasReversal
            ? new FundRuleException("book.reversal.has_dependents", $"The {what} depends on it: reverse that first. {refusal.Message}")
            : new FundRuleException("book.later_fact_breaks", $"The {what}, already in the book, would no longer hold: reverse it first, or choose a later date. {refusal.Message}");
    }

    /// <summary>A fact's kind in words: "capital call issued".</summary>
    public static string Name(Fact fact) =>
        string.Concat(fact.GetType().Name.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    /// <summary>Candidates have no id yet; a reversal can only name recorded facts.</summary>
    private static Guid CandidateId(int index) => new(index, -1, -1, [255, 255, 255, 255, 255, 255, 255, 255]);

    /// <summary>What may be reversed: a recorded fact, once, and not a reversal, the establishment or a close.</summary>
    private sealed class ReversalRules
    {
        private readonly Dictionary<Guid, Entry> byId = [];

        private readonly HashSet<Guid> reversed = [];

        internal ReversalRules(List<Entry> recorded)
        {
            foreach (var entry in recorded)
            {
                byId[entry.FactId] = entry;
                if (entry.Payload is FactReversed reversal)
                    reversed.Add(reversal.OriginalFactId);
            }
        }

        internal FundRuleException? Refusal(Fact fact, DateOnly date)
        {
            if (fact is not FactReversed reversal)
                return null;
            if (!byId.TryGetValue(reversal.OriginalFactId, out var original))
                return new("book.reversal.unknown_fact", "The fact to reverse is not in the book.");
            if (original.Payload is FactReversed)
                return new("book.reversal.of_reversal", "A reversal cannot be reversed: record the original anew.");
            if (original.Payload is FundEstablished)
                return new("book.reversal.of_establishment", "The fund's establishment cannot be reversed.");
            if (original.Payload is PeriodClosed or PeriodReopened)
                return new("book.reversal.of_period", "A close cannot be reversed: have the quarter reopened.");
            if (string.IsNullOrWhiteSpace(reversal.Reason))
                return new("book.reversal.reason_missing", "Say why the fact is reversed.");
            if (date < original.EffectiveDate)
                return new("book.reversal.before_original", "Date the reversal on or after the fact that it reverses.");
            return reversed.Add(reversal.OriginalFactId) ? null : new("book.reversal.already_reversed", "The fact is already reversed.");
        }
    }
}

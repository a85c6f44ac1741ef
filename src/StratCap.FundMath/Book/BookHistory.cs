namespace StratCap.FundMath.Book;

/// <summary>What a fund's own totals were on days of the past, worked out in one pass over its facts and not in one for each day.</summary>
public static class BookHistory
{
    /// <summary>The totals at the end of each day, as folding the facts up to that day would give them.</summary>
    /// <param name="facts">The whole book.</param>
    /// <param name="days">Ascending.</param>
    /// <exception cref="FundRuleException">As <see cref="FundBook.Fold"/>.</exception>
    public static IReadOnlyList<Figures> At(IReadOnlyList<RecordedFact> facts, IReadOnlyList<DateOnly> days) => BookFolder.At(facts, days);
}

/// <summary>The pass over a book's history.</summary>
internal sealed partial class BookFolder
{
    internal static IReadOnlyList<Figures> At(IReadOnlyList<RecordedFact> facts, IReadOnlyList<DateOnly> days)
    {
        var (known, _) = Known(facts, null);
        var effective = known.ToDictionary(e => e.FactId, e => e.EffectiveDate);
        // What a later reversal takes out still counted before it, so that one pass cannot tell both.
        List<DateOnly> cuts = [.. known.Where(e => e.Payload is FactReversed r && effective.GetValueOrDefault(r.OriginalFactId, DateOnly.MaxValue) < e.EffectiveDate).Select(e => e.EffectiveDate)];
        return [.. days.GroupBy(day => cuts.Count(cut => cut <= day)).SelectMany(stretch => Stretch(known, [.. stretch]))];
    }

    private static IEnumerable<Figures> Stretch(List<Entry> known, DateOnly[] days)
    {
        var folder = new BookFolder(known);
        var counting = Counting(known, days[^1]);
        var next = 0;
        foreach (var day in days)
        {
            for (; next < counting.Count && (Rank(counting[next]) == 0 || counting[next].EffectiveDate <= day); next++)
                folder.Apply(counting[next]);
            yield return Figures.Sum([folder.book.Total]);
        }
    }
}

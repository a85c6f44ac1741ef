using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Carry;

/// <summary>
/// Shares carried interest out among its holders by their points on its day, by largest remainder on the cumulative total of a series whose points stand still, ties to
/// the holder named earlier; a clawback is taken back by what each has.
/// </summary>
public static class CarrySplit
{
    /// <summary>The first carried interest, paid or paid back since the first plan, that is not shared out yet; null when there is none.</summary>
    /// <param name="facts">The fund's whole book.</param>
    /// <returns>The fact that shares it out, effective on <c>Date</c>.</returns>
    public static (DateOnly Date, CarryAllocated Fact)? Next(IReadOnlyList<RecordedFact> facts)
    {
        var whole = FundBook.Fold(facts);
        if (whole.CarryPlans.Count == 0)
            return null;
        var shared = whole.CarryAllocations.Select(a => a.SourceId).ToHashSet();
        var sources = whole.Distributions.Where(d => d.CarriedInterest > 0).Select(d => (d.Date, Id: d.DistributionId, Amount: d.CarriedInterest))
            .Concat(whole.Clawbacks.Select(c => (c.Date, Id: c.ClawbackId, Amount: -c.Amount)))
            .Where(s => s.Date >= whole.CarryPlans[0].From && !shared.Contains(s.Id))
            .OrderBy(s => s.Date);
        foreach (var (date, id, amount) in sources)
        {
            if (Of(FundBook.Fold(facts, date), id, amount) is { } fact)
                return (date, fact);
        }
        return null;
    }

    /// <summary>Null where a clawback is all of carried interest that was paid before the first plan.</summary>
    private static CarryAllocated? Of(FundBook book, Guid sourceId, decimal amount)
    {
        if (amount > 0)
            return Make(book, sourceId, amount, ByPoints(book, amount));
        decimal[] kept = [.. book.CarryHolders.Select(h => h.Kept)];
        var back = Math.Min(-amount, kept.Sum());
        return back == 0 ? null : Make(book, sourceId, -back, [.. LargestRemainder.Split(back, kept, book.Currency.MinorUnits).Select(p => -p)]);
    }

    private static decimal[] ByPoints(FundBook book, decimal amount)
    {
        decimal[] points = [.. book.CarryHolders.Select(h => h.Points)];
        var earlier = book.CarryAllocations.Where(a => a.Amount > 0).Select(a => (a.Amount, Parts(book, a)));
        return CumulativeAllocation.Next(amount, points, CumulativeAllocation.Before(earlier, points, book.Currency.MinorUnit), book.Currency.MinorUnits);
    }

    private static decimal[] Parts(FundBook book, BookCarryAllocation allocation)
    {
        var parts = allocation.Shares.ToDictionary(s => s.HolderId, s => s.Amount);
        return [.. book.CarryHolders.Select(h => parts.GetValueOrDefault(h.HolderId))];
    }

    private static CarryAllocated Make(FundBook book, Guid sourceId, decimal amount, decimal[] parts) =>
        new(sourceId, amount, [.. book.CarryHolders.Select((h, i) => new CarryShare(h.HolderId, parts[i])).Where(s => s.Amount != 0)]);
}

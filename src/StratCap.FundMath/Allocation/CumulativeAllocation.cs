namespace StratCap.FundMath.Allocation;

/// <summary>
/// Shares out a series of amounts so that odd units do not drift: each time the cumulative total is split by largest remainder, and a party gets
/// the difference to what it already has. Nobody gives back: a part never has the other sign than its amount. With steady
/// weights what each party has to date stays within a unit of its exact share; where nobody may give back, no split that begins by largest remainder can promise
/// that for every series, and of contrived ones (a few units, many alike) two in 100,000 come to a fifth of a unit more.
/// </summary>
public static class CumulativeAllocation
{
    /// <summary>Splits the next amount of a series.</summary>
    /// <param name="amount">The next amount, payable, not negative.</param>
    /// <param name="weights">By party.</param>
    /// <param name="allocatedBefore">What each party already has of the series.</param>
    /// <param name="minorUnits">Decimals of the smallest unit.</param>
    /// <exception cref="FundRuleException">As <see cref="LargestRemainder.Split"/>.</exception>
    public static decimal[] Next(decimal amount, IReadOnlyList<decimal> weights, IReadOnlyList<decimal> allocatedBefore, int minorUnits)
    {
        var parts = LargestRemainder.Split(allocatedBefore.Sum() + amount, weights, minorUnits);
        var anyBack = false;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] -= allocatedBefore[i];
            anyBack |= parts[i] < 0;
        }
        if (!anyBack)
            return parts;
        if (WithinAUnit(amount, weights, allocatedBefore, minorUnits) is { } closest)
            return closest;
        // Weights moved: only those who are behind share the amount, by how far they are.
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Math.Max(0, parts[i]);
        return LargestRemainder.Split(amount, parts, minorUnits);
    }

    /// <summary>
    /// Where the largest remainder of the new total would take back a unit (it may: the remainders of the one grow faster than those of the other), everybody
    /// keeps what he has or is brought to the full units of his exact share, and the units left over go to those furthest below theirs. Null when what they
    /// have is more than that leaves.
    /// </summary>
    private static decimal[]? WithinAUnit(decimal amount, IReadOnlyList<decimal> weights, IReadOnlyList<decimal> before, int minorUnits)
    {
        var unit = Currency.UnitOf(minorUnits);
        var (total, sum) = ((Fraction)(before.Sum() + amount), Fraction.Sum(weights.Select(w => (Fraction)w)));
        Fraction[] exact = [.. weights.Select(w => total * w / sum)];
        decimal[] to = [.. exact.Select((e, i) => Math.Max((e / unit).Floor() * unit, before[i]))];
        var left = (before.Sum() + amount - to.Sum()) / unit;
        if (left < 0)
            return null;
        foreach (var i in Enumerable.Range(0, to.Length).OrderByDescending(i => exact[i] - to[i]).Take((int)left))
            to[i] += unit;
        return [.. to.Select((t, i) => t - before[i])];
    }

    /// <summary>
    /// What each party has of a series of earlier splits by the same weights. A split that was not made by them (its parts are a unit or more away) is
    /// left out: a special allocation is not to be evened out by the next ordinary one.
    /// </summary>
    internal static decimal[] Before(IEnumerable<(decimal Total, decimal[] Parts)> splits, IReadOnlyList<decimal> weights, decimal unit)
    {
        var sum = weights.Sum();
        var before = new decimal[weights.Count];
        if (sum == 0)
            return before;
        foreach (var (total, parts) in splits)
        {
            // The cumulative method may be a unit off either way from the plain split.
            var isOrdinary = true;
            for (var i = 0; i < parts.Length && isOrdinary; i++)
                isOrdinary = Math.Abs(parts[i] - (total * (weights[i] / sum))) < 2 * unit;
            if (!isOrdinary)
                continue;
            for (var i = 0; i < parts.Length; i++)
                before[i] += parts[i];
        }
        return before;
    }
}

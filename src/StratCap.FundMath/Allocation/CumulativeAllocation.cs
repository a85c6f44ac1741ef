namespace StratCap.FundMath.Allocation;

/// <summary>
/// Shares out a series of amounts so that odd units do not drift: each time the cumulative total is split by largest remainder, and a party gets
/// the difference to what it already has. Nobody gives back: a part never has the other sign than its amount.
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
        // Weights moved, or the cumulative method took a unit back: only those who are behind share the amount, by how far they are.
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Math.Max(0, parts[i]);
        return LargestRemainder.Split(amount, parts, minorUnits);
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

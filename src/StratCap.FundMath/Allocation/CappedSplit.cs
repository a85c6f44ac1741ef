namespace StratCap.FundMath.Allocation;

/// <summary>
/// Shares out an amount by weights where nobody gives more than a cap: whoever would exceed his cap gives it, and what is missing falls on the
/// others by their weights, until all fit (the redistribution of ILPA Model LPA 6.2, never above the Remaining Commitment).
/// </summary>
public static class CappedSplit
{
    /// <summary>Splits an amount by weights under caps.</summary>
    /// <param name="total">Not negative, payable.</param>
    /// <param name="weights">Not negative; zero takes no part.</param>
    /// <param name="caps">Payable; a negative cap counts as zero.</param>
    /// <param name="minorUnits">Decimals of the smallest unit.</param>
    /// <exception cref="FundRuleException"><c>allocation.caps_exceeded</c>: those who take part cannot carry the amount together.</exception>
    public static decimal[] Split(decimal total, IReadOnlyList<decimal> weights, IReadOnlyList<decimal> caps, int minorUnits)
    {
        var capacity = Capacity(weights, caps);
        if (total > capacity)
            throw new FundRuleException("allocation.caps_exceeded", FormattableString.Invariant($"{total} cannot be shared out: those who take part can carry {capacity} together. Lower the amount."));
        return Fill(total, weights, caps, minorUnits);
    }

    /// <summary>As <see cref="Split"/>, but shares out only what those who take part can carry together; the caller finds what is missing by adding up.</summary>
    public static decimal[] SplitUpTo(decimal total, IReadOnlyList<decimal> weights, IReadOnlyList<decimal> caps, int minorUnits) =>
        Fill(Math.Min(total, Capacity(weights, caps)), weights, caps, minorUnits);

    private static decimal Capacity(IReadOnlyList<decimal> weights, IReadOnlyList<decimal> caps) => weights.Zip(caps).Sum(p => p.First > 0 ? Math.Max(0, p.Second) : 0);

    private static decimal[] Fill(decimal total, IReadOnlyList<decimal> weights, IReadOnlyList<decimal> caps, int minorUnits)
    {
        var parts = new decimal[weights.Count];
        var open = weights.ToArray();
        var left = total;
        while (left > 0 && Fix(parts, open, caps, ref left))
        {
        }
        if (left == 0)
            return parts;
        var rest = LargestRemainder.Split(left, open, minorUnits);
        for (var i = 0; i < parts.Length; i++)
            parts[i] += rest[i];
        return parts;
    }

    /// <summary>Gives their cap to all whose exact share would reach above it; false when all fit.</summary>
    private static bool Fix(decimal[] parts, decimal[] open, IReadOnlyList<decimal> caps, ref decimal left)
    {
        var sum = open.Sum();
        if (sum == 0)
            return false;
        var share = left;
        var any = false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (open[i] == 0 || Fits(share, open[i], sum, caps[i]))
                continue;
            parts[i] = Math.Max(0, caps[i]);
            left -= parts[i];
            open[i] = 0;
            any = true;
        }
        return any;
    }

    private static bool Fits(decimal share, decimal weight, decimal sum, decimal cap) => share * (weight / sum) <= cap;
}

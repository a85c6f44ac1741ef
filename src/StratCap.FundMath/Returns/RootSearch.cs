namespace StratCap.FundMath.Returns;

/// <summary>
/// All roots of Σ amount × e^(−x · time), where x = ln(1 + rate) and times rise. Divided by its first exponential and derived, such a sum loses a term;
/// between two roots of that it is monotone and has one root at most. So roots are found from those of sums with fewer terms, down to one that has a
/// single change of sign and so a single root (Descartes' rule of signs, which holds for real exponents). None is missed and none is found that is not there.
/// Values are scaled by their largest exponential, so that nothing overflows; only signs and ratios are used.
/// </summary>
internal static class RootSearch
{
    /// <summary>What rounding may leave of a value that should be nothing, as a part of its terms.</summary>
    private const double Noise = 1e-13;

    /// <summary>A double root is known only to the square root of the precision.</summary>
    private const double Same = 1e-7;

    /// <param name="times">Rising; the first may be any.</param>
    /// <param name="amounts">None is zero.</param>
    /// <param name="lowest">Roots are sought from here</param>
    /// <param name="highest">to here.</param>
    internal static List<double> All(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double lowest, double highest)
    {
        var roots = new List<double>();
        var changes = SignChanges(amounts);
        if (changes == 0)
            return roots;
        double[] turns = changes == 1 ? [lowest, highest] : [lowest, .. Turns(times, amounts, lowest, highest), highest];
        var before = Sign(times, amounts, lowest);
        if (before == 0)
            roots.Add(lowest);
        for (var i = 1; i < turns.Length; i++)
        {
            var here = Sign(times, amounts, turns[i]);
            if (here == 0)
                Add(roots, turns[i]);
            else if (before == -here)
                Add(roots, Refine(times, amounts, turns[i - 1], turns[i], before < 0));
            before = here;
        }
        return roots;
    }

    internal static int SignChanges(ReadOnlySpan<double> amounts)
    {
        var changes = 0;
        for (var i = 1; i < amounts.Length; i++)
            changes += amounts[i] < 0 != amounts[i - 1] < 0 ? 1 : 0;
        return changes;
    }

    private static List<double> Turns(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double lowest, double highest)
    {
        var later = new double[times.Length - 1];
        var slopes = new double[times.Length - 1];
        for (var i = 0; i < later.Length; i++)
        {
            later[i] = times[i + 1] - times[0];
            slopes[i] = amounts[i + 1] * later[i];
        }
        return All(later, slopes, lowest, highest);
    }

    private static int Sign(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double x)
    {
        var (value, _, size) = At(times, amounts, x);
        return Math.Abs(value) <= Noise * size ? 0 : Math.Sign(value);
    }

    private static double Refine(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double low, double high, bool isBelowAtLow)
    {
        // Rates between −60 % and +170 % are the rule, and Newton's method is quick from there.
        var x = low < 0 && high > 0.1 ? 0.1 : (low + high) / 2;
        for (var i = 0; i < 200 && high - low > 1e-16 * Math.Max(1, Math.Abs(x)); i++)
        {
            var (value, slope, _) = At(times, amounts, x);
            if (value == 0)
                return x;
            if (value < 0 == isBelowAtLow)
                low = x;
            else
                high = x;
            var newton = x - (value / slope);
            var next = newton > low && newton < high ? newton : (low + high) / 2;
            if (Math.Abs(next - x) <= 1e-16 * Math.Max(1, Math.Abs(x)))
                return next;
            // Newton creeping along one side would never close the bracket: halve every eighth step.
            x = i % 8 == 7 ? (low + high) / 2 : next;
        }
        return x;
    }

    /// <summary>Value, slope and the sum of the terms without signs, all over the largest exponential.</summary>
    private static (double Value, double Slope, double Size) At(ReadOnlySpan<double> times, ReadOnlySpan<double> amounts, double x)
    {
        // The largest exponent stands at the first or the last time.
        var largest = x >= 0 ? -x * times[0] : -x * times[^1];
        double value = 0, slope = 0, size = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var term = amounts[i] * Math.Exp((-x * times[i]) - largest);
            value += term;
            slope -= term * times[i];
            size += Math.Abs(term);
        }
        return (value, slope, size);
    }

    private static void Add(List<double> roots, double root)
    {
        if (roots.Count == 0 || Math.Abs(roots[^1] - root) > Same)
            roots.Add(root);
    }
}

namespace StratCap.FundMath.Returns;

/// <summary>
/// Roots of Σ amount × e^(−x · time), where x = ln(1 + rate). Brackets first, then Newton steps that may not leave their bracket. Values are scaled by
/// their largest exponential, so that nothing overflows; only signs and ratios are used.
/// </summary>
internal static class RootSearch
{
    private const double FineStep = 0.05;
    private const double FineRange = 3;
    private const double CoarseStep = 0.25;

    internal static List<double> All(double[] times, double[] amounts, double lowest, double highest, bool isUnique)
    {
        var roots = new List<double>();
        var grid = isUnique ? [lowest, -3, -1, 0, 1, 3, 10, highest] : Grid(lowest, highest);
        var (before, slopeBefore) = At(times, amounts, grid[0]);
        for (var i = 1; i < grid.Count; i++)
        {
            var (here, slope) = At(times, amounts, grid[i]);
            if (before == 0)
                Add(roots, grid[i - 1]);
            else if (here != 0 && before < 0 != here < 0)
                Add(roots, Refine(times, amounts, grid[i - 1], grid[i], before < 0));
            else if (!isUnique && here != 0 && Turns(before, slopeBefore, slope))
                AddTurn(times, amounts, grid[i - 1], grid[i], before < 0, roots);
            (before, slopeBefore) = (here, slope);
        }
        if (before == 0)
            Add(roots, grid[^1]);
        return roots;
    }

    private static List<double> Grid(double lowest, double highest)
    {
        var grid = new List<double>();
        for (var x = lowest; x < -FineRange; x += CoarseStep)
            grid.Add(x);
        for (var i = 0; i <= 2 * FineRange / FineStep; i++)
            grid.Add(-FineRange + (i * FineStep));
        for (var x = FineRange + CoarseStep; x <= highest; x += CoarseStep)
            grid.Add(x);
        return grid;
    }

    /// <summary>Whether the curve comes towards zero and goes away again within a cell: two roots may hide in it.</summary>
    private static bool Turns(double value, double slopeLeft, double slopeRight) =>
        value > 0 ? slopeLeft < 0 && slopeRight > 0 : slopeLeft > 0 && slopeRight < 0;

    private static void AddTurn(double[] times, double[] amounts, double low, double high, bool isBelow, List<double> roots)
    {
        double left = low, right = high;
        for (var i = 0; i < 60; i++)
        {
            var middle = (left + right) / 2;
            var (value, slope) = At(times, amounts, middle);
            if (value != 0 && value < 0 != isBelow)
            {
                Add(roots, Refine(times, amounts, low, middle, isBelow));
                Add(roots, Refine(times, amounts, middle, high, !isBelow));
                return;
            }
            if (slope < 0 != isBelow)
                left = middle;
            else
                right = middle;
        }
        // A root that only touches zero.
        if (Math.Abs(At(times, amounts, left).Value) < 1e-13 * Scale(amounts))
            Add(roots, left);
    }

    private static double Refine(double[] times, double[] amounts, double low, double high, bool isBelowAtLow)
    {
        var x = (low + high) / 2;
        for (var i = 0; i < 200 && high - low > 1e-16 * Math.Max(1, Math.Abs(x)); i++)
        {
            var (value, slope) = At(times, amounts, x);
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

    /// <summary>Value and slope, both over the largest exponential.</summary>
    private static (double Value, double Slope) At(double[] times, double[] amounts, double x)
    {
        // The largest exponent stands at the first or the last time.
        var largest = x >= 0 ? -x * times[0] : -x * times[^1];
        double value = 0, slope = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var term = amounts[i] * Math.Exp((-x * times[i]) - largest);
            value += term;
            slope -= term * times[i];
        }
        return (value, slope);
    }

    private static double Scale(double[] amounts) => amounts.Max(Math.Abs);

    private static void Add(List<double> roots, double root)
    {
        // A double root is known only to the square root of the precision.
        if (roots.Count == 0 || Math.Abs(roots[^1] - root) > 1e-7)
            roots.Add(root);
    }
}

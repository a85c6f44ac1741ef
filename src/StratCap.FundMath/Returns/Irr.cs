namespace StratCap.FundMath.Returns;

/// <summary>What an internal rate of return is worth.</summary>
public enum IrrStatus
{
    /// <summary>One rate, and only one.</summary>
    Unique,

    /// <summary>Several rates solve the equation: none of them is "the" rate.</summary>
    SeveralRoots,

    /// <summary>No rate above −100 % solves it.</summary>
    NoRoot,

    /// <summary>Fewer than two dates, or no flow but zeros: no rate is defined.</summary>
    Invalid,

    /// <summary>Money went in and nothing came back or is left: −100 %.</summary>
    TotalLoss,
}

/// <summary>A dated flow, seen by the investor: paid in is negative.</summary>
public readonly record struct DatedFlow(DateOnly Date, decimal Amount);

/// <summary>An internal rate of return with its standing.</summary>
/// <param name="Rate">The rate a year as a fraction, when it is unique or a total loss; else null.</param>
/// <param name="Rates">All rates found, ascending.</param>
/// <param name="SpanDays">Days from the first flow to the last; under 365 the yearly rate says little (GIPS: not annualised).</param>
public sealed record IrrResult(IrrStatus Status, decimal? Rate, IReadOnlyList<decimal> Rates, int SpanDays);

/// <summary>
/// XIRR: the yearly rate at which the flows are worth nothing together, actual days over 365 from the first date, effective annual (the convention of
/// spreadsheets and of the ILPA Performance Template). The only place with binary floating point; good to about 12 digits.
/// </summary>
public static class Irr
{
    /// <summary>Rates are sought from −99.9999999 % (e^−20.7) upwards to e^50.</summary>
    private const double Lowest = -20.72;
    private const double Highest = 50;

    /// <summary>Solves for the yearly rate.</summary>
    /// <param name="flows">In any order; those of one day are added together.</param>
    public static IrrResult Of(IEnumerable<DatedFlow> flows)
    {
        var days = new SortedDictionary<DateOnly, decimal>();
        foreach (var flow in flows)
            days[flow.Date] = days.GetValueOrDefault(flow.Date) + flow.Amount;
        if (days.Count < 2)
            return new IrrResult(IrrStatus.Invalid, null, [], 0);
        var first = days.Keys.First();
        var times = new List<double>(days.Count);
        var amounts = new List<double>(days.Count);
        foreach (var (date, amount) in days)
        {
            if (amount == 0)
                continue;
            times.Add((date.DayNumber - first.DayNumber) / 365.0);
            amounts.Add((double)amount);
        }
        return Solve([.. times], [.. amounts], days.Keys.Last().DayNumber - first.DayNumber);
    }

    /// <summary>Solves for the rate a period of flows that are one period apart.</summary>
    public static IrrResult OfPeriods(IReadOnlyList<decimal> amounts)
    {
        var times = new List<double>(amounts.Count);
        var values = new List<double>(amounts.Count);
        for (var i = 0; i < amounts.Count; i++)
        {
            if (amounts[i] == 0)
                continue;
            times.Add(i);
            values.Add((double)amounts[i]);
        }
        return amounts.Count < 2 ? new IrrResult(IrrStatus.Invalid, null, [], 0) : Solve([.. times], [.. values], 365 * (amounts.Count - 1));
    }

    private static IrrResult Solve(double[] times, double[] amounts, int spanDays)
    {
        if (amounts.Length == 0)
            return new IrrResult(IrrStatus.Invalid, null, [], spanDays);
        var changes = 0;
        for (var i = 1; i < amounts.Length; i++)
            changes += amounts[i] < 0 != amounts[i - 1] < 0 ? 1 : 0;
        if (changes == 0)
        {
            return amounts[0] < 0
                ? new IrrResult(IrrStatus.TotalLoss, -1m, [-1m], spanDays)
                : new IrrResult(IrrStatus.NoRoot, null, [], spanDays);
        }
        // With one change of sign there is exactly one root (Descartes' rule, which holds for real exponents); else all must be looked for.
        var roots = RootSearch.All(times, amounts, Lowest, Highest, changes == 1);
        var rates = roots.Select(x => Math.Exp(x) - 1).Where(r => r < 1e15).Select(r => (decimal)r).ToList();
        return rates.Count switch
        {
            0 => new IrrResult(IrrStatus.NoRoot, null, [], spanDays),
            1 => new IrrResult(IrrStatus.Unique, rates[0], rates, spanDays),
            _ => new IrrResult(IrrStatus.SeveralRoots, null, rates, spanDays),
        };
    }
}

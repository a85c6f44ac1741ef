using StratCap.FundMath.Terms;

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
/// <param name="SpanYears">The same in years by the day count, or in periods.</param>
public sealed record IrrResult(IrrStatus Status, decimal? Rate, IReadOnlyList<decimal> Rates, int SpanDays, decimal SpanYears)
{
    /// <summary>What the rate makes of 1 over the whole span, less 1: (1 + rate)^span − 1, not annualised (GIPS 2020 for spans under a year); null without a rate.</summary>
    public decimal? PeriodReturn => Rate is { } rate ? (decimal)(Math.Pow((double)(1 + rate), (double)SpanYears) - 1) : null;
}

/// <summary>
/// XIRR: the yearly rate at which the flows are worth nothing together, effective annual; by default actual days over 365 from the first date (the
/// convention of spreadsheets and of the ILPA Performance Template). The only place with binary floating point; good to about 12 digits.
/// </summary>
public static class Irr
{
    /// <summary>Rates are sought from e^−27.6 − 1, which is −100 % to twelve decimals, upwards to e^50.</summary>
    private const double Lowest = -27.6;
    private const double Highest = 50;

    /// <summary>Solves for the yearly rate.</summary>
    /// <param name="flows">In any order; those of one day are added together.</param>
    /// <param name="dayCount">How days from the first date become years.</param>
    public static IrrResult Of(IEnumerable<DatedFlow> flows, DayCount dayCount = DayCount.Act365)
    {
        var days = new SortedDictionary<DateOnly, decimal>();
        foreach (var flow in flows)
            days[flow.Date] = days.GetValueOrDefault(flow.Date) + flow.Amount;
        if (days.Count < 2)
            return new IrrResult(IrrStatus.Invalid, null, [], 0, 0);
        var first = days.Keys.First();
        var times = new List<double>(days.Count);
        var amounts = new List<double>(days.Count);
        foreach (var (date, amount) in days)
        {
            if (amount == 0)
                continue;
            times.Add((double)YearFraction.Between(first, date, dayCount));
            amounts.Add((double)amount);
        }
        var last = days.Keys.Last();
        return Solve([.. times], [.. amounts], last.DayNumber - first.DayNumber, YearFraction.Between(first, last, dayCount));
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
        return amounts.Count < 2 ? new IrrResult(IrrStatus.Invalid, null, [], 0, 0) : Solve([.. times], [.. values], 365 * (amounts.Count - 1), amounts.Count - 1);
    }

    private static IrrResult Solve(double[] times, double[] amounts, int spanDays, decimal span)
    {
        if (amounts.Length == 0)
            return new IrrResult(IrrStatus.Invalid, null, [], spanDays, span);
        if (RootSearch.SignChanges(amounts) == 0)
        {
            return amounts[0] < 0
                ? new IrrResult(IrrStatus.TotalLoss, -1m, [-1m], spanDays, span)
                : new IrrResult(IrrStatus.NoRoot, null, [], spanDays, span);
        }
        var roots = RootSearch.All(times, amounts, Lowest, Highest);
        var rates = roots.Select(x => Math.Exp(x) - 1).Where(r => r < 1e15).Select(r => (decimal)r).ToList();
        return rates.Count switch
        {
            0 => new IrrResult(IrrStatus.NoRoot, null, [], spanDays, span),
            1 => new IrrResult(IrrStatus.Unique, rates[0], rates, spanDays, span),
            _ => new IrrResult(IrrStatus.SeveralRoots, null, rates, spanDays, span),
        };
    }
}

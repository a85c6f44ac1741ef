using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// (1 + rate)^(days ÷ year) in decimal arithmetic, to about 27 digits: whole years by multiplication, the rest by exp(fraction × ln(1 + rate)) from their
/// series. The same on every machine, which binary powers are not. Remembers what it computed; one table per run, not for several threads.
/// </summary>
/// <param name="rateAnnual">A fraction, from 0 to 1.</param>
/// <param name="yearDays">365 or 360.</param>
public sealed class GrowthTable(decimal rateAnnual, int yearDays)
{
    private readonly Dictionary<int, decimal> known = [];

    private readonly decimal logarithm = NaturalLogOfOnePlus(rateAnnual);

    /// <summary>The factor for a number of days, not negative.</summary>
    public decimal Over(int days)
    {
        if (known.TryGetValue(days, out var factor))
            return factor;
        factor = 1m;
        for (var year = 0; year < days / yearDays; year++)
            factor *= 1 + rateAnnual;
        factor *= Exponential(logarithm * (days % yearDays) / yearDays);
        known.Add(days, factor);
        return factor;
    }

    /// <summary>Days between two dates by a day count. The first counts, the last does not; parts of a period add up to the whole.</summary>
    public static int Days(DateOnly from, DateOnly to, DayCount dayCount) => YearFraction.Days(from, to, dayCount);

    /// <summary>Days of a year by a day count.</summary>
    public static int YearDays(DayCount dayCount) => dayCount == DayCount.Act365 ? 365 : 360;

    /// <summary>ln(1 + r) = 2 artanh(r ÷ (2 + r)).</summary>
    private static decimal NaturalLogOfOnePlus(decimal rate)
    {
        var z = rate / (2 + rate);
        var square = z * z;
        var power = z;
        var sum = 0m;
        for (var k = 1; power != 0; k += 2)
        {
            sum += power / k;
            power *= square;
        }
        return 2 * sum;
    }

    /// <summary>Σ x^k ÷ k!</summary>
    private static decimal Exponential(decimal x)
    {
        var term = 1m;
        var sum = 1m;
        for (var k = 1; term != 0; k++)
        {
            term *= x / k;
            sum += term;
        }
        return sum;
    }
}

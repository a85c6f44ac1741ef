using System.Numerics;

namespace StratCap.FundMath.Terms;

/// <summary>Parts of a year as exact fractions, by the day counts of <see cref="YearFraction"/>.</summary>
internal static class ExactYears
{
    /// <summary>The least common multiple of the years of all day counts: 365, 366, 360 and 1461 quarter days. Every part of a year is a whole number of these parts.</summary>
    private const int PartsOfAYear = 780_699_960;

    internal static Fraction Between(DateOnly from, DateOnly to, DayCount dayCount) =>
        new(new BigInteger(Math.Round(YearFraction.Between(from, to, dayCount) * PartsOfAYear)), PartsOfAYear);
}

using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// (1 + rate ÷ n)^(n × years) in decimal arithmetic, to about 26 digits: whole powers by multiplication, the rest by exp(fraction × ln) from their
/// series. The same on every machine, which binary powers are not. Remembers what it computed; one table per run, not for several threads.
/// </summary>
/// <param name="rateAnnual">A fraction, above −1.</param>
/// <param name="dayCount">How days become years.</param>
/// <param name="compounding">How often it compounds; effective annual and everything that does not compound by powers is n = 1.</param>
public sealed class GrowthTable(decimal rateAnnual, DayCount dayCount, Compounding compounding = Compounding.EffectiveAnnual)
{
    private readonly Dictionary<decimal, decimal> known = [];

    private readonly decimal factor = 1 + (rateAnnual / Periods(compounding));

    private readonly decimal logarithm = NaturalLogOfOnePlus(rateAnnual / Periods(compounding));

    /// <summary>The factor from one date to a later one. The first counts, the last does not.</summary>
    public decimal Over(DateOnly from, DateOnly to)
    {
        var exponent = Periods(compounding) * YearFraction.Between(from, to, dayCount);
        if (known.TryGetValue(exponent, out var growth))
            return growth;
        var whole = (int)exponent;
        growth = Power(factor, whole) * Exponential(logarithm * (exponent - whole));
        known.Add(exponent, growth);
        return growth;
    }

    /// <summary>A part raised to a power, to about 26 digits.</summary>
    /// <param name="part">Above 0, at most 1.</param>
    /// <param name="exponent">Not negative.</param>
    internal static decimal Raised(decimal part, decimal exponent)
    {
        var whole = (int)exponent;
        return Power(part, whole) * Exponential(NaturalLogOfOnePlus(part - 1) * (exponent - whole));
    }

    /// <summary>Compounding periods of a year.</summary>
    internal static int Periods(Compounding compounding) => compounding switch
    {
        Compounding.Quarterly => 4,
        Compounding.Monthly => 12,
        Compounding.Daily => 365,
        _ => 1,
    };

    private static decimal Power(decimal value, int exponent)
    {
        var result = 1m;
        for (var square = value; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) == 1)
                result *= square;
            if (exponent > 1)
                square *= square;
        }
        return result;
    }

    /// <summary>ln(1 + r) = 2 artanh(r ÷ (2 + r)).</summary>
    private static decimal NaturalLogOfOnePlus(decimal rate)
    {
        var z = rate / (2 + rate);
        var square = z * z;
        var power = z;
        var sum = 0m;
        // Until a term adds nothing: the power itself may stay at the last digit for ever, where its square rounds back to it.
        for (var k = 1; power / k != 0; k += 2)
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

using System.Numerics;

namespace StratCap.FundMath.Allocation;

/// <summary>
/// Shares out an amount exactly: each part is floored to the minor unit, the units left over go to the largest remainders, of equal remainders to the
/// earlier entry. Computed in integers, so that the parts always add up to the amount (method of Hamilton; Hare quota).
/// </summary>
public static class LargestRemainder
{
    /// <summary>Splits an amount by weights.</summary>
    /// <param name="total">What is shared out, payable in the minor unit; negative amounts are split as positive ones and negated.</param>
    /// <param name="weights">Not negative; their scale does not matter.</param>
    /// <param name="minorUnits">Decimals of the smallest unit: 0, 2 or 3.</param>
    /// <returns>One part for each weight, in order.</returns>
    /// <exception cref="FundRuleException"><c>allocation.no_weights</c>, <c>allocation.negative_weight</c> or <c>allocation.not_payable</c>.</exception>
    public static decimal[] Split(decimal total, IReadOnlyList<decimal> weights, int minorUnits)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return SplitIntegers(total, Integers(weights), minorUnits);
    }

    /// <summary>Splits an amount by exact weights.</summary>
    internal static decimal[] SplitExactly(decimal total, IReadOnlyList<Fraction> weights, int minorUnits)
    {
        var scale = weights.Aggregate(BigInteger.One, (a, w) => a * w.Denominator / BigInteger.GreatestCommonDivisor(a, w.Denominator));
        return SplitIntegers(total, [.. weights.Select(w => w.Numerator * (scale / w.Denominator))], minorUnits);
    }

    private static decimal[] SplitIntegers(decimal total, BigInteger[] integers, int minorUnits)
    {
        var units = ToUnits(Math.Abs(total), minorUnits);
        var widest = SumOf(integers).GetBitLength();
        if (units.IsZero)
            return new decimal[integers.Length];
        // Units × weight must fit: nearly always in 128 bits, which is some twenty times faster than BigInteger.
        var parts = units.GetBitLength() + widest + 1 < 126
            ? Split128((Int128)units, Array.ConvertAll(integers, w => (Int128)w))
            : SplitBig(units, integers);
        var unit = Unit(minorUnits);
        return Array.ConvertAll(parts, p => total < 0 ? -(decimal)p * unit : (decimal)p * unit);
    }

    private static Int128[] Split128(Int128 units, Int128[] weights)
    {
        Int128 sum = 0;
        foreach (var weight in weights)
            sum += weight;
        var parts = new Int128[weights.Length];
        var remainders = new Int128[weights.Length];
        var left = units;
        for (var i = 0; i < weights.Length; i++)
        {
            (parts[i], remainders[i]) = Int128.DivRem(units * weights[i], sum);
            left -= parts[i];
        }
        foreach (var i in ByRemainder(remainders).Take((int)left))
            parts[i]++;
        return parts;
    }

    private static Int128[] SplitBig(BigInteger units, BigInteger[] weights)
    {
        var sum = weights.Aggregate(BigInteger.Zero, (a, w) => a + w);
        var parts = new Int128[weights.Length];
        var remainders = new BigInteger[weights.Length];
        var left = units;
        for (var i = 0; i < weights.Length; i++)
        {
            var part = BigInteger.DivRem(units * weights[i], sum, out remainders[i]);
            parts[i] = (Int128)part;
            left -= part;
        }
        foreach (var i in ByRemainder(remainders).Take((int)left))
            parts[i]++;
        return parts;
    }

    /// <summary>Places by falling remainder; LINQ's ordering is stable, so equal remainders stay in the order of entry.</summary>
    private static IEnumerable<int> ByRemainder<T>(T[] remainders)
        where T : IComparable<T> =>
        Enumerable.Range(0, remainders.Length).OrderByDescending(i => remainders[i]);

    /// <summary>Weights as integers on one scale.</summary>
    private static BigInteger[] Integers(IReadOnlyList<decimal> weights)
    {
        byte scale = 0;
        foreach (var weight in weights)
            scale = Math.Max(scale, weight.Scale);
        var factor = BigInteger.Pow(10, scale);
        var integers = new BigInteger[weights.Count];
        for (var i = 0; i < integers.Length; i++)
        {
            // A decimal is an integer over a power of ten; both are exact here.
            integers[i] = Mantissa(weights[i]) * (factor / BigInteger.Pow(10, weights[i].Scale)) * Math.Sign(weights[i]);
        }
        return integers;
    }

    private static BigInteger SumOf(BigInteger[] weights)
    {
        var sum = BigInteger.Zero;
        foreach (var weight in weights)
        {
            if (weight.Sign < 0)
                throw new FundRuleException("allocation.negative_weight", "An amount cannot be shared out by a negative weight.");
            sum += weight;
        }
        return sum.IsZero ? throw new FundRuleException("allocation.no_weights", "There is nobody to share the amount among: all weights are zero.") : sum;
    }

    /// <summary>The digits of a decimal as an integer, without its sign.</summary>
    internal static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var high = new BigInteger((uint)bits[2]) << 64;
        return high + (((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
    }

    private static BigInteger ToUnits(decimal amount, int minorUnits)
    {
        var units = amount / Unit(minorUnits);
        if (units != decimal.Truncate(units))
            throw new FundRuleException("allocation.not_payable", "The amount to share out is finer than the currency's smallest unit: round it first.");
        return new BigInteger(units);
    }

    private static decimal Unit(int minorUnits) => new(1, 0, 0, false, checked((byte)minorUnits));
}

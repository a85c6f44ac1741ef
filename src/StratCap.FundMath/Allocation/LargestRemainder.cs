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
        var units = ToUnits(Math.Abs(total), minorUnits);
        var scale = ScaleOf(weights);
        var integers = new Int128[weights.Count];
        // Units × weight must fit: nearly always in 128 bits, which is some twenty times faster than BigInteger.
        if (!TryIntegers(weights, scale, integers, out var sum) || units.GetBitLength() + BitsOf(sum) > 126)
            return Big(total, units, [.. weights.Select(w => Mantissa(w) * BigInteger.Pow(10, scale - w.Scale))], minorUnits);
        RefuseNobody(sum == 0);
        return Split128((Int128)units, integers, sum, total < 0, (byte)minorUnits);
    }

    /// <summary>Splits an amount by exact weights.</summary>
    internal static decimal[] SplitExactly(decimal total, IReadOnlyList<Fraction> weights, int minorUnits)
    {
        var scale = weights.Aggregate(BigInteger.One, (a, w) => a * w.Denominator / BigInteger.GreatestCommonDivisor(a, w.Denominator));
        return Big(total, ToUnits(Math.Abs(total), minorUnits), [.. weights.Select(w => w.Numerator * (scale / w.Denominator))], minorUnits);
    }

    private static decimal[] Split128(Int128 units, Int128[] weights, Int128 sum, bool isNegative, byte minorUnits)
    {
        var parts = new Int128[weights.Length];
        var remainders = new Int128[weights.Length];
        var left = units;
        for (var i = 0; i < weights.Length; i++)
        {
            (parts[i], remainders[i]) = Int128.DivRem(units * weights[i], sum);
            left -= parts[i];
        }
        GiveLeft(parts, remainders, (int)left);
        return Array.ConvertAll(parts, p => ToAmount(p, isNegative, minorUnits));
    }

    private static decimal[] Big(decimal total, BigInteger units, BigInteger[] integers, int minorUnits)
    {
        var sum = integers.Aggregate(BigInteger.Zero, (a, w) => a + w);
        RefuseNobody(sum.IsZero);
        var parts = new Int128[integers.Length];
        var remainders = new BigInteger[integers.Length];
        var left = units;
        for (var i = 0; i < integers.Length; i++)
        {
            var part = BigInteger.DivRem(units * integers[i], sum, out remainders[i]);
            parts[i] = (Int128)part;
            left -= part;
        }
        GiveLeft(parts, remainders, (int)left);
        return Array.ConvertAll(parts, p => ToAmount(p, total < 0, (byte)minorUnits));
    }

    /// <summary>A unit each to the largest remainders; of equal ones, to the earlier.</summary>
    private static void GiveLeft<T>(Int128[] parts, T[] remainders, int left)
        where T : IComparable<T>
    {
        if (left == 0)
            return;
        var smallest = KthLargest([.. remainders], left);
        var above = remainders.Count(r => r.CompareTo(smallest) > 0);
        var equals = left - above;
        for (var i = 0; i < parts.Length; i++)
        {
            var order = remainders[i].CompareTo(smallest);
            if (order > 0 || (order == 0 && equals-- > 0))
                parts[i]++;
        }
    }

    /// <summary>Hoare's selection: only the side that holds the wanted place is looked at further.</summary>
    private static T KthLargest<T>(Span<T> values, int k)
        where T : IComparable<T>
    {
        var wanted = values.Length - k;
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[(int)(((uint)low + (uint)high) / 2)];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i].CompareTo(pivot) < 0) i++;
                while (values[j].CompareTo(pivot) > 0) j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            if (wanted <= j)
                high = j;
            else if (wanted >= i)
                low = i;
            else
                break;
        }
        return values[wanted];
    }

    private static byte ScaleOf(IReadOnlyList<decimal> weights)
    {
        byte scale = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            if (weights[i] < 0)
                throw new FundRuleException("allocation.negative_weight", "An amount cannot be shared out by a negative weight.");
            scale = Math.Max(scale, weights[i].Scale);
        }
        return scale;
    }

    /// <summary>Weights as integers on one scale; false when one of them or their sum needs more than 126 bits.</summary>
    private static bool TryIntegers(IReadOnlyList<decimal> weights, byte scale, Int128[] integers, out Int128 sum)
    {
        sum = 0;
        Int128 factor = 1;
        byte factorScale = scale;
        Span<int> bits = stackalloc int[4];
        for (var i = 0; i < integers.Length; i++)
        {
            var weight = weights[i];
            if (weight.Scale != factorScale)
                (factor, factorScale) = (PowerOfTen(scale - weight.Scale), weight.Scale);
            decimal.GetBits(weight, bits);
            var mantissa = new Int128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
            if (BitsOf(mantissa) + BitsOf(factor) > 126)
                return false;
            integers[i] = mantissa * factor;
            sum += integers[i];
            if (BitsOf(sum) > 126)
                return false;
        }
        return true;
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }

    private static int BitsOf(Int128 value) => 128 - (int)Int128.LeadingZeroCount(value);

    private static void RefuseNobody(bool isNobody)
    {
        if (isNobody)
            throw new FundRuleException("allocation.no_weights", "There is nobody to share the amount among: all weights are zero.");
    }

    internal static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return (new BigInteger((uint)bits[2]) << 64) + (((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
    }

    private static BigInteger ToUnits(decimal amount, int minorUnits)
    {
        var units = amount / Currency.UnitOf(minorUnits);
        if (units != decimal.Truncate(units))
            throw new FundRuleException("allocation.not_payable", "The amount to share out is finer than the currency's smallest unit: round it first.");
        return new BigInteger(units);
    }

    private static decimal ToAmount(Int128 units, bool isNegative, byte minorUnits)
    {
        var (low, high) = ((ulong)units, (int)(units >> 64));
        return new decimal((int)(uint)low, (int)(uint)(low >> 32), high, isNegative && units != 0, minorUnits);
    }
}

using System.Numerics;
using StratCap.FundMath.Allocation;

namespace StratCap.FundMath;

/// <summary>
/// An exact number: an integer over an integer. Where a part of a year or of a whole would leave an endless decimal behind, this keeps it, so that
/// an amount that falls on half a minor unit is rounded as the contract says.
/// </summary>
internal readonly struct Fraction : IEquatable<Fraction>, IComparable<Fraction>
{
    private readonly BigInteger numerator;

    /// <summary>Less one, so that the struct's default is 0 ÷ 1.</summary>
    private readonly BigInteger denominatorLessOne;

    internal Fraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException();
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        this.numerator = numerator / divisor;
        denominatorLessOne = (denominator / divisor) - 1;
    }

    /// <summary>In lowest terms; carries the sign.</summary>
    internal BigInteger Numerator => numerator;

    /// <summary>In lowest terms; positive.</summary>
    internal BigInteger Denominator => denominatorLessOne + 1;

    internal bool IsZero => numerator.IsZero;

    public static implicit operator Fraction(int value) => new(value, 1);

    public static implicit operator Fraction(decimal value)
    {
        var mantissa = LargestRemainder.Mantissa(value);
        return new Fraction(value < 0 ? -mantissa : mantissa, BigInteger.Pow(10, value.Scale));
    }

    public static Fraction operator +(Fraction left, Fraction right) => new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Fraction operator -(Fraction left, Fraction right) => new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Fraction operator *(Fraction left, Fraction right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Fraction operator /(Fraction left, Fraction right) => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    internal static Fraction Sum(IEnumerable<Fraction> values) => values.Aggregate(default(Fraction), (sum, value) => sum + value);

    /// <summary>To a number of decimals, half away from zero.</summary>
    /// <exception cref="OverflowException">The number needs more digits than a decimal has.</exception>
    internal decimal Round(int decimals)
    {
        var scaled = BigInteger.Abs(numerator) * BigInteger.Pow(10, decimals);
        var units = ((2 * scaled) + Denominator) / (2 * Denominator);
        return (decimal)(units * numerator.Sign) * Currency.UnitOf(decimals);
    }

    /// <summary>The whole number at or below it; not for negative ones.</summary>
    internal decimal Floor() => (decimal)BigInteger.Divide(numerator, Denominator);

    /// <summary>The nearest decimal of 28 digits.</summary>
    internal decimal ToDecimal()
    {
        var whole = BigInteger.Divide(numerator, Denominator);
        var digits = whole.IsZero ? 0 : BigInteger.Abs(whole).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        return Round(Math.Max(0, 28 - digits));
    }

    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Fraction other) => numerator == other.numerator && denominatorLessOne == other.denominatorLessOne;

    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(numerator, denominatorLessOne);

    public override string ToString() => Print.Exact(ToDecimal());
}

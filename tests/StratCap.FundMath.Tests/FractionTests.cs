using CsCheck;

namespace StratCap.FundMath.Tests;

public sealed class FractionTests
{
    private static readonly Gen<decimal> Amount = Gen.Select(Gen.Long[-9_000_000_000_000, 9_000_000_000_000], Gen.Int[0, 6], (mantissa, scale) => new decimal(mantissa) / (decimal)Math.Pow(10, scale));

    [Theory]
    [InlineData(1, 200, "0.01")]
    [InlineData(-1, 200, "-0.01")]
    [InlineData(1, 201, "0.00")]
    [InlineData(7, 3, "2.33")]
    [InlineData(-14, -6, "2.33")]
    public void Round_OfHalfAUnit_GoesAwayFromZero(int numerator, int denominator, string expected) =>
        new Fraction(numerator, denominator).Round(2).ToString("F2", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);

    [Fact]
    public void Arithmetic_OnDecimals_IsThatOfDecimals() => Gen.Select(Amount, Amount).Sample(
        (a, b) =>
        {
            ((Fraction)a + b).ToDecimal().ShouldBe(a + b);
            ((Fraction)a - b).ToDecimal().ShouldBe(a - b);
            ((Fraction)a * b).Equals(a * b).ShouldBeTrue();
            ((Fraction)a).CompareTo(b).ShouldBe(a.CompareTo(b));
            if (b != 0)
                ((Fraction)a / b * b).Equals(a).ShouldBeTrue();
        },
        iter: 2_000);

    [Fact]
    public void Default_IsZero() => (default(Fraction) + 5m).ToDecimal().ShouldBe(5m);
}

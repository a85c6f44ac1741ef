using System.Globalization;

namespace StratCap.FundMath.Tests;

public class MoneyTests
{
    private static readonly Currency Usd = new("USD");

    [Theory]
    [InlineData("8.795", "8.80")]
    [InlineData("-8.795", "-8.80")]
    [InlineData("8.7949999999999999999999999", "8.79")]
    [InlineData("8.79499999999999999999999", "8.79")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void Round_OfWhatSomebodyWrote_IsHalfAwayFromZeroToTheLastDigit(string amount, string expected) => Usd.Round(Number(amount)).ShouldBe(Number(expected));

    [Fact]
    public void Round_OfThirdsThatAddUpToHalfACent_CountsThemAsHalfACent() => Usd.Round(Enumerable.Repeat(0.005m / 3000, 3000).Sum() + (8.37m / 3 * 3)).ShouldBe(8.38m);

    [Fact]
    public void Round_OfAPartOfSomething_DoesNotLoseTheCentToWhatADecimalCannotHold() => Usd.Round(63_252_035.49m * (15m / 34)).ShouldBe(27_905_309.78m);

    [Fact]
    public void Round_OfThirdsBelowACent_CountsThemAsHalfACentToo() => Usd.Round(0.001m / 3 * 15).ShouldBe(0.01m);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}

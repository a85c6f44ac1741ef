using StratCap.PluginSdk;

namespace StratCap.Plugins.Tests;

public sealed class AmountTests
{
    [Theory]
    [InlineData("0.01", "USD", "0.01", 1)]
    [InlineData("999999999999.99", "USD", "999999999999.99", 99999999999999)]
    [InlineData("5", "JPY", "5", 5)]
    [InlineData("1.234", "KWD", "1.234", 1234)]
    public void AnAmount_KeepsItsCurrencysPlaces(string value, string currency, string plain, long minor)
    {
        var amount = new Amount(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), currency);
        amount.Plain().ShouldBe(plain);
        amount.Minor().ShouldBe(minor);
        Amount.OfMinor(minor, currency).ShouldBe(amount);
    }

    [Theory]
    [InlineData("0.001", "USD")]
    [InlineData("0.5", "JPY")]
    public void AnAmountWithTooManyPlaces_IsRefusedNotRounded(string value, string currency)
    {
        var amount = new Amount(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), currency);
        Should.Throw<ConnectorException>(() => amount.Plain()).Class.ShouldBe(ErrorClass.Validation);
        Should.Throw<ConnectorException>(() => amount.Minor()).Class.ShouldBe(ErrorClass.Validation);
    }
}

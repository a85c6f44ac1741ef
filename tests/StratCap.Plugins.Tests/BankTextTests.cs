using CsCheck;
using StratCap.PluginSdk.Banks;

namespace StratCap.Plugins.Tests;

public sealed class BankTextTests
{
    [Theory]
    [InlineData("Müller & Söhne", "Mueller & Soehne")]
    [InlineData("Łódź – Straße „7“", "Lodz - Strasse \"7\"")]
    [InlineData("plain", "plain")]
    [InlineData("Иван", null)]
    [InlineData("tab\there", null)]
    [InlineData("中文", null)]
    [InlineData("🙂", null)]
    public void Text_IsPutInLatinLettersOrRefused(string text, string? plain) => LatinText.ToAscii(text).ShouldBe(plain);

    [Fact]
    public void TextForSwift_HasItsCharactersAlone() => Gen.String.Sample(text =>
    {
        if (LatinText.ToSwift(text) is { } plain) plain.ShouldAllBe(c => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /-?:().,'+".Contains(c));
    });

    [Theory]
    [InlineData("021000021", true)]
    [InlineData("231380104", true)]
    [InlineData("021000022", false)]
    [InlineData("02100002", false)]
    [InlineData("02100002x", false)]
    [InlineData(null, false)]
    public void ARoutingNumber_HasAFittingCheckDigit(string? number, bool fits) => AccountNumbers.IsRouting(number).ShouldBe(fits);

    [Theory]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("GB29NWBK60161331926819", true)]
    [InlineData("NL91ABNA0417164300", true)]
    [InlineData("DE89370400440532013001", false)]
    [InlineData("de89370400440532013000", false)]
    [InlineData("DE89 3704 0044 0532 0130 00", false)]
    [InlineData("", false)]
    public void AnIban_HasFittingCheckDigits(string number, bool fits) => AccountNumbers.IsIban(number).ShouldBe(fits);

    [Fact]
    public void AnyOneDigitChanged_IsSeenByIbanAndRoutingNumber() => Gen.Select(Gen.Int[0, 8], Gen.Int[1, 9]).Sample((place, by) =>
    {
        AccountNumbers.IsRouting(Change("121042882", place, by)).ShouldBeFalse();
        AccountNumbers.IsIban(Change("DE89370400440532013000", place + 4, by)).ShouldBeFalse();
        static string Change(string number, int place, int by) => string.Concat(number[..place], (char)('0' + (number[place] - '0' + by) % 10), number[(place + 1)..]);
    });

    [Theory]
    [InlineData("COBADEFF", true)]
    [InlineData("COBADEFFXXX", true)]
    [InlineData("COBADEF", false)]
    [InlineData("COBA12FF", false)]
    public void ABic_HasItsForm(string bic, bool fits) => AccountNumbers.IsBic(bic).ShouldBe(fits);

    [Theory]
    [InlineData("DE98ZZZ09999999999", true)]
    [InlineData("DE98ABC09999999999", true)]
    [InlineData("DE99ZZZ09999999999", false)]
    public void ACreditorIdentifier_HasFittingCheckDigitsWhateverTheBusinessCode(string id, bool fits) => AccountNumbers.IsCreditorIdentifier(id).ShouldBe(fits);

    [Fact]
    public void EqualLines_GetIdsByTheirPlaceAndPartsAreNotRunTogether()
    {
        var (ids, again) = (new TransactionIds(), new TransactionIds());
        var first = ids.Next("A", "1", null);
        ids.Next("A", "1", null).ShouldNotBe(first);
        ids.Next("A", "", "1").ShouldNotBe(again.Next("A", "1", ""));
        again.Next("A1", null).ShouldNotBe(new TransactionIds().Next("A", "1"));
        new TransactionIds().Next("A", "1", null).ShouldBe(first);
    }
}

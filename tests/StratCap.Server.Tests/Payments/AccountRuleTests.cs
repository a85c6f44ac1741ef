using StratCap.Payments.Accounts;

namespace StratCap.Server.Tests.Payments;

public sealed class AccountRuleTests
{
    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("GB29NWBK60161331926819")]
    [InlineData("NO9386011117947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    public void AnIban_WithItsCheckDigits_IsOne_AndWithAnyTwoNeighboursSwapped_IsNone(string iban)
    {
        AccountRules.IsIban(iban).ShouldBeTrue();
        for (var i = 2; i < iban.Length - 1; i++)
        {
            var swapped = iban[..i] + iban[i + 1] + iban[i] + iban[(i + 2)..];
            if (swapped != iban) AccountRules.IsIban(swapped).ShouldBeFalse(swapped);
        }
    }

    [Theory]
    [InlineData("021000021", true)]
    [InlineData("011401533", true)]
    [InlineData("021000022", false)]
    [InlineData("000000000", false)]
    [InlineData("02100002", false)]
    [InlineData("02100002a", false)]
    public void ARoutingNumber_HasItsCheckDigit(string number, bool good) => AccountRules.IsRouting(number).ShouldBe(good);

    [Theory]
    [InlineData("DE89370400440532013000", "DE89 3704 0044 0532 0130 00", true)]
    [InlineData("DE89370400440532013000", "37040044/532013000", true)]
    [InlineData("DE89370400440532013000", "37040044/0532013000EUR", true)]
    [InlineData("DE89370400440532013000", "DEUTDEFF/DE89370400440532013000", true)]
    [InlineData("DE89370400440532013000", "0532013000", true)]
    [InlineData("DE89370400440532013000", "37040044/32013000", false)]
    [InlineData("DE89370400440532013000", "37040045/532013000", false)]
    [InlineData("DE89370400440532013000", "013000", false)]
    [InlineData("DE89370400440532013000", "DE89370400440532013001", false)]
    [InlineData("DE89370400440532013000", "", false)]
    [InlineData("DE89370400440532013000", "DEUTDEFFXXX/0532013000", true)]
    [InlineData("DE89370400440532013000", "BNPAFRPP/0532013000", false)]
    [InlineData("GB29NWBK60161331926819", "0031926819", true)]
    [InlineData("GB29NWBK60161331926819", "0001926819", false)]
    [InlineData("12-345678", "0000012345678", true)]
    [InlineData("12-345678", "021000021/12345678", true)]
    [InlineData("12-345678", "02100002112345678", true)]
    [InlineData("12-345678", "011401533/12345678", false)]
    [InlineData("12-345678", "2345678", false)]
    public void AnAccount_IsKnownAsBanksWriteIt_AndNoOtherIs(string own, string written, bool same)
    {
        var iban = AccountRules.IsIban(own) ? own : null;
        new ReceivingAccount
        {
            Holder = "The Fund",
            Bank = "Bank",
            Iban = iban,
            AccountNumber = iban is null ? own : null,
            RoutingNumber = iban is null ? "021000021" : null,
            ReferenceRule = AccountRules.Reference,
            ProposedByName = "Maker",
        }.IsWrittenAs(written, "EUR").ShouldBe(same);
    }

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 01", null, null, null, "iban")]
    [InlineData(null, null, null, null, "iban")]
    [InlineData("DE89370400440532013000", "1234567", "021000021", null, "iban")]
    [InlineData(null, "12", "021000021", null, "accountNumber")]
    [InlineData(null, "1234567", null, null, "routingNumber")]
    [InlineData(null, "1234567", "021000022", null, "routingNumber")]
    [InlineData("DE89370400440532013000", null, null, "DEUT", "bic")]
    [InlineData("DE89370400440532013000", null, null, "1234567É", "bic")]
    public void ASlipOfThePen_IsNamedByItsField(string? iban, string? account, string? routing, string? bic, string field) =>
        AccountRules.Problem(new AccountRequest("Holder", "Bank", iban, account, routing, bic).Plain())!.Errors!.Keys.ShouldBe([field]);

    [Theory]
    [InlineData("Call {call} {fund}")]
    [InlineData("Call {call")]
    [InlineData("two\nlines")]
    [InlineData("")]
    public void AReferenceRule_ThatStandsForNothing_IsRefused(string rule) =>
        AccountRules.Problem(new AccountRequest("Holder", "Bank", "DE89370400440532013000", ReferenceRule: rule).Plain())!.Errors!.Keys.ShouldBe(["referenceRule"]);

    [Theory]
    [InlineData("1234", "••34")]
    [InlineData("12345", "•••45")]
    [InlineData("12345678", "••••5678")]
    [InlineData("DE89370400440532013000", "••••••••••••••••••3000")]
    public void AMaskedNumber_ShowsFourCharactersAtMost_AndNeverMoreThanHalf(string number, string shown) => AccountRules.Masked(number).ShouldBe(shown);

    [Fact]
    public void WhatIsMissing_IsNamed_AndNoFault() => AccountRules.Problem(new AccountRequest(null!, null!).Plain())!.Errors!.Keys.ShouldBe(["holder"]);

    [Fact]
    public void AReference_IsMadeOfItsRule_AndFitsIntoATransfer()
    {
        AccountRules.ReferenceOf("C{call} {investor}", 3, "Oak {call}").ShouldBe("C3 Oak {call}");
        AccountRules.ReferenceOf("{investor}", 3, new string('x', 300)).Length.ShouldBe(140);
    }
}

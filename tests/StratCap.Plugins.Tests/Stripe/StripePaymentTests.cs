using System.Globalization;
using StratCap.Plugin.Stripe;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Stripe;

public sealed class StripePaymentTests : IAsyncLifetime
{
    private readonly StripeConnector _stripe = new();
    private StripeStandIn _vendor = null!;

    public async ValueTask InitializeAsync() => _vendor = await StripeStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Collect_TwiceUnderOneKey_DebitsOnce()
    {
        var first = await Collect(Call("C-7"));
        (await Collect(Call("C-7"))).ShouldBe(first);
        first.ShouldBe(new WriteOutcome.Accepted("pi_1"));
        _vendor.Intents.Count.ShouldBe(1);
        var sent = _vendor.Requests.First();
        sent.Headers["idempotency-key"].ShouldBe("C-7");
        var form = sent.Form;
        (form["amount"], form["currency"], form["mandate"], form["confirm"], form["off_session"], form["allowed_payment_method_types[0]"]).ShouldBe(("25000000", "usd", "mandate_1", "true", "true", "us_bank_account"));
    }

    [Fact]
    public async Task Pay_TwiceUnderOneKey_PaysOnceFromTheFinancialAccount()
    {
        var first = await Pay(Distribution("D-7"));
        (await Pay(Distribution("D-7"))).ShouldBe(first);
        first.ShouldBe(new WriteOutcome.Accepted("obp_1"));
        var sent = _vendor.Requests.First().Json;
        (sent["from"]!["financial_account"]!.ToString(), sent["to"]!["recipient"]!.ToString(), sent["to"]!["payout_method"]!.ToString(), sent["amount"]!["value"]!.GetValue<long>()).ShouldBe(("fa_1", "acct_1", "usba_1", 25_000_000L));
    }

    [Fact]
    public async Task Key_UsedForAnotherAmount_IsRejectedAndNothingMoves()
    {
        await Collect(Call("C-8"));
        (await Collect(Call("C-8") with { Amount = new(1m, "USD") })).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("idempotency_error");
        _vendor.Intents.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Order_WhoseAnswerIsLost_IsUncertainThenFoundByItsKeyAndMovesOnce(bool collect)
    {
        _vendor.CutAfterWork = true;
        (collect ? await Collect(Call("L-1")) : await Pay(Distribution("L-1"))).ShouldBeOfType<WriteOutcome.Uncertain>();
        var found = await _stripe.GetStatus(_vendor.Connection(), new PaymentRef("L-1", null, new DateOnly(2026, 11, 20)), default);
        (found!.Key, found.ExternalId, found.State, found.Amount).ShouldBe(("L-1", collect ? "pi_1" : "obp_1", PaymentState.Pending, new Amount(250_000m, "USD")));
        (_vendor.Intents.Count + _vendor.Payments.Count).ShouldBe(1);
        (await _stripe.GetStatus(_vendor.Connection(), new PaymentRef("L-2", null), default)).ShouldBeNull();
    }

    [Fact]
    public async Task GetStatus_ByKey_FindsADebitBehindManyOthers()
    {
        for (var i = 0; i < 205; i++) await Collect(Call($"M-{i}"));
        (await _stripe.GetStatus(_vendor.Connection(), new("M-0", null), default))!.ExternalId.ShouldBe("pi_1");
    }

    [Theory]
    [InlineData("0.50", "USD", null)]
    [InlineData("999999.99", "USD", null)]
    [InlineData("0.01", "USD", "stripe.amount")]
    [InlineData("1000000.00", "USD", "stripe.amount")]
    [InlineData("999999999999.99", "USD", "stripe.amount")]
    [InlineData("1.005", "USD", "stripe.amount")]
    [InlineData("500", "JPY", "stripe.currency")]
    [InlineData("1.234", "KWD", "stripe.currency")]
    public async Task Collect_OfAnAmount_IsSentExactlyOrRefusedByName(string amount, string currency, string? refusal)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);
        var outcome = await Collect(Call("A-1") with { Amount = new(value, currency) });
        if (refusal is null) _vendor.Intents.Values.Single()["amount"]!.GetValue<long>().ShouldBe((long)(value * 100));
        else outcome.ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe(refusal);
        if (refusal is not null) _vendor.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.01", 1)]
    [InlineData("999999999999.99", 99_999_999_999_999)]
    public async Task Pay_OfAnAmount_IsSentExactly(string amount, long cents)
    {
        await Pay(Distribution("A-2") with { Amount = new(decimal.Parse(amount, CultureInfo.InvariantCulture), "USD") });
        _vendor.Payments.Values.Single()["amount"]!["value"]!.GetValue<long>().ShouldBe(cents);
    }

    [Fact]
    public async Task Order_ThatCannotBeSent_IsRefusedByNameBeforeAnythingIsSent()
    {
        Code(await Collect(Call("R-1") with { ExecuteOn = new(2026, 11, 21) })).ShouldBe("stripe.execute_on");
        Code(await Collect(Call("R-2") with { Party = Investor() with { MandateId = null } })).ShouldBe("stripe.mandate");
        Code(await Pay(Distribution("R-3") with { Remittance = "{{secret:api_key}}" })).ShouldBe("stripe.text");
        Code(await _stripe.Pay(_vendor.Connection(new { }), Distribution("R-4"), default)).ShouldBe("stripe.financial_account");
        Code(await Collect(Call("R-5") with { Party = Investor() with { Account = new(VendorId: "cus_1") } })).ShouldBe("stripe.refused");
        _vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Collect_WithATextLikeAPlaceholder_PutsNoSecretIntoIt()
    {
        await Collect(Call("P-1") with { Remittance = "{{secret:api_key}}" });
        _vendor.Requests.Single().Form["description"].ShouldBe("{{secret:api_key}}");
    }

    [Theory]
    [InlineData(401, "invalid_request_error", null, ErrorClass.Auth)]
    [InlineData(403, "invalid_request_error", null, ErrorClass.Auth)]
    [InlineData(429, "invalid_request_error", "rate_limit", ErrorClass.RateLimited)]
    public async Task Collect_RefusedForAReasonOfTheConnections_IsThrownInItsClassWithoutTheVendorsText(int status, string type, string? code, ErrorClass expected)
    {
        _vendor.Instead.Enqueue(StripeStandIn.Error(status, type, code, new() { ["Retry-After"] = "7" }));
        var error = await Should.ThrowAsync<ConnectorException>(() => Collect(Call("E-1")));
        (error.Class, error.RequestId).ShouldBe((expected, "req_1"));
        error.Message.ShouldNotContain("1234567890");
        error.Message.ShouldNotContain(StripeStandIn.ApiKey);
        if (expected == ErrorClass.RateLimited) error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "parameter_invalid_empty")]
    [InlineData(402, "card_error", "debit_not_authorized")]
    [InlineData(404, "invalid_request_error", "resource_missing")]
    public async Task Collect_RefusedForItsContent_IsRejectedWithTheVendorsCodeAndField(int status, string type, string code)
    {
        _vendor.Instead.Enqueue(StripeStandIn.Error(status, type, code));
        var rejected = (await Collect(Call("E-2"))).ShouldBeOfType<WriteOutcome.Rejected>();
        (rejected.Code, rejected.Field).ShouldBe((code, "payment_method"));
        rejected.Text.ShouldNotContain("1234567890");
    }

    [Fact]
    public async Task Collect_AnsweredByAServerErrorAnotherRequestAtWorkOrHalfAnAnswer_IsUncertain()
    {
        foreach (var answer in new[] { StripeStandIn.Error(500, "api_error"), StripeStandIn.Error(409, "idempotency_error", "idempotency_key_in_use"), new(502, "<html>"), new(200, "{\"id\":\"pi_9\",\"obj"), StandInAnswer.Cut })
        {
            _vendor.Instead.Enqueue(answer);
            (await Collect(Call("E-3"))).ShouldBeOfType<WriteOutcome.Uncertain>();
        }
        _vendor.Requests.Count().ShouldBe(5, "nothing is sent again by itself");
    }

    [Theory]
    [InlineData("requires_payment_method", typeof(WriteOutcome.Rejected))]
    [InlineData("requires_action", typeof(WriteOutcome.Uncertain))]
    [InlineData("succeeded", typeof(WriteOutcome.Accepted))]
    public async Task Collect_ThatStripeHoldsInAState_IsToldAsWhatItIs(string status, Type outcome)
    {
        _vendor.StatusOfNew = status;
        (await Collect(Call("S-1"))).ShouldBeOfType(outcome);
    }

    [Fact]
    public async Task Cancel_WhileItCan_TakesItBackAndIsRefusedAfterwards()
    {
        await Pay(Distribution("X-1"));
        (await _stripe.Cancel(_vendor.Connection(), new("X-1", null), default)).ShouldBe(new WriteOutcome.Accepted("obp_1"));
        (await _stripe.GetStatus(_vendor.Connection(), new("X-1", "obp_1"), default))!.State.ShouldBe(PaymentState.Cancelled);
        Code(await _stripe.Cancel(_vendor.Connection(), new("X-1", "obp_1"), default)).ShouldBe("payment_intent_unexpected_state");
        Code(await _stripe.Cancel(_vendor.Connection(), new("X-2", null), default)).ShouldBe("stripe.not_found");
    }

    [Fact]
    public async Task GetStatus_OfWhatIsNotThere_IsNull() => (await _stripe.GetStatus(_vendor.Connection(), new("x", "pi_none"), default)).ShouldBeNull();

    private Task<WriteOutcome> Collect(PaymentOrder order) => _stripe.Collect(_vendor.Connection(), order, default);

    private Task<WriteOutcome> Pay(PaymentOrder order) => _stripe.Pay(_vendor.Connection(), order, default);

    private static string Code(WriteOutcome outcome) => outcome.ShouldBeOfType<WriteOutcome.Rejected>().Code;

    internal static Party Investor() => new("LP001", "Granite Pension Fund", false, new PartyAccount(VendorId: "cus_1/pm_1"), MandateId: "mandate_1");

    internal static PaymentOrder Call(string key) => new(key, "appr-1", new Amount(250_000m, "USD"), new DateOnly(2026, 11, 20), Investor(), PaymentPurpose.CapitalCall, "Call 3");

    internal static PaymentOrder Distribution(string key) => Call(key) with { Party = Investor() with { Account = new(VendorId: "acct_1/usba_1") }, Purpose = PaymentPurpose.Distribution };
}

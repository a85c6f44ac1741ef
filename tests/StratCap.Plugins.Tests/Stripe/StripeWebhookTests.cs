using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StratCap.Plugin.Stripe;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.Stripe;

public sealed class StripeWebhookTests
{
    private const string Secret = "whsec_planted";
    private const string Body = """{"id":"evt_1","object":"event","type":"payment_intent.succeeded","created":1795186800,"account":"acct_9","data":{"object":{"id":"pi_1","object":"payment_intent","description":"Überweisung"}}}""";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_186_800);
    private readonly StripeConnector _stripe = new();
    private readonly Connection _connection = TestConnection.To(new Uri("http://127.0.0.1:1"), secrets: new Dictionary<string, string> { ["webhook_secret"] = Secret });

    [Fact]
    public async Task Delivery_SignedByStripesOwnLibrary_IsGood()
    {
        var script = "const stripe=require('stripe')('sk_test_x');let t='';process.stdin.on('data',d=>t+=d).on('end',()=>{const i=JSON.parse(t);process.stdout.write(stripe.webhooks.generateTestHeaderString(i))})";
        var header = await Peer.Run(script, JsonSerializer.Serialize(new { payload = Body, secret = Secret, timestamp = Now.ToUnixTimeSeconds() }));
        (await Verify(header)).ShouldBe(WebhookVerdict.Good);
        (await Verify(header, Body + " ")).IsGood.ShouldBeFalse();
        (await Verify(header, at: Now.AddSeconds(301))).IsGood.ShouldBeFalse();
    }

    [Fact]
    public void Signature_AsTheseTestsMakeIt_IsTakenByStripesOwnVerifier() =>
        global::Stripe.EventUtility.ConstructEvent(Body, Header(Now, Secret), Secret, 300, Now.ToUnixTimeSeconds(), throwOnApiVersionMismatch: false).Id.ShouldBe("evt_1");

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task Delivery_IsGoodForFiveMinutesEitherWay(int secondsFromNow, bool good) => (await Verify(Header(Now.AddSeconds(secondsFromNow), Secret))).IsGood.ShouldBe(good);

    [Fact]
    public async Task Delivery_SignedWithTwoSecretsDuringAChange_IsGood()
    {
        var other = Header(Now, "whsec_new").Split(',')[1];
        (await Verify($"{Header(Now, "whsec_new")},{Header(Now, Secret).Split(',')[1]}")).IsGood.ShouldBeTrue();
        (await Verify($"t={Now.ToUnixTimeSeconds()},{other}")).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("t=1795186800")]
    [InlineData("v1=abc")]
    [InlineData("t=x,v1=abc")]
    [InlineData("t=1795186800,v1=")]
    [InlineData("t=1795186800,v1=é")]
    public async Task Delivery_WithoutAWholeSignature_IsBad(string header) => (await Verify(header)).IsGood.ShouldBeFalse();

    [Fact]
    public async Task Delivery_WithTwoTimesOrATestSignature_IsBad()
    {
        (await Verify("t=1," + Header(Now, Secret))).IsGood.ShouldBeFalse();
        (await Verify(Header(Now, Secret).Replace("v1=", "v0=", StringComparison.Ordinal))).IsGood.ShouldBeFalse();
        (await _stripe.VerifyWebhook(_connection, new(new Dictionary<string, string>(), Encoding.UTF8.GetBytes(Body), Now), default)).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData("payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent"}""", "payment_changed", "pi_1")]
    [InlineData("charge.dispute.created", """{"id":"dp_1","object":"dispute","payment_intent":"pi_1"}""", "payment_changed", "pi_1")]
    [InlineData("payout.paid", """{"id":"po_1","object":"payout"}""", "transactions_changed", "po_1")]
    [InlineData("setup_intent.succeeded", """{"id":"seti_1","object":"setup_intent"}""", "accounts_changed", "seti_1")]
    [InlineData("radar.early_fraud_warning.created", """{"id":"issfr_1","object":"x"}""", "other", "issfr_1")]
    public async Task Event_SaysWhatToReadAgain(string type, string changed, string kind, string resource)
    {
        var told = (await Parse($$$"""{"id":"evt_2","type":"{{{type}}}","created":1795186800,"data":{"object":{{{changed}}}}}""")).ShouldHaveSingleItem();
        told.ShouldBe(new ProviderEvent("evt_2", null, kind, resource, Now));
    }

    [Fact]
    public async Task Event_OfV2_NamesThePaymentAndItsTime() =>
        (await Parse("""{"id":"evt_v2","object":"v2.core.event","type":"v2.money_management.outbound_payment.posted","created":"2026-11-20T15:00:00.000Z","related_object":{"id":"obp_1"}}""")).Single()
            .ShouldBe(new ProviderEvent("evt_v2", null, "payment_changed", "obp_1", new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"evt_1\"}")]
    public async Task Event_ThatIsNone_IsRefused(string body) => (await Should.ThrowAsync<ConnectorException>(() => Parse(body))).Class.ShouldBe(ErrorClass.Validation);

    private Task<WebhookVerdict> Verify(string header, string body = Body, DateTimeOffset? at = null) =>
        _stripe.VerifyWebhook(_connection, new(new Dictionary<string, string> { ["stripe-signature"] = header }, Encoding.UTF8.GetBytes(body), at ?? Now), default);

    private async Task<IReadOnlyList<ProviderEvent>> Parse(string body) => await _stripe.ParseWebhook(_connection, new(new Dictionary<string, string>(), Encoding.UTF8.GetBytes(body), Now), default);

    private static string Header(DateTimeOffset at, string secret)
    {
        var signed = $"{at.ToUnixTimeSeconds()}.{Body}";
        return $"t={at.ToUnixTimeSeconds()},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
    }
}

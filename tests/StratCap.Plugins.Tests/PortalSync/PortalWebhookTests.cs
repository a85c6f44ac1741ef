using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StratCap.Plugin.PortalSync;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;
using static StratCap.Plugins.Tests.PortalSync.Mappings;

namespace StratCap.Plugins.Tests.PortalSync;

public sealed class PortalWebhookTests : IAsyncLifetime
{
    private const string Body = """{"type":"investor.updated","data":{"id":"inv-1"}}""";
    private static readonly object Settings = new
    {
        host = "portal.example.com",
        mapping = new
        {
            webhook = new { type = "/type", investorTypes = new[] { "investor.updated" }, investor = "data.id" },
            publishEvent = new { fields = EventBody, webhook = new { path = "/hooks" } },
        },
    };

    private readonly PortalSyncConnector _portal = new();
    private PortalStandIn _vendor = null!;

    private DateTimeOffset Now => _vendor.Clock.GetUtcNow();

    public async ValueTask InitializeAsync() => _vendor = await PortalStandIn.Start();

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Event_Published_IsSignedSoThatOurOwnCheckTakesItAndAChangedOneNot()
    {
        (await Publish("E-1")).ShouldBe(new WriteOutcome.Accepted("E-1"));
        var sent = _vendor.Requests.Single();
        (await Verify(Delivery(sent))).ShouldBe(WebhookVerdict.Good);
        (await Verify(Delivery(sent) with { Body = Encoding.UTF8.GetBytes(sent.Body + " ") })).IsGood.ShouldBeFalse();
        sent.Headers["webhook-signature"].ShouldBe("v1=" + Hmac("planted-signing", "E-1", sent.Headers["webhook-timestamp"], sent.Body));
    }

    [Fact]
    public async Task Event_WhoseAnswerIsLost_IsUncertainAndHasTheSameIdWhenSentAgain()
    {
        _vendor.CutAfterWork = true;
        (await Publish("E-2")).ShouldBeOfType<WriteOutcome.Uncertain>();
        _vendor.Clock.Advance(TimeSpan.FromHours(1));
        (await Publish("E-2")).ShouldBeOfType<WriteOutcome.Accepted>();
        _vendor.Requests.Select(r => r.Headers["webhook-id"]).Distinct().ShouldBe(["E-2"]);
        (await Publish("E.2")).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("portal.key");
    }

    [Fact]
    public async Task Secret_BeingChanged_CountsOldAndNewBothWays()
    {
        _vendor.Secrets["signing_secret_old"] = "planted-old";
        (await Verify(Signed(Now, "planted-old"))).IsGood.ShouldBeTrue();
        (await Verify(Signed(Now, "planted-signing"))).IsGood.ShouldBeTrue();
        (await Verify(Signed(Now, "planted-other"))).IsGood.ShouldBeFalse();
        await Publish("E-3");
        _vendor.Requests.Single().Headers["webhook-signature"].Split(',').Length.ShouldBe(2);
        _vendor.Secrets.Remove("signing_secret_old");
        (await Verify(Signed(Now, "planted-old"))).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task Delivery_IsGoodForFiveMinutesEitherWay(int secondsFromNow, bool good) => (await Verify(Signed(Now.AddSeconds(secondsFromNow), "planted-signing"))).IsGood.ShouldBe(good);

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task Delivery_WithoutOneOfItsHeaders_OrWithAChangedOne_IsBad(string header)
    {
        var signed = Signed(Now, "planted-signing");
        (await Verify(signed with { Headers = signed.Headers.Where(h => h.Key != header).ToDictionary() })).IsGood.ShouldBeFalse();
        (await Verify(signed with { Headers = signed.Headers.ToDictionary(h => h.Key, h => h.Key == header ? h.Value + "1" : h.Value) })).IsGood.ShouldBeFalse();
        (await Verify(signed with { Headers = signed.Headers.ToDictionary(h => h.Key, h => h.Key == header ? "" : h.Value) })).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Body, "investor_changed", "inv-1")]
    [InlineData("""{"type":"door.opened"}""", "other", null)]
    public async Task Event_SaysWhatToReadAgain(string body, string kind, string? resource) =>
        (await _portal.ParseWebhook(Connection(), Signed(Now, "planted-signing", body), default)).Single().ShouldBe(new ProviderEvent("msg-1", null, kind, resource, Now));

    [Fact]
    public async Task Event_ThatIsNoJson_IsRefused() =>
        (await Should.ThrowAsync<ConnectorException>(() => _portal.ParseWebhook(Connection(), Signed(Now, "planted-signing", "{"), default))).Class.ShouldBe(ErrorClass.Validation);

    private Connection Connection() => _vendor.Connection(Settings);

    private Task<WriteOutcome> Publish(string key) => _portal.PublishEvent(Connection(), key, PortalHttpTests.Event(1m, "USD"), default);

    private Task<WebhookVerdict> Verify(WebhookDelivery delivery) => _portal.VerifyWebhook(Connection(), delivery, default);

    private WebhookDelivery Delivery(StandInRequest sent) => new(sent.Headers, Encoding.UTF8.GetBytes(sent.Body), Now);

    private WebhookDelivery Signed(DateTimeOffset at, string secret, string body = Body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new(
            new Dictionary<string, string> { ["webhook-id"] = "msg-1", ["webhook-timestamp"] = time, ["webhook-signature"] = "v1=" + Hmac(secret, "msg-1", time, body) }, Encoding.UTF8.GetBytes(body), Now);
    }

    private static string Hmac(string secret, string id, string time, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));
}

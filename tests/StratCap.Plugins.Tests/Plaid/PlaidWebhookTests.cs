using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.Plugin.Plaid;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.Plaid;

public sealed class PlaidWebhookTests : IAsyncLifetime
{
    private const string Body = """{"webhook_type":"TRANSFER","webhook_code":"TRANSFER_EVENTS_UPDATE","environment":"sandbox"}""";
    private readonly PlaidConnector _plaid = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private PlaidStandIn _vendor = null!;

    private DateTimeOffset Now => _vendor.Clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _vendor = await PlaidStandIn.Start();
        _vendor.WebhookKey = Jwk(_key);
    }

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return _vendor.DisposeAsync();
    }

    [Fact]
    public async Task Delivery_SignedByPlaidsKey_IsGood() => (await Verify(Signed(Body))).ShouldBe(WebhookVerdict.Good);

    [Fact]
    public async Task Delivery_WithAChangedBody_IsBad() => (await Verify(Signed(Body, body: Body + " "))).IsGood.ShouldBeFalse();

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task Delivery_IsGoodForFiveMinutesEitherWay(int secondsFromNow, bool good) => (await Verify(Signed(Body, at: Now.AddSeconds(secondsFromNow)))).IsGood.ShouldBe(good);

    [Fact]
    public async Task Delivery_UnderAnotherKey_IsBad()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await Verify(Signed(Body, key: stranger))).IsGood.ShouldBeFalse();
        (await Verify(Signed(Body, kid: "unknown"))).IsGood.ShouldBeFalse();
    }

    [Fact]
    public async Task Delivery_UnderAWithdrawnKey_IsBad()
    {
        _vendor.WebhookKey!["expired_at"] = Now.ToUnixTimeSeconds() - 1;
        (await Verify(Signed(Body))).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    public async Task Delivery_ThatAsksForAnotherAlgorithm_IsBadBeforeAKeyIsAskedFor(string algorithm)
    {
        (await Verify(Signed(Body, algorithm: algorithm))).IsGood.ShouldBeFalse();
        _vendor.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("!!.e30.e30")]
    public async Task Delivery_WithoutAToken_IsBad(string? token) =>
        (await Verify(new(token is null ? new Dictionary<string, string>() : new() { ["plaid-verification"] = token }, Encoding.UTF8.GetBytes(Body), Now))).IsGood.ShouldBeFalse();

    [Theory]
    [InlineData("TRANSFER", "TRANSFER_EVENTS_UPDATE", "payment_changed")]
    [InlineData("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE", "transactions_changed")]
    [InlineData("ITEM", "ERROR", "reconnect_needed")]
    [InlineData("ITEM", "LOGIN_REPAIRED", "other")]
    [InlineData("AUTH", "AUTOMATICALLY_VERIFIED", "accounts_changed")]
    public async Task Event_SaysWhatToReadAgainAndWhose(string type, string code, string kind)
    {
        var told = (await _plaid.ParseWebhook(_vendor.Connection(), Signed($$"""{"webhook_type":"{{type}}","webhook_code":"{{code}}","item_id":"Item1Aa"}"""), default)).ShouldHaveSingleItem();
        (told.Kind, told.ExternalAccount).ShouldBe((kind, "Item1Aa"));
    }

    [Fact]
    public async Task Event_Replayed_HasTheSameIdAndTheNextOneOfTheSameBodyAnother()
    {
        var first = Signed(Body);
        var id = await EventId(first);
        (await EventId(first)).ShouldBe(id);
        (await EventId(Signed(Body, at: Now.AddSeconds(1)))).ShouldNotBe(id);
    }

    private async Task<string> EventId(WebhookDelivery delivery) => (await _plaid.ParseWebhook(_vendor.Connection(), delivery, default)).Single().EventId;

    private Task<WebhookVerdict> Verify(WebhookDelivery delivery) => _plaid.VerifyWebhook(_vendor.Connection(), delivery, default);

    private WebhookDelivery Signed(string signedBody, string? body = null, DateTimeOffset? at = null, ECDsa? key = null, string kid = "key-1", string algorithm = "ES256")
    {
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"{{kid}}","typ":"JWT"}"""));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signedBody)));
        var claims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"iat":{{(at ?? Now).ToUnixTimeSeconds()}},"request_body_sha256":"{{hash}}"}"""));
        var signature = (key ?? _key).SignData(Encoding.ASCII.GetBytes(head + "." + claims), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new(new Dictionary<string, string> { ["plaid-verification"] = $"{head}.{claims}.{Base64Url.EncodeToString(signature)}" }, Encoding.UTF8.GetBytes(body ?? signedBody), Now);
    }

    private static JsonObject Jwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new() { ["alg"] = "ES256", ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["kid"] = "key-1", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y), ["created_at"] = 1, ["expired_at"] = null };
    }
}

using System.Security.Cryptography;
using System.Text;
using StratCap.Plugin.QuickBooks;
using StratCap.Plugins.Tests.Ledgers;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.QuickBooks;

public sealed class QuickBooksWebhookTests
{
    private const string TwoCompanies = """
        [{"specversion":"1.0","id":"e1","source":"intuit.abc","type":"qbo.journalentry.updated.v1","time":"2026-11-26T10:00:00Z","intuitentityid":"12","intuitaccountid":"310687","data":{}},
         {"specversion":"1.0","id":"e2","source":"intuit.abc","type":"qbo.account.created.v1","time":"2026-11-26T10:00:01Z","intuitentityid":"13","intuitaccountid":"310688","data":{}},
         {"specversion":"1.0","id":"e3","source":"intuit.abc","type":"qbo.invoice.deleted.v1","time":"2026-11-26T10:00:02Z","intuitentityid":"14","intuitaccountid":"310687","data":{}}]
        """;

    private const string Older = """
        {"eventNotifications":[{"realmId":"310687","dataChangeEvent":{"entities":[{"name":"JournalEntry","id":"12","operation":"Update","lastUpdated":"2026-04-01T10:00:00.000Z"}]}},
         {"realmId":"310688","dataChangeEvent":{"entities":[{"name":"Account","id":"5","operation":"Create","lastUpdated":"2026-04-01T10:00:01.000Z"}]}}]}
        """;

    private static readonly DateTimeOffset Received = new(2026, 11, 26, 10, 0, 5, TimeSpan.Zero);
    private static readonly QuickBooksConnector Connector = new();

    private static readonly Connection Connection = TestConnection.To(new Uri("http://127.0.0.1:9"), new { realmId = "310687", homeCurrency = "USD" }, new Dictionary<string, string> { ["webhook_verifier"] = "v3r1f13r" });

    private static WebhookDelivery Delivery(string body, string? signature) => new(
        signature is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["intuit-signature"] = signature }, Encoding.UTF8.GetBytes(body), Received);

    private static string Sign(string body, string key = "v3r1f13r") => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Delivery_SignedByIntuit_IsGood() => (await Connector.VerifyWebhook(Connection, Delivery(TwoCompanies, Sign(TwoCompanies)), default)).IsGood.ShouldBeTrue();

    [Fact]
    public async Task Delivery_ChangedUnsignedOrSignedByAnother_IsBad()
    {
        foreach (var signature in new[] { Sign(TwoCompanies + " "), Sign(TwoCompanies, "another"), "not base64!", "AAAA", "", null })
            (await Connector.VerifyWebhook(Connection, Delivery(TwoCompanies, signature), default)).IsGood.ShouldBeFalse();
    }

    [Fact]
    public async Task Delivery_OfSeveralCompanies_NamesEachEventsCompany() =>
        (await Connector.ParseWebhook(Connection, Delivery(TwoCompanies, null), default)).ShouldBe(
        [
            new ProviderEvent("e1", "310687", "entries_changed", "12", new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero)),
            new ProviderEvent("e2", "310688", "accounts_changed", "13", new(2026, 11, 26, 10, 0, 1, TimeSpan.Zero)),
            new ProviderEvent("e3", "310687", "other", "14", new(2026, 11, 26, 10, 0, 2, TimeSpan.Zero)),
        ]);

    [Fact]
    public async Task Delivery_InTheOlderForm_IsRead_AndARepeatHasTheSameIds()
    {
        var events = await Connector.ParseWebhook(Connection, Delivery(Older, null), default);
        events.Select(e => (e.ExternalAccount, e.Kind, e.ResourceId)).ShouldBe([("310687", "entries_changed", "12"), ("310688", "accounts_changed", "5")]);
        events.Select(e => e.EventId).ShouldBeUnique();
        (await Connector.ParseWebhook(Connection, Delivery(Older, null), default)).ShouldBe(events);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("[{\"type\":\"qbo.journalentry.updated.v1\"}]")]
    public async Task Delivery_InNoKnownForm_IsRefused(string body) => (await Entries.Fails(() => Connector.ParseWebhook(Connection, Delivery(body, null), default))).Class.ShouldBe(ErrorClass.Validation);
}

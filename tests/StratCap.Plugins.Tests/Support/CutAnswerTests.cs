using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.Plaid;
using StratCap.Plugin.PortalSync;
using StratCap.Plugin.Stripe;
using StratCap.Plugins.Tests.PortalSync;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.Support;

/// <summary>The host cuts an answer off after the request had left: nobody knows what became of the order.</summary>
public sealed class CutAnswerTests
{
    [Fact]
    public async Task Order_WhoseAnswerTheHostCutOff_IsUncertainAndNeverRejected()
    {
        (await new PlaidConnector().Pay(Connection(new { environment = "sandbox", clientId = "x" }), Plaid.PlaidTransferTests.Order("K-1"), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
        (await new StripeConnector().Pay(Connection(new { financialAccount = "fa_1" }), Stripe.StripePaymentTests.Distribution("K-1"), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
        (await new PortalSyncConnector().UpsertInvestor(Connection(Mappings.Rest()), "K-1", PortalHttpTests.Investor(), default)).ShouldBeOfType<WriteOutcome.Uncertain>();
    }

    private static Connection Connection(object settings)
    {
        var made = TestConnection.To(new Uri("http://127.0.0.1:1"), clock: new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero)));
        return new Connection { Handle = made.Handle, Settings = JsonSerializer.SerializeToElement(settings, JsonSerializerOptions.Web), Http = new HttpClient(new Cutting()), Secrets = made.Secrets, Clock = made.Clock, Log = made.Log };
    }

    private sealed class Cutting : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => throw new ConnectorException(ErrorClass.Permanent, "The answer is longer than the plugin's limit.", "egress.too_large");
    }
}

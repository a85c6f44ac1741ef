using System.Net;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;

namespace StratCap.Server.Tests.Plugins;

/// <summary>The demonstration leads vendors to stand-ins on this machine, and to nothing else.</summary>
public sealed class StandInVendorsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AKnownVendor_LeadsToItsStandIn_AndEveryOtherNameNoFurtherThanBefore()
    {
        var routes = new StandInVendors(new Dictionary<string, string> { ["ledger.sample.example"] = "http://127.0.0.1:4100" });

        (await routes.Resolve("ledger.sample.example", 443, Stop)).ShouldBe([new IPEndPoint(IPAddress.Loopback, 4100)]);
        routes.IsPlain("ledger.sample.example").ShouldBeTrue();
        routes.IsPlain("other.example").ShouldBeFalse();
        await Should.ThrowAsync<ConnectorException>(() => routes.Resolve("localhost", 443, Stop));
    }

    [Theory]
    [InlineData("http://10.0.0.5:80")]
    [InlineData("https://127.0.0.1:4100")]
    [InlineData("http://vendor.example:80")]
    [InlineData("somewhere")]
    public void AStandInThatIsNotOnThisMachine_IsRefused(string address) =>
        Should.Throw<ArgumentException>(() => new StandInVendors(new Dictionary<string, string> { ["ledger.sample.example"] = address }));
}

using System.Globalization;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.SageIntacct;

/// <summary>Sage's own SDK drives the stand-in of the other tests: it understands the vendor's requests, and the vendor's parser reads its answers.</summary>
public sealed class IntacctPeerTests : IAsyncDisposable
{
    private readonly IntacctStandIn vendor = new();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    [Fact]
    public async Task StandIn_ServesSagesOwnSdk()
    {
        var said = await Peer.Run("intacct.cjs", vendor.Address.Port.ToString(CultureInfo.InvariantCulture));
        said.ToString().ShouldContain("BL01001973");
        said.GetProperty("made").GetProperty("status").GetString().ShouldBe("success", said.ToString());
        said.GetProperty("again").ToString().ShouldContain("BL34000061");
        said.GetProperty("found").TryGetProperty("data", out _).ShouldBeTrue(said.ToString());
        said.GetProperty("found").GetProperty("data")[0].GetProperty("REFERENCENO").GetString().ShouldBe("SDK-1");
        said.GetProperty("stranger").ToString().ShouldContain("XL03000006");
        vendor.Batches.Count.ShouldBe(1);
        vendor.Books["GLENTRY"].Select(l => (l["ACCOUNTNO"], l["TR_TYPE"], l["TRX_AMOUNT"])).ShouldBe([("1100", "1", "12.34"), ("3100", "-1", "12.34")]);
    }
}

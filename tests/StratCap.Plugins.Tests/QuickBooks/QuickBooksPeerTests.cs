using System.Text.Json.Nodes;
using StratCap.Plugin.QuickBooks;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.QuickBooks;

/// <summary>The client <c>node-quickbooks</c> drives the stand-in of the other tests: it speaks what real clients speak.</summary>
public sealed class QuickBooksPeerTests : IAsyncDisposable
{
    private readonly QuickBooksStandIn vendor = new();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    [Fact]
    public async Task StandIn_ServesAClientOfOthers_AndOurConnectorReadsWhatItPosted()
    {
        foreach (var id in new[] { "35", "36" }) vendor.Accounts.Add(new JsonObject { ["Id"] = id, ["Name"] = "A" + id, ["Classification"] = "Asset", ["Active"] = true });
        var said = await Peer.Run("quickbooks.cjs", vendor.Address.ToString(), QuickBooksStandIn.Realm, QuickBooksStandIn.Token, "2026-11-20T00:00:00Z");
        said.GetProperty("made").GetProperty("Id").GetString().ShouldBe("1");
        said.GetProperty("refused").GetProperty("error").GetProperty("Error")[0].GetProperty("code").GetString().ShouldBe("6000");
        said.GetProperty("accounts").GetProperty("QueryResponse").GetProperty("Account").GetArrayLength().ShouldBe(2);
        said.GetProperty("entries").GetProperty("QueryResponse").GetProperty("JournalEntry")[0].GetProperty("DocNumber").GetString().ShouldBe("PEER-1");
        said.GetProperty("changes").GetProperty("CDCResponse")[0].GetProperty("QueryResponse")[0].GetProperty("JournalEntry").GetArrayLength().ShouldBe(1);
        var read = (await new QuickBooksConnector().StreamEntries(QuickBooksReadingTests.To(vendor), null, default).Whole()).Items.Single();
        (read.Reference, read.Lines.Sum(l => l.Amount.Value)).ShouldBe(("PEER-1", 24.68m));
    }
}

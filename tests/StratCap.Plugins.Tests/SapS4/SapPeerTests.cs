using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Plugin.SapS4;
using StratCap.Plugins.Tests.Ledgers;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugins.Tests.SapS4;

/// <summary>SAP's own mock server serves OData v2 to our reader: filters, order, counts, dates and the fetching of a token are as SAP understands them.</summary>
public sealed class SapPeerTests
{
    [Fact]
    public async Task Reader_UnderstandsSapsOwnServer()
    {
        var rows = Directory.CreateTempSubdirectory("stratcap-sap-");
        await using var books = new SapStandIn();
        for (var i = 0; i < 1300; i++) books.Add(new DateOnly(2026, 1, 1).AddDays(i / 5), [i + 0.01m, -(i + 0.01m)]);
        books.Accounts.Add(new JsonObject { ["ChartOfAccounts"] = "YCOA", ["GLAccount"] = "0011000000", ["IsBalanceSheetAccount"] = true });
        books.Texts.Add(new JsonObject { ["ChartOfAccounts"] = "YCOA", ["GLAccount"] = "0011000000", ["Language"] = "EN", ["GLAccountLongName"] = "Bank" });
        foreach (var (set, items) in new[] { ("A_OperationalAcctgDocItemCube", books.Items), ("A_GLAccountInChartOfAccounts", books.Accounts), ("A_GLAccountText", books.Texts) })
            await File.WriteAllTextAsync(Path.Combine(rows.FullName, set + ".json"), JsonSerializer.Serialize(items));
        var (server, address) = await Peer.Serve("sap.cjs", Peer.VendorFile("sap"), rows.FullName);
        try
        {
            var connection = SapTests.To(address, books.Today);
            var connector = new SapS4Connector();
            (await connector.Check(connection, default)).AccountName.ShouldBe("Birch Fund II LP");
            (await connector.ListAccounts(connection, default).Whole()).Items.ShouldBe([new LedgerAccount("0011000000", "0011000000", "Bank", LedgerAccountKind.BalanceSheet, null, true)]);
            var whole = await connector.StreamEntries(connection, null, default).Whole();
            whole.Items.Select(e => e.Id).ShouldBeUnique();
            whole.Items.Count.ShouldBe(1300);
            whole.Items[^1].ShouldSatisfyAllConditions(e => e.Date.ShouldBe(new DateOnly(2026, 1, 15)), e => e.Lines.Select(l => l.Amount.Value).ShouldBe([1299.01m, 1299.01m]));
            (await connector.StreamEntries(connection, "1|2026-09-16|||", default).Whole()).Items.Count.ShouldBe(10);
            (await Forgery.Token(connection, "https://my300000-api.s4hana.example", default)).Value.ShouldNotBeNullOrEmpty();
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            rows.Delete(recursive: true);
        }
    }
}

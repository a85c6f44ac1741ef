using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.Plaid;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.Plaid;

/// <summary>
/// Every call against Plaid's published OpenAPI description, served by Prism: a request that does not fit it is answered with 422, and the answers are the description's own examples.
/// The description carries no licence, so that it is not copied into the repository: the suite runs where it lies beside the checkout.
/// </summary>
public sealed class PlaidSpecificationTests
{
    [Fact]
    public async Task EveryCall_FitsPlaidsDescription()
    {
        var description = Description();
        Assert.SkipUnless(description is not null, "Plaid's description is not beside the checkout.");
        await using var prism = await Peer.Serve("prism", port => ["mock", "-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-h", "127.0.0.1", "--errors", description]);
        var plaid = new PlaidConnector();
        var connection = Connection(prism.Address);

        await plaid.Check(connection, default);
        var link = new LinkRequest("L-1", "LP001", "Granite", null, false, LinkPurpose.Payments);
        (await plaid.BeginLink(connection, link, default)).PageToken.ShouldNotBeEmpty();
        (await plaid.CompleteLink(connection, link, new("public-sandbox-1", null), default)).Secret!.Value.ShouldNotBeEmpty();
        (await plaid.ListAccounts(connection, default)).ShouldNotBeEmpty();
        await plaid.VerifyAccount(connection, new("Granite", new(VendorId: "item_token/BxBXxLj1m4HMXBm9WZZmCWVbPjX16EHwv99vp")), default);
        await foreach (var page in plaid.StreamUpdates(connection, null, default)) page.Items.ShouldNotBeNull();

        // The examples' amounts are their own, so that the order is known by its refusal; what is sent is judged by the description all the same.
        (await plaid.Collect(connection, PlaidTransferTests.Order("D-1") with { Rail = "same-day-ach", Amount = new(1m, "USD") }, default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("plaid.key_reused");
        (await plaid.GetStatus(connection, new PaymentRef("D-1", "460cbe92-2dcc-8eae-5ad6-b37d0ec90fd9"), default)).ShouldNotBeNull();
        (await plaid.Cancel(connection, new PaymentRef("D-1", "460cbe92-2dcc-8eae-5ad6-b37d0ec90fd9"), default)).ShouldBeOfType<WriteOutcome.Accepted>();
    }

    private static Connection Connection(Uri prism) => TestConnection.To(
        prism, new { environment = "sandbox", clientId = "5f3aclientid", clientName = "Harbour Partners" }, new Dictionary<string, string> { ["secret"] = "s", ["item_token"] = "access-sandbox-1" },
        new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero)));

    private static string? Description()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "vendor", "plaid", "plaid-openapi.trimmed.json");
            if (File.Exists(file)) return file;
        }
        return null;
    }
}

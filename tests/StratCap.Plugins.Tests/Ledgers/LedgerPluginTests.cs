using System.Net;
using System.Reflection;
using System.Text.Json;
using StratCap.Plugin.QuickBooks;
using StratCap.Plugin.SageIntacct;
using StratCap.Plugin.SapS4;
using StratCap.Plugins.Tests.QuickBooks;
using StratCap.Plugins.Tests.SageIntacct;
using StratCap.Plugins.Tests.SapS4;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Testing;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.Ledgers;

/// <summary>What holds for each of the general ledgers' plugins alike.</summary>
public sealed class LedgerPluginTests
{
    public static TheoryData<Type> Connectors => [typeof(QuickBooksConnector), typeof(SageIntacctConnector), typeof(SapS4Connector)];

    private static JsonElement Manifest(Type connector) => Read(connector, "plugin.json");

    private static JsonElement Schema(Type connector) => Read(connector, Manifest(connector).GetProperty("settings").GetString()!);

    private static JsonElement Read(Type connector, string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Peer.VendorFile($"../../../plugins/{connector.Assembly.GetName().Name}/{file}")));
        return json.RootElement.Clone();
    }

    private static string[] Texts(JsonElement array, string? member = null) => [.. array.EnumerateArray().Select(e => (member is null ? e : e.GetProperty(member)).GetString()!)];

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Assembly_ShowsOneConnector_AndNeedsNothingButTheSdk(Type connector)
    {
        connector.Assembly.GetExportedTypes().ShouldBe([connector]);
        connector.Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System", StringComparison.Ordinal)).ShouldBeSubsetOf(["StratCap.PluginSdk", "Microsoft.Extensions.Logging.Abstractions"]);
        connector.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).ShouldBeEmpty("a connector keeps nothing between calls");
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Manifest_PromisesWhatTheConnectorCanDo(Type connector)
    {
        var manifest = Manifest(connector);
        manifest.GetProperty("entry").GetString().ShouldBe(connector.Assembly.GetName().Name + ".dll");
        manifest.GetProperty("kind").GetString().ShouldBe("gl");
        var capabilities = Texts(manifest.GetProperty("capabilities"));
        capabilities.Intersect(["pullAccounts", "pullJournal"]).Count().ShouldBe(typeof(ILedgerReader).IsAssignableFrom(connector) ? 2 : 0);
        capabilities.Contains("pushJournal").ShouldBe(typeof(ILedgerWriter).IsAssignableFrom(connector));
        capabilities.Contains("webhooks").ShouldBe(typeof(IWebhooks).IsAssignableFrom(connector) && manifest.TryGetProperty("webhooks", out _));
        capabilities.Contains("oauth2").ShouldBe(manifest.TryGetProperty("oauth2", out _));
        manifest.GetProperty("egress").EnumerateArray().ShouldAllBe(e => Texts(e.GetProperty("methods")).All(m => m == "GET" || m == "POST"));
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Settings_HoldNoSecret_AndEveryOneHasItsPlaceInTheForm(Type connector)
    {
        var properties = Schema(connector).GetProperty("properties").EnumerateObject().ToList();
        properties.Select(p => p.Name).Intersect(Texts(Manifest(connector).GetProperty("secrets"), "name")).ShouldBeEmpty();
        properties.ShouldAllBe(p => p.Value.GetProperty("title").GetString()!.Length > 0 && p.Value.GetProperty("x-group").GetString()!.Length > 0);
        properties.Select(p => p.Value.GetProperty("x-order").GetInt32()).ShouldBe(Enumerable.Range(1, properties.Count));
        Texts(Schema(connector).GetProperty("required")).ShouldBeSubsetOf(properties.Select(p => p.Name));
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task MissingSetting_IsNamed(Type connector)
    {
        var made = (IConnector)Activator.CreateInstance(connector)!;
        var refusal = await Entries.Fails(() => made.Check(TestConnection.To(new Uri("http://127.0.0.1:9")), default));
        refusal.Class.ShouldBe(ErrorClass.Validation);
        refusal.Message.ShouldContain("setting '");
    }

    [Fact]
    public async Task TwoFirmsAtOnce_NeverMix()
    {
        await using var ours = new QuickBooksStandIn();
        await using var theirs = new QuickBooksStandIn();
        for (var i = 0; i < 30; i++) ours.Add(ours.Now.AddDays(-90).AddSeconds(i), 1m);
        for (var i = 0; i < 20; i++) theirs.Add(theirs.Now.AddDays(-90).AddSeconds(i), 2m);
        var connector = new QuickBooksConnector();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            var (vendor, count, amount) = i % 2 == 0 ? (ours, 30, 1m) : (theirs, 20, 2m);
            var read = (await connector.StreamEntries(QuickBooksReadingTests.To(vendor), null, default).Whole()).Items;
            read.Count.ShouldBe(count);
            read.SelectMany(e => e.Lines).ShouldAllBe(l => l.Amount.Value == amount);
        }));
    }

    [Fact]
    public async Task StoppedReading_EndsAsStopped_NotAsAnError()
    {
        await using var vendor = new SapStandIn();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new SapS4Connector().StreamEntries(SapTests.To(vendor.Address, vendor.Today), null, stop.Token).Whole());
    }

    [Theory]
    [InlineData("{{secret:access_token}} {{{secret:user_password}} {{basic:user,password}}")]
    [InlineData("Müller & Söhne <\"'> \\ {")]
    public async Task WhatAPersonTyped_ReachesTheVendorAsTyped_AndOpensNoSecret(string typed)
    {
        await using var quickBooks = new QuickBooksStandIn();
        await using var intacct = new IntacctStandIn();
        await using var sap = new SapStandIn();
        var entry = Entries.Call() with { Memo = typed };
        entry = entry with { Lines = [.. entry.Lines.Select(l => l with { Text = typed })] };
        (await new QuickBooksConnector().PostEntry(QuickBooksReadingTests.To(quickBooks), entry, default)).ShouldBeOfType<WriteOutcome.Accepted>();
        ((string)quickBooks.Entries.Single()["PrivateNote"]!).ShouldBe(typed);
        foreach (var kind in new[] { "rest", "xml" })
        {
            var secrets = new Dictionary<string, string> { ["access_token"] = "rest-token", ["sender_password"] = "sender&secret", ["user_password"] = "user-secret" };
            var connection = TestConnection.To(intacct.Address, new Dictionary<string, string> { ["interface"] = kind, ["companyId"] = "c", ["senderId"] = "s", ["userId"] = "u", ["journal"] = "GJ", ["baseCurrency"] = "USD" }, secrets);
            (await new SageIntacctConnector().PostEntry(connection, entry with { Key = kind, Reference = kind }, default)).ShouldBeOfType<WriteOutcome.Accepted>();
            (intacct.Batches[^1]["BATCH_TITLE"], intacct.Books["GLENTRY"][^1]["DESCRIPTION"]).ShouldBe((typed, typed));
        }
        (await new SapS4Connector().PostEntry(SapTests.To(sap.Address, sap.Today), entry, default)).ShouldBeOfType<WriteOutcome.Accepted>();
        sap.Items.Select(i => (string)i["DocumentItemText"]!).Distinct().ShouldBe([typed[..Math.Min(50, typed.Length)]]);
    }

    [Fact]
    public void Text_ThatXmlCannotCarry_IsTakenOut_AndNoCharacterIsHalved()
    {
        PlainBody.Carried("a\u0001b\uFFFFc\td").ShouldBe("abc\td");
        PlainBody.Carried("\ud800x").ShouldBe("\uFFFDx");
        PlainBody.Carried("ab\U0001F600", 3).ShouldBe("ab");
        PlainBody.Carried("ab\U0001F600", 4).ShouldBe("ab\U0001F600");
    }

    [Fact]
    public async Task LongRefusal_IsCut()
    {
        await using var vendor = new IntacctStandIn();
        vendor.Answer(HttpStatusCode.BadRequest, $$$"""{"ia::error":{"code":"x","message":"{{{new string('x', 5000)}}}"}}""");
        var connection = TestConnection.To(vendor.Address, new { @interface = "rest", companyId = "c", journal = "GJ", baseCurrency = "USD" }, new Dictionary<string, string> { ["access_token"] = "rest-token" });
        (await Entries.Fails(() => new SageIntacctConnector().Check(connection, default))).Message.Length.ShouldBeLessThan(220);
    }
}

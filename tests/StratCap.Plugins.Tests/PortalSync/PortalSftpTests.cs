using System.Text;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Portals;
using StratCap.Plugins.Tests.Runtime;
using static StratCap.Plugins.Tests.PortalSync.Mappings;

namespace StratCap.Plugins.Tests.PortalSync;

/// <summary>The batch as it runs: the connector in its worker, the host that drives SFTP, and OpenSSH's own server.</summary>
public sealed class PortalSftpTests : IAsyncLifetime
{
    private const string Host = "sftp.portal.example";

    private SftpServer _server = null!;
    private RuntimeBench _bench = null!;
    private string _hash = "";

    public async ValueTask InitializeAsync()
    {
        _server = await SftpServer.SharedAsync();
        _bench = await RuntimeBench.Start();
        _bench.Vendor.Others[Host] = _server.Port;
        _hash = await _bench.Register("plugins/StratCap.Plugin.PortalSync", manifest => manifest.Replace("\"requestsPerMinute\": 120", "\"requestsPerMinute\": 60000", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Batch_OverSftp_TakesInvestorsOnce_WritesOncePerKey_AndKeepsTwoFirmsApart()
    {
        var (scope, place) = Firm();
        var (other, elsewhere) = Firm();
        Drop(place, "investors_1.csv", "Investor Id,Legal Name\r\nI1,Oak LP\r\nI2,Elm LP\r\n");
        (await _bench.Caller.Check(scope.Call, default)).AccountName.ShouldBe(Host);

        var first = await All(scope, null);
        first.Investors.ShouldBe(["I1", "I2"]);
        (await All(other, null)).Investors.ShouldBeEmpty();
        (await All(scope, first.Cursor)).Investors.ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(place, "in")).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(place, "processed")).Length.ShouldBe(2);
        (await All(scope, first.Cursor)).Investors.ShouldBeEmpty();

        var call = new PortalCapitalEvent("I1", "Fund One", "capital_call", 3, new(2026, 1, 1), new(2026, 1, 31), new(100m, "USD"), null, new Dictionary<string, decimal>());
        for (var i = 0; i < 2; i++) (await _bench.Caller.PublishEvent(scope.Call, "K1", call, default)).ShouldBeOfType<WriteOutcome.Accepted>();
        (await _bench.Caller.PublishEvent(scope.Call, "K1", call with { Amount = new(100.01m, "USD") }, default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("files.exists");
        Directory.GetFiles(Path.Combine(place, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["event_K1.csv", "event_K1.csv.rows", "event_K1.csv.sha256"]);
        File.ReadAllText(Path.Combine(place, "out/event_K1.csv")).ShouldBe("Investor Id,Amount\r\nI1,100.00\r\n");
        Directory.GetFiles(elsewhere, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        scope.Requests.ShouldContain(r => r.Method == "RENAME" && r.Host == Host);
    }

    [Fact]
    public async Task Connection_WithoutAFileServer_HasNoFiles_AndAWrongKeyIsAuth()
    {
        var (scope, _) = Firm(key: _server.StrangersKey);
        (await Should.ThrowAsync<ConnectorException>(() => _bench.Caller.Check(scope.Call, default))).Class.ShouldBe(ErrorClass.Auth);
        var none = _bench.For(_hash, new { host = "portal.example.com", mapping = Mapping });
        (await Should.ThrowAsync<ConnectorException>(() => _bench.Caller.Check(none.Call, default))).Message.ShouldContain("no place for files");
    }

    private static object Mapping => new
    {
        listInvestors = new { fields = Named(("/externalId", new { from = "/Investor Id" }), ("/name", new { from = "/Legal Name" })), file = new { folder = "in", prefix = "investors_" } },
        publishEvent = new { fields = Named(("Investor Id", new { from = "/investorExternalId" }), ("Amount", new { from = "/amount" })), file = new { folder = "out", prefix = "event_" } },
    };

    private (RuntimeBench.Scope Scope, string Place) Firm(string? key = null)
    {
        var place = _server.Folder("in", "out");
        var scope = _bench.For(_hash, new { fileHost = Host, fileUser = _server.User, fileHostKey = _server.Fingerprint, fileFolder = place, mapping = Mapping });
        scope.Others["sftp_key"] = key ?? _server.Key;
        return (scope, place);
    }

    private static void Drop(string place, string name, string text)
    {
        File.WriteAllText(Path.Combine(place, "in", name), text);
        File.WriteAllText(Path.Combine(place, "in", name + ".sha256"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private async Task<(List<string> Investors, string Cursor)> All(RuntimeBench.Scope scope, string? cursor)
    {
        var investors = new List<string>();
        await foreach (var page in _bench.Caller.StreamInvestors(scope.Call, cursor, default))
        {
            investors.AddRange(page.Items.Select(i => i.ExternalId));
            cursor = page.Cursor;
        }
        return (investors, cursor!);
    }
}

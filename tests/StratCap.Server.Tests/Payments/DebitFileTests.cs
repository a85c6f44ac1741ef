using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using System.Xml.Schema;
using Microsoft.Extensions.Logging.Abstractions;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>The debits of a released run as the connectors write them for a bank.</summary>
public sealed class DebitFileTests
{
    [Fact]
    public async Task APain008_OfARun_IsValidByItsSchema_AndHoldsWhatIsDue()
    {
        await using var money = await MoneyStage.Open();
        var (call, swift) = (Guid.CreateVersion7(), new SwiftConnector());
        money.Stage.Others.Fund.Begin(2, "EUR");
        money.Stage.Others.Fund.Call(call);
        await money.OwnAccount();
        await money.PayeesStand();
        await money.MandatesStand();
        money.Bank.Writer = batch => swift.WriteOrders(Connection(new { initiatingParty = "Harbour Partners GP", creditorId = "DE98ZZZ09999999999" }), batch, TestContext.Current.CancellationToken);

        var (run, file) = await Written(money, call);

        var xml = XDocument.Load(new MemoryStream(file));
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Path.Combine(Root(), "tests", "StratCap.Plugins.Tests", "Vendor", "iso20022", "pain.008.001.08.xsd"));
        var faults = new List<string>();
        xml.Validate(schemas, (_, e) => faults.Add(e.Message));
        faults.ShouldBeEmpty();
        string[] Values(string name) => [.. xml.Descendants().Where(e => e.Name.LocalName == name).Select(e => e.Value)];
        Values("EndToEndId").ShouldBe((await money.Payments(run)).Select(p => p.Text("paymentKey")));
        Values("InstdAmt").ShouldBe(["600.01", "1000.01", "1000.01"]);
        Values("CtrlSum").ShouldAllBe(sum => sum == "2600.03");
        Values("MndtId").ShouldBe(["M-0", "M-1", "M-2"]);
        Values("DtOfSgntr").ShouldAllBe(day => day == "2026-01-10");
        Values("ReqdColltnDt").ShouldBe(["2026-03-31"]);
    }

    [Fact]
    public async Task AnAchFile_OfARun_HasTheDebitsAlone_UnderNumbersThatRun()
    {
        await using var money = await MoneyStage.Open();
        var (call, ach) = (Guid.CreateVersion7(), new AchConnector());
        money.Stage.Others.Fund.Begin(2);
        money.Stage.Others.Fund.Call(call);
        await money.OwnAccount("998877", "121042882");
        await money.PayeesStand("4400001", "231380104");
        await money.MandatesStand();
        var settings = new { immediateDestination = "121042882", destinationName = "First Test Bank", odfi = "121042882", immediateOrigin = "1123456789", originName = "Harbour Partners GP", companyId = "1123456789" };
        money.Bank.Writer = batch => ach.WriteOrders(Connection(settings), batch, TestContext.Current.CancellationToken);

        var (run, file) = await Written(money, call);

        var lines = Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r')).ToArray();
        lines.ShouldAllBe(l => l.Length == 94);
        (lines.Length % 10).ShouldBe(0);
        lines.Single(l => l[0] == '5')[1..4].ShouldBe("225", "debits alone");
        var entries = lines.Where(l => l[0] == '6').ToArray();
        entries.Select(l => (l[1..3], l[29..39])).ShouldBe([("27", "0000060001"), ("27", "0000100001"), ("27", "0000100001")]);
        entries.Select(l => l[79..94]).ShouldBe((await money.Payments(run)).Select(p => $"12104288{p["traceNumber"]!.GetValue<int>():0000000}"));
        var control = lines.Single(l => l[0] == '9' && l.Any(c => c != '9'));
        (control[31..43], control[43..55]).ShouldBe(("000000260003", "000000000000"));
    }

    /// <summary>One of three investors has paid a part; the run's file, and its bytes.</summary>
    private static async Task<(string Run, byte[] File)> Written(MoneyStage money, Guid call)
    {
        await money.Pays(call, money.Stage.Others.Fund.Investors[0], 400m);
        var run = await money.Collecting(call, money.Files);
        await money.Send();
        (await money.Run(run)).Text("state").ShouldBe("Written", (await money.Run(run))["reason"]?.ToString());
        return (run, (await money.Stage.As(money.Stage.Checker).Get($"/api/v1/payments/runs/{run}/file")).Bytes);
    }

    private static Connection Connection(object settings) => new()
    {
        Handle = "test",
        Settings = JsonSerializer.SerializeToElement(settings, JsonSerializerOptions.Web),
        Http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9/") },
        Secrets = null!,
        Files = null,
        Clock = TimeProvider.System,
        Log = NullLogger.Instance,
    };

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}

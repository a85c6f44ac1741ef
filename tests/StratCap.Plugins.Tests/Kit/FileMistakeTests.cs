using System.Text.Json.Nodes;
using StratCap.Plugins.Tests.Runtime;

namespace StratCap.Plugins.Tests.Kit;

/// <summary>The kit finds what connectors of bank files do wrong: the connector of ACH files with one mistake each, before the bank that the right one passes.</summary>
public sealed class FileMistakeTests : IDisposable
{
    private const string Careless = "tests/StratCap.Plugins.Tests.Careless";
    private readonly string _folder = Directory.CreateTempSubdirectory("stratcap-careless").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("forgets signs", "statement.whole")]
    [InlineData("makes up ids", "statement.again")]
    [InlineData("sets balances right", "statement.off")]
    [InlineData("takes a part of a statement for all", "statement.cut")]
    [InlineData("takes a part of a statement for all", "statement.foreign")]
    [InlineData("stamps each file anew", "orders.once")]
    [InlineData("loses the last of many orders", "orders.whole")]
    [InlineData("rounds to dollars", "orders.amounts")]
    [InlineData("leaves out what cannot be written", "orders.invalid")]
    [InlineData("keeps the first firm's settings", "orders.interleaved")]
    [InlineData("names no order", "answers.named")]
    [InlineData("takes a part of the answers for all", "answers.cut")]
    public async Task AMistake_IsFoundAndNamed(string mistake, string check)
    {
        var output = Path.Combine(_folder, "output");
        OwnPackages.LayOut("StratCap.Plugin.Ach", output);
        OwnPackages.Copy(RuntimeBench.Built(Careless), output);
        var manifest = await File.ReadAllTextAsync(Path.Combine(output, "plugin.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(output, "plugin.json"), manifest.Replace("StratCap.Plugin.Ach.dll", "StratCap.Plugins.Tests.Careless.dll", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(output, "mistake.txt"), mistake, TestContext.Current.CancellationToken);
        var report = Path.Combine(_folder, "report.json");

        var (code, said) = await PartnersDesk.Verb("test", OwnPackages.Sealed(output, Path.Combine(_folder, "careless.scplug")), "--report", report);

        code.ShouldBe(1, said);
        var findings = JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!.AsArray();
        findings.Where(f => f!["verdict"]!.GetValue<string>() == "Failed").Select(f => f!["id"]!.GetValue<string>().Split(':')[0]).ShouldContain(check, said);
    }
}

using System.Text.Json.Nodes;
using StratCap.Plugins.Tests.Runtime;

namespace StratCap.Plugins.Tests.Kit;

/// <summary>The kit finds what connectors do wrong: one of ours with one mistake each, before the vendor that the right one passes.</summary>
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
    public Task AMistake_IsFoundAndNamed(string mistake, string check) => IsFound("StratCap.Plugin.Ach", "stratcap.ach", mistake, check);

    [Theory]
    [InlineData("takes a waiting account for a good one", "verify.verdict")]
    [InlineData("takes any holder", "verify.verdict")]
    [InlineData("shows the whole number", "verify.verdict")]
    [InlineData("verifies what it cannot find", "verify.unknown")]
    [InlineData("makes a verdict of an error", "verify.faults")]
    [InlineData("keeps returns to itself", "update.told")]
    [InlineData("tells of nobody's payment", "update.told")]
    [InlineData("tells cents as dollars", "update.told")]
    [InlineData("numbers what it tells anew", "update.once")]
    [InlineData("moves on without telling", "update.told")]
    [InlineData("names a secret that it never declared", "link.agreed")]
    [InlineData("tells the secret as an account", "link.agreed")]
    [InlineData("loses the secret", "link.usable")]
    [InlineData("links by any answer", "link.forged")]
    [InlineData("names its accounts anew", "link.repair")]
    public Task AMistakeOfABanksConnector_IsFoundAndNamed(string mistake, string check) => IsFound("StratCap.Plugin.Plaid", "stratcap.plaid", mistake, check);

    [Theory]
    [InlineData("clears the folder", "files.kept")]
    [InlineData("takes a broken line for done", "files.write_broken")]
    [InlineData("calls a broken line a refusal", "files.write_broken")]
    [InlineData("writes under a new name each time", "files.write_broken")]
    public Task AMistakeWithFiles_IsFoundAndNamed(string mistake, string check) => IsFound("StratCap.Plugin.PortalSync", "stratcap.portalsync", mistake, check);

    private async Task IsFound(string project, string id, string mistake, string check)
    {
        var (output, ct) = (Path.Combine(_folder, "output"), TestContext.Current.CancellationToken);
        OwnPackages.Copy(RuntimeBench.Built(Careless), output);
        OwnPackages.LayOut(project, output);
        var manifest = await File.ReadAllTextAsync(Path.Combine(output, "plugin.json"), ct);
        foreach (var (name, text) in ((string, string)[])[("plugin.json", manifest.Replace(project + ".dll", "StratCap.Plugins.Tests.Careless.dll", StringComparison.Ordinal)), ("mistake.txt", mistake), ("of.txt", id)])
            await File.WriteAllTextAsync(Path.Combine(output, name), text, ct);
        var report = Path.Combine(_folder, "report.json");

        var (code, said) = await PartnersDesk.Verb("test", OwnPackages.Sealed(output, Path.Combine(_folder, "careless.scplug")), "--report", report, "--only", check);

        code.ShouldBe(1, said);
        var findings = JsonNode.Parse(await File.ReadAllTextAsync(report, ct))!.AsArray();
        findings.Where(f => f!["verdict"]!.GetValue<string>() == "Failed").Select(f => f!["id"]!.GetValue<string>().Split(':', '@')[0]).ShouldContain(check, said);
    }
}

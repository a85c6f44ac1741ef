using System.Text.Json.Nodes;

namespace StratCap.Plugins.Tests.Kit;

public sealed class KitTests(PartnersDesk desk) : IClassFixture<PartnersDesk>
{
    [Theory]
    [InlineData("gl")]
    [InlineData("bank")]
    [InlineData("payments")]
    [InlineData("portal")]
    public async Task ANewPlugin_BuildsAndPassesAsItIs(string kind)
    {
        var package = await PartnersDesk.Pack(await desk.New("Fresh" + char.ToUpperInvariant(kind[0]) + kind[1..], kind));
        var (code, said) = await PartnersDesk.Verb("test", package);
        code.ShouldBe(0, said);
        said.ShouldContain(" 0 failed");
    }

    /// <summary>One mistake each, as partners make them; the kit must find it and name the check.</summary>
    [Theory]
    [InlineData("ForgetsMore", "Pages.cs", "if (!answer.GetProperty(\"more\").GetBoolean()) yield break;", "yield break;", "read.paging")]
    [InlineData("ReadsTwice", "Pages.cs", "if (items.Count > 0) after = items[^1].GetProperty(\"change\").GetInt64();", "if (items.Count > 0) after = items[^1].GetProperty(\"change\").GetInt64() - (items.Count > 1 ? 1 : 0);", "read.paging")]
    [InlineData("CallsItRejected", "VendorApi.cs", "return new WriteOutcome.Uncertain(\"The connection broke after the request had left.\");", "return new WriteOutcome.Rejected(\"network\", \"The connection broke.\");", "write.lost_answer")]
    [InlineData("NewKeyEachTime", "VendorApi.cs", "request.Headers.Add(\"Idempotency-Key\", key);", "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString());", "write.once")]
    [InlineData("DropsThePause", "VendorApi.cs", "retryAfter: Pause(answer.Headers.RetryAfter)", "retryAfter: answer.Headers.RetryAfter is null ? Pause(null) : null", "read.too_many")]
    [InlineData("TakesAnyBalance", "Connector.cs", "if (entry.Problem() is { } problem) return problem;", "", "write.invalid")]
    [InlineData("KeepsTheFirst", "VendorApi.cs", "    private HttpRequestMessage Request(HttpMethod method, string path)\n    {", "    private static Connection? first;\n\n    private HttpRequestMessage Request(HttpMethod method, string path)\n    {\n        first ??= connection;\n        if (method == HttpMethod.Get) connection = first;", "connection.wrong_secret")]
    public async Task AMistake_IsFoundAndNamed(string name, string file, string right, string wrong, string check)
    {
        var folder = await desk.New(name, "gl");
        var path = Path.Combine(folder, file);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        text.ShouldContain(right);
        await File.WriteAllTextAsync(path, text.Replace(right, wrong, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var report = Path.Combine(folder, "report.json");
        var (code, said) = await PartnersDesk.Verb("test", await PartnersDesk.Pack(folder), "--report", report);

        code.ShouldBe(1, said);
        var findings = JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!.AsArray();
        findings.Where(f => f!["verdict"]!.GetValue<string>() == "Failed").Select(f => f!["id"]!.GetValue<string>()).ShouldContain(id => id.StartsWith(check, StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task AMissingFolder_IsRefusedInWords() =>
        (await Should.ThrowAsync<PluginKit.Scaffolding.KitRefusal>(() => PartnersDesk.Verb("pack", Path.Combine(desk.Folder, "nowhere")))).Message.ShouldContain("no project");

    [Theory]
    [InlineData("ledger", "gl", "no name")]
    [InlineData("Ledger", "bridge", "no kind")]
    public async Task AnImpossibleNameOrKind_IsRefusedInWords(string name, string kind, string why) =>
        (await Should.ThrowAsync<PluginKit.Scaffolding.KitRefusal>(() => PartnersDesk.Verb("new", name, "--kind", kind, "--into", desk.Folder, "--feed", "x", "--sdk", "x"))).Message.ShouldContain(why);
}

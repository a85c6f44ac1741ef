using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;

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
    public async Task APackage_SignedByAPartnerAndCounterSigned_IsBelieved_AndBothKeysAreNeeded()
    {
        var package = await PartnersDesk.Pack(await desk.New("Vouched", "gl"));
        var (partner, platform) = (Path.Combine(desk.Folder, "vouched-partner.pem"), Path.Combine(desk.Folder, "vouched-platform.pem"));
        foreach (var key in (string[])[partner, platform]) (await PartnersDesk.Verb("key", key)).Code.ShouldBe(0);
        TrustedKey[] keys = [Trusted(partner, KeyRole.Partner), Trusted(platform, KeyRole.Core)];
        var packages = new PluginPackages(Options.Create(new PluginRuntimeOptions { Data = Path.Combine(desk.Folder, "data") }));
        async Task<PluginPackage> Added()
        {
            await using var file = File.OpenRead(package);
            return await packages.Add(file, keys, TestContext.Current.CancellationToken);
        }

        (await PartnersDesk.Verb("sign", package, "--key", partner)).Code.ShouldBe(0);
        await Should.ThrowAsync<PackageRefused>(Added);
        var (code, said) = await PartnersDesk.Verb("countersign", package, "--key", platform);

        (code, said).ShouldBe((0, $"{package} is counter-signed.{Environment.NewLine}"));
        (await Added()).Trust.ShouldBe(TrustLevel.Partner);
    }

    [Fact]
    public async Task APackageThatIsNotThere_IsNotCounterSigned() =>
        (await Should.ThrowAsync<PluginKit.Scaffolding.KitRefusal>(() => PartnersDesk.Verb("countersign", Path.Combine(desk.Folder, "none.scplug"), "--key", Path.Combine(desk.Folder, "none.pem")))).Message.ShouldContain("is not there");

    private static TrustedKey Trusted(string file, KeyRole role)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file + ".pub"));
        return new(Path.GetFileName(file), key.ExportSubjectPublicKeyInfo(), role);
    }

    [Fact]
    public async Task APackageWithoutTheVendorsScript_IsMadeForInstallingAlone()
    {
        var folder = await desk.New("Bare", "gl");
        var package = Path.Combine(folder, "bare.scplug");
        (await PartnersDesk.Verb("pack", folder, "--script", "leave", "--to", package)).Code.ShouldBe(0);

        using (var zip = System.IO.Compression.ZipFile.OpenRead(package)) zip.Entries.ShouldNotContain(e => e.FullName.StartsWith("conformance/", StringComparison.Ordinal));
        (await Should.ThrowAsync<PluginKit.Scaffolding.KitRefusal>(() => PartnersDesk.Verb("test", package))).Message.ShouldContain("no vendor's script");
        (await Should.ThrowAsync<PluginKit.Scaffolding.KitRefusal>(() => PartnersDesk.Verb("pack", folder, "--script", "maybe"))).Message.ShouldContain("take or leave");
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

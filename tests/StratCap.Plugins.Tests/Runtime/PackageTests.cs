using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;

namespace StratCap.Plugins.Tests.Runtime;

public sealed class PackageTests : IDisposable
{
    private const string Manifest = """
        { "id":"tests.small", "name":"Small", "vendor":"Nobody", "version":"1.2.3", "kind":"gl", "contract":{"major":1,"minMinor":0}, "minHost":"0.1.0", "entry":"Small.dll",
          "capabilities":["pullJournal"], "egress":[{"host":"vendor.example","methods":["GET"]}], "limits":{"requestsPerMinute":60,"concurrent":1,"answerMegabytes":1,"callSeconds":10},
          "secrets":[], "settings":"schema/connection.schema.json", "support":"nobody@stratcap.example" }
        """;

    private static readonly ECDsa Core = ECDsa.Create(ECCurve.NamedCurves.nistP256), Partner = ECDsa.Create(ECCurve.NamedCurves.nistP256), Stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly IReadOnlyList<TrustedKey> Keys = [Key("StratCap", Core, KeyRole.Core), Key("Partner", Partner, KeyRole.Partner)];

    private readonly string data = Directory.CreateTempSubdirectory("packages-").FullName;

    [Fact]
    public async Task Package_SignedByThePlatform_IsTakenAndUnpackedUnderItsHash()
    {
        var package = await Add(Signed(Files(), Core));
        (package.Trust, package.SignedBy, package.Manifest.Version).ShouldBe((TrustLevel.Core, "StratCap", "1.2.3"));
        package.Folder.ShouldEndWith(package.Hash);
        File.GetUnixFileMode(Path.Combine(package.Folder, "lib/Small.dll")).HasFlag(UnixFileMode.UserWrite).ShouldBeFalse();
        (await Add(Signed(Files(), Core))).Hash.ShouldBe(package.Hash, "the same files have the same name, whenever they are signed");
    }

    [Fact]
    public async Task Package_ByAPartnerAlone_IsRefusedAndWithTheCounterSignatureTaken()
    {
        var package = Signed(Files(), Partner);
        (await Refused(package)).ShouldBe(("package.unsigned", "MANIFEST.countersig"));
        using var file = new MemoryStream();
        file.Write(package);
        PluginPacker.CounterSign(file, Core);
        (await Add(file.ToArray())).Trust.ShouldBe(TrustLevel.Partner);
    }

    [Fact]
    public async Task Package_CounterSignedByAPartner_IsRefused()
    {
        using var file = new MemoryStream();
        file.Write(Signed(Files(), Partner));
        PluginPacker.CounterSign(file, Partner);
        (await Refused(file.ToArray())).ShouldBe(("package.untrusted", "MANIFEST.countersig"));
    }

    [Fact]
    public async Task Package_ByAStranger_IsRefused() => (await Refused(Signed(Files(), Stranger))).ShouldBe(("package.untrusted", "MANIFEST.sig"));

    [Fact]
    public async Task Package_WithAnySingleByteChanged_IsRefusedWithTheFileNamed()
    {
        var package = Signed(Files(), Core);
        foreach (var name in (string[])["plugin.json", "lib/Small.dll", "schema/connection.schema.json", "MANIFEST.json"])
        {
            var refused = await Refused(Changed(package, name, content => content[^2] ^= 1));
            refused.Code.ShouldBe("package.changed", name);
            refused.File.ShouldBe(name);
        }
    }

    [Fact]
    public async Task Package_WithAFileMore_IsRefusedWithTheFileNamed() =>
        (await Refused(Put(Signed(Files(), Core), "lib/More.dll", [1]))).ShouldBe(("package.extra", "lib/More.dll"));

    [Fact]
    public async Task Package_WithAFileLess_IsRefusedWithTheFileNamed()
    {
        using var file = new MemoryStream();
        file.Write(Signed(Files(), Core));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true)) zip.GetEntry("lib/Small.dll")!.Delete();
        (await Refused(file.ToArray())).ShouldBe(("package.missing", "lib/Small.dll"));
    }

    [Theory]
    [InlineData("../outside.dll")]
    [InlineData("lib/../../outside.dll")]
    [InlineData("/etc/outside")]
    [InlineData("lib\\outside.dll")]
    [InlineData("lib//outside.dll")]
    public async Task Package_WithAPathThatLeavesIt_IsRefusedAndNothingIsWritten(string path)
    {
        (await Refused(Put(Signed(Files(), Core), path, [1]))).ShouldBe(("package.path", path));
        Directory.EnumerateFileSystemEntries(Path.Combine(data, "packages")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Package_WithALink_IsRefused()
    {
        using var file = new MemoryStream();
        file.Write(Signed(Files(), Core));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.CreateEntry("lib/link.dll");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = entry.Open();
            target.Write("/etc/passwd"u8);
        }
        (await Refused(file.ToArray())).ShouldBe(("package.path", "lib/link.dll"));
    }

    [Fact]
    public async Task Package_ThatIsABomb_IsRefusedBeforeItFillsTheDisk()
    {
        var package = Put(Signed(Files(), Core), "lib/bomb.dll", new byte[80 << 20]);
        package.Length.ShouldBeLessThan(1 << 20);
        (await Refused(package)).ShouldBe(("package.too_large", "lib/bomb.dll"));
        Directory.EnumerateFileSystemEntries(Path.Combine(data, "packages")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Package_ThatIsNoZip_IsRefused() => (await Refused([1, 2, 3])).Code.ShouldBe("package.form");

    [Fact]
    public async Task Package_ChangedOnDisk_IsRefusedWhenItIsOpenedAgain()
    {
        var package = await Add(Signed(Files(), Core));
        var file = Path.Combine(package.Folder, "lib/Small.dll");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(file, [9, 9, 9, 8]);
        var refused = await Should.ThrowAsync<PackageRefused>(() => Packages().Open(package.Hash, new Source(null), default));
        (refused.Code, refused.File).ShouldBe(("package.changed", "lib/Small.dll"));
    }

    [Fact]
    public async Task Package_ReplacedOnDiskByAnOlderOneOfTheSameKey_IsRefused()
    {
        var older = Files();
        older["lib/Small.dll"] = [7];
        var (now, then) = (await Add(Signed(Files(), Core)), await Add(Signed(older, Core)));
        Directory.Delete(now.Folder, recursive: true);
        Directory.Move(then.Folder, now.Folder);
        (await Should.ThrowAsync<PackageRefused>(() => Packages().Open(now.Hash, new Source(null), default))).Code.ShouldBe("package.changed");
    }

    [Theory]
    [InlineData("\"kind\":\"gl\"", "\"kind\":\"erp\"", "kind")]
    [InlineData("\"major\":1", "\"major\":2", "contract.major")]
    [InlineData("\"minMinor\":0", "\"minMinor\":9", "contract.minMinor")]
    [InlineData("\"minHost\":\"0.1.0\"", "\"minHost\":\"9.0.0\"", "minHost")]
    [InlineData("vendor.example", "*.example.com", "egress.host")]
    [InlineData("vendor.example", "10.0.0.1", "egress.host")]
    [InlineData("[\"GET\"]", "[\"CONNECT\"]", "egress.methods")]
    [InlineData("Small.dll", "../Small.dll", "entry")]
    [InlineData("[\"pullJournal\"]", "[\"readMinds\"]", "capabilities")]
    [InlineData("[\"pullJournal\"]", "[\"oauth2\"]", "oauth2")]
    [InlineData("\"callSeconds\":10", "\"callSeconds\":0", "limits.callSeconds")]
    [InlineData("\"secrets\":[]", "\"secrets\":[{\"name\":\"access_token\",\"title\":\"x\",\"required\":true}]", "secrets")]
    public void Manifest_OutOfRule_IsRefusedWithTheFieldNamed(string from, string to, string field)
    {
        Manifest.ShouldContain(from);
        var refused = Should.Throw<PackageRefused>(() => PluginManifest.Parse(Encoding.UTF8.GetBytes(Manifest.Replace(from, to, StringComparison.Ordinal))));
        (refused.Code, refused.File).ShouldBe(("package.manifest", field));
    }

    [Theory]
    [InlineData("\"kind\":\"gl\",", "\"kind\":\"gl\", \"kinds\":\"gl\",")]
    [InlineData("\"kind\":\"gl\",", "\"kind\":\"gl\", \"kind\":\"gl\",")]
    [InlineData("\"kind\":\"gl\",", "")]
    [InlineData("\"kind\":\"gl\"", "\"kind\":null")]
    public void Manifest_WithAFieldUnknownTwiceMissingOrNull_IsRefused(string from, string to) =>
        Should.Throw<PackageRefused>(() => PluginManifest.Parse(Encoding.UTF8.GetBytes(Manifest.Replace(from, to, StringComparison.Ordinal)))).Code.ShouldBe("package.manifest");

    [Fact]
    public void Manifest_OfEveryPluginOfOurs_IsInForm()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(RuntimeBench.Root, "plugins")).Where(f => File.Exists(Path.Combine(f, "plugin.json"))).ToList();
        folders.ShouldNotBeEmpty();
        foreach (var folder in folders)
        {
            var manifest = PluginManifest.Parse(File.ReadAllBytes(Path.Combine(folder, "plugin.json")));
            manifest.Entry.ShouldBe(Path.GetFileName(folder) + ".dll");
            File.Exists(Path.Combine(folder, manifest.Settings)).ShouldBeTrue(manifest.Settings);
        }
    }

    private PluginPackages Packages() => new(Options.Create(new PluginRuntimeOptions { Data = data }));

    private async Task<PluginPackage> Add(byte[] package) => await Packages().Add(new MemoryStream(package), Keys, default);

    private async Task<(string Code, string? File)> Refused(byte[] package)
    {
        var refused = await Should.ThrowAsync<PackageRefused>(() => Add(package));
        return (refused.Code, refused.File);
    }

    private static SortedDictionary<string, byte[]> Files() => new(StringComparer.Ordinal)
    {
        ["plugin.json"] = Encoding.UTF8.GetBytes(Manifest),
        ["lib/Small.dll"] = [1, 2, 3, 4],
        ["schema/connection.schema.json"] = "{ \"type\": \"object\" }"u8.ToArray(),
    };

    private static TrustedKey Key(string name, ECDsa key, KeyRole role) => new(name, key.ExportSubjectPublicKeyInfo(), role);

    private static byte[] Signed(SortedDictionary<string, byte[]> files, ECDsa key)
    {
        using var package = new MemoryStream();
        PluginPacker.Seal(files, key, package);
        return package.ToArray();
    }

    private static byte[] Put(byte[] package, string name, byte[] content)
    {
        using var file = new MemoryStream();
        file.Write(package);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
        return file.ToArray();
    }

    private static byte[] Changed(byte[] package, string name, Action<byte[]> change)
    {
        using var file = new MemoryStream();
        file.Write(package);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.GetEntry(name)!;
            var content = new MemoryStream();
            using (var read = entry.Open()) read.CopyTo(content);
            entry.Delete();
            var bytes = content.ToArray();
            change(bytes);
            using var write = zip.CreateEntry(name).Open();
            write.Write(bytes);
        }
        return file.ToArray();
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private sealed class Source(byte[]? package) : IPluginSource
    {
        public Task<Stream?> Open(string packageHash, CancellationToken ct) => Task.FromResult<Stream?>(package is null ? null : new MemoryStream(package));

        public Task<IReadOnlyList<TrustedKey>> Keys(CancellationToken ct) => Task.FromResult(PackageTests.Keys);
    }
}

using System.Security.Cryptography;
using StratCap.PluginHost.Packages;
using StratCap.PluginKit;
using StratCap.Plugins.Tests.Runtime;

namespace StratCap.Plugins.Tests.Kit;

/// <summary>The product's own connectors before the judge of every partner's: each packed with its vendor's script, in the real worker.</summary>
public sealed class OwnConnectorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stratcap-own").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("StratCap.Plugin.QuickBooks")]
    [InlineData("StratCap.Plugin.SageIntacct")]
    [InlineData("StratCap.Plugin.SapS4")]
    [InlineData("StratCap.Plugin.PortalSync")]
    public async Task OurConnector_PassesTheKit(string name)
    {
        var (code, said) = await PartnersDesk.Verb("test", Packed(name));
        code.ShouldBe(0, said);
        said.ShouldContain(" 0 failed");
    }

    // From what the tests' own build put out: publishing each anew would take longer than judging it.
    private string Packed(string name)
    {
        var output = Path.Combine(folder, "output");
        Copy(RuntimeBench.Built(Path.Combine("plugins", name)), output);
        Copy(RuntimeBench.Built(Path.Combine("plugins", name, "vendor")), Path.Combine(output, "conformance"));
        var package = Path.Combine(folder, name + ".scplug");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Verbs.Write(package, stream => PluginPacker.Pack(output, key, stream));
        return package;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

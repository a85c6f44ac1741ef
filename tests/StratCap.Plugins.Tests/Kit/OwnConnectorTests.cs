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
    [InlineData("StratCap.Plugin.Swift")]
    [InlineData("StratCap.Plugin.Ach")]
    [InlineData("StratCap.Plugin.Plaid")]
    [InlineData("StratCap.Plugin.Stripe")]
    public async Task OurConnector_PassesTheKit(string name)
    {
        var (code, said) = await PartnersDesk.Verb("test", Packed(name));
        code.ShouldBe(0, said);
        said.ShouldContain(" 0 failed");
    }

    private string Packed(string name)
    {
        OwnPackages.LayOut(name, Path.Combine(folder, "output"));
        return OwnPackages.Sealed(Path.Combine(folder, "output"), Path.Combine(folder, name + ".scplug"));
    }
}

using StratCap.PluginKit.Conformance;
using StratCap.PluginKit.Scaffolding;
using StratCap.Plugins.Tests.Runtime;

namespace StratCap.Plugins.Tests.Kit;

public sealed class ScriptLoaderTests
{
    [Fact]
    public void APackage_WhosePluginReachesItsVendorInSeveralWays_IsJudgedByAScriptForEach() =>
        ScriptLoader.Load(RuntimeBench.Built("plugins/StratCap.Plugin.SageIntacct/vendor")).Select(s => s.GetType().Name).ShouldBe(["IntacctByGateway", "IntacctByRest"]);

    [Theory]
    [InlineData("plugins/StratCap.Plugin.SageIntacct")]
    [InlineData("plugins/none")]
    public void APackage_WithoutAScript_IsRefusedInWords(string folder) =>
        Should.Throw<KitRefusal>(() => ScriptLoader.Load(RuntimeBench.Built(folder))).Message.ShouldContain("has no vendor's script");
}

using System.Text;
using StratCap.PluginHost.Packages;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>What a manifest may say of the secrets that links give: a family must not hold, nor lead elsewhere, a secret that somebody else set.</summary>
public sealed class LinkManifestTests
{
    private const string Good = """{"secrets":["own_token","item_*"],"hosts":["vendor.example"],"places":["json"]}""";

    [Fact]
    public void Links_InForm_NameTheirFamilyAndNothingBeside()
    {
        var manifest = Parse(Manifest(Good));
        foreach (var name in (string[])["own_token", "item_0123456789abcdef", "item_" + new string('z', 40)]) manifest.Links!.Gives(name).ShouldBeTrue(name);
        foreach (var name in (string[])["api_key", "item_*", "item_", "item_0123456789abcde", "item_" + new string('z', 41), "item_0123456789ABCDEF", "item_0123456789abcdef\n", "access_token"]) manifest.Links!.Gives(name).ShouldBeFalse(name);
        manifest.HasSecret("api_key").ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"item_*\"", "\"*\"", "links.secrets")]
    [InlineData("\"item_*\"", "\"item*\"", "links.secrets")]
    [InlineData("\"item_*\"", "\"access_*\"", "links.secrets")]
    [InlineData("\"item_*\"", "\"client_*\"", "links.secrets")]
    [InlineData("\"item_*\"", "\"webhook_*\"", "links.secrets")]
    [InlineData("\"own_token\"", "\"api_key\"", "links.secrets")]
    [InlineData("\"own_token\"", "\"client_secret\"", "links.secrets")]
    [InlineData("\"own_token\"", "\"nowhere\"", "links.secrets")]
    [InlineData("\"own_token\"", "\"item_*\"", "links.secrets")]
    [InlineData("[\"vendor.example\"]", "[\"elsewhere.example\"]", "links.hosts")]
    [InlineData("[\"vendor.example\"]", "[\"{{setting:own}}\"]", "links.hosts")]
    [InlineData("[\"vendor.example\"]", "[]", "links.hosts")]
    [InlineData("[\"json\"]", "[\"query\"]", "links.places")]
    [InlineData("[\"json\"]", "[]", "links.places")]
    public void Links_OutOfRule_AreRefusedWithTheFieldNamed(string from, string to, string field)
    {
        Good.ShouldContain(from);
        Refused(Manifest(Good.Replace(from, to, StringComparison.Ordinal))).ShouldBe(field);
    }

    [Fact]
    public void Links_OfAnOlderContract_OrWithoutTheCapability_AreRefused()
    {
        Refused(Manifest(Good).Replace("\"minMinor\":2", "\"minMinor\":1", StringComparison.Ordinal)).ShouldBe("contract.minMinor");
        Refused(Manifest(Good).Replace("\"linkAccount\"", "\"verifyAccount\"", StringComparison.Ordinal)).ShouldBe("links");
    }

    private static PluginManifest Parse(string json) => PluginManifest.Parse(Encoding.UTF8.GetBytes(json));

    private static string? Refused(string json) => Should.Throw<PackageRefused>(() => Parse(json)).File;

    private static string Manifest(string links) => $$$"""
        {"id":"tests.links","name":"Links","vendor":"Nobody","version":"1.0.0","kind":"bank","contract":{"major":1,"minMinor":2},"minHost":"0.1.0","entry":"Links.dll","capabilities":["linkAccount"],
         "egress":[{"host":"vendor.example","methods":["POST"]},{"host":"{{setting:own}}","methods":["POST"]}],"limits":{"requestsPerMinute":60,"concurrent":2,"answerMegabytes":1,"callSeconds":10},
         "secrets":[{"name":"api_key","title":"Key","required":true},{"name":"own_token","title":"Own bank","required":false},{"name":"client_secret","title":"Client","required":false},{"name":"webhook_0123456789abcdef","title":"Hooks","required":false}],
         "links":{{{links}}},"settings":"schema/connection.schema.json","support":"nobody"}
        """;
}

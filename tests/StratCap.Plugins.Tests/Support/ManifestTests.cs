using System.Text.Json.Nodes;
using StratCap.Plugin.Plaid;
using StratCap.Plugin.PortalSync;
using StratCap.Plugin.Stripe;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.Support;

/// <summary>What the manifests of Plaid, Stripe and the portals promise is what their code can.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData(typeof(PlaidConnector), "StratCap.Plugin.Plaid")]
    [InlineData(typeof(StripeConnector), "StratCap.Plugin.Stripe")]
    [InlineData(typeof(PortalSyncConnector), "StratCap.Plugin.PortalSync")]
    public void Manifest_NamesTheAssemblyAndOnlyCapabilitiesThatItsOnePublicClassHas(Type connector, string project)
    {
        var manifest = Json(project, "plugin.json");
        manifest["entry"]!.ToString().ShouldBe(connector.Assembly.GetName().Name + ".dll");
        connector.Assembly.GetExportedTypes().ShouldBe([connector]);
        Activator.CreateInstance(connector).ShouldBeAssignableTo<IConnector>();
        foreach (var capability in manifest["capabilities"]!.AsArray().Select(c => c!.ToString()))
            Capability(capability).IsAssignableFrom(connector).ShouldBeTrue(capability);
    }

    [Theory]
    [InlineData("StratCap.Plugin.Plaid")]
    [InlineData("StratCap.Plugin.Stripe")]
    [InlineData("StratCap.Plugin.PortalSync")]
    public void Schema_OrdersEachSettingAndHasNoSecret(string project)
    {
        var manifest = Json(project, "plugin.json");
        var schema = Json(project, manifest["settings"]!.ToString());
        schema["$schema"]!.ToString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        var settings = schema["properties"]!.AsObject();
        settings.Select(s => s.Value!["x-order"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, settings.Count));
        settings.ShouldAllBe(s => s.Value!["title"] != null && s.Value["x-group"] != null);
        settings.Select(s => s.Key).Intersect(manifest["secrets"]!.AsArray().Select(s => s!["name"]!.ToString())).ShouldBeEmpty();
    }

    private static Type Capability(string name) => name switch
    {
        "verifyAccount" => typeof(IAccountVerifier),
        "linkAccount" => typeof(IAccountLinker),
        "statements" => typeof(IBankFeed),
        "pay" or "collect" => typeof(IPaymentRail),
        "webhooks" => typeof(IWebhooks),
        "portal" => typeof(IPortal),
        _ => throw new InvalidOperationException($"{name} is not looked at here"),
    };

    private static JsonObject Json(string project, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Peer.Folder, "..", "..", "..", "plugins", project, file)))!.AsObject();
}

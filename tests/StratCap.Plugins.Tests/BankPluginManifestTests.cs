using System.Text.Json.Nodes;
using StratCap.Plugin.Ach;
using StratCap.Plugin.Swift;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests;

public sealed class BankPluginManifestTests
{
    public static TheoryData<Type> Plugins => [typeof(AchConnector), typeof(SwiftConnector)];

    [Theory]
    [MemberData(nameof(Plugins))]
    public void AManifest_NamesWhatTheAssemblyHas(Type connector)
    {
        var manifest = Read(connector, "plugin.json");
        manifest["entry"]!.ToString().ShouldBe(connector.Assembly.GetName().Name + ".dll");
        connector.Assembly.GetExportedTypes().ShouldBe([connector]);
        Activator.CreateInstance(connector).ShouldBeAssignableTo<IConnector>();
        var capabilities = manifest["capabilities"]!.AsArray().Select(c => c!.ToString()).ToList();
        capabilities.Contains("statementFiles").ShouldBe(connector.IsAssignableTo(typeof(IStatementReader)));
        capabilities.Contains("paymentFiles").ShouldBe(connector.IsAssignableTo(typeof(IPaymentFiles)));
        // A file's plugin speaks to nobody.
        manifest["egress"]!.AsArray().ShouldBeEmpty();
        // What secrets there are open the bank's folder, for the house alone.
        string[] ofFiles = [manifest["files"]!["key"]!.ToString(), manifest["files"]!["password"]!.ToString()];
        manifest["secrets"]!.AsArray().Select(s => s!["name"]!.ToString()).ShouldBe(ofFiles);
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public void ASchema_DescribesEachSettingInOrder(Type connector)
    {
        var schema = Read(connector, Read(connector, "plugin.json")["settings"]!.ToString());
        var settings = schema["properties"]!.AsObject();
        settings.Select(s => (int)s.Value!["x-order"]!).ShouldBe(Enumerable.Range(1, settings.Count));
        settings.ShouldAllBe(s => s.Value!["title"] != null && s.Value["x-group"] != null);
        schema["required"]!.AsArray().ShouldAllBe(name => settings.ContainsKey(name!.ToString()));
        var sources = string.Concat(Directory.EnumerateFiles(Folder(connector), "*Settings.cs").Select(File.ReadAllText));
        // Where the bank's folder lies is read by the house.
        foreach (var (name, _) in settings.Where(s => !s.Key.StartsWith("file", StringComparison.Ordinal))) sources.ShouldContain($"\"{name}\"");
    }

    private static JsonNode Read(Type connector, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(connector), file)))!;

    private static string Folder(Type connector) => Path.Combine(BankSamples.Root(), "plugins", connector.Assembly.GetName().Name!);
}

using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Plugins;

/// <summary>A bank's folder at OpenSSH's own server, as modules reach it.</summary>
[Collection(nameof(PluginStage))]
public sealed class FolderTests(PluginStage stage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ABanksFolder_TakesAFileOnce_GivesTheBanksFiles_AndIsItsFirmsAlone()
    {
        var server = await SftpServer.SharedAsync();
        var (place, plugin) = (server.Folder("to_bank", "in"), await Planted(stage.Firm, stage.Other));
        var id = (await stage.Firm.Admin.Post(Paths.Connections, Body(plugin, server, place))).Ok()["data"]!["connection"]!.Id("connectionId");
        var file = new BankFile("SR1.xml", "<pay/>"u8.ToArray());
        var connectors = stage.House.Services.GetRequiredService<IConnectors>();
        using (stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Other.Id))
            (await Should.ThrowAsync<ConnectorException>(() => connectors.Folder(id).Look(file, Stop))).Class.ShouldBe(ErrorClass.NotFound);
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        var folder = connectors.Folder(id);
        (await connectors.Connections(["paymentFiles"], Stop)).Single(c => c.Id == id).HasFolder.ShouldBeTrue();
        (await Should.ThrowAsync<ConnectorException>(() => folder.Look(file, Stop))).Class.ShouldBe(ErrorClass.Auth, "no secret is set yet");
        (await stage.Firm.Admin.Put($"{Paths.Connections}/{id}/secrets/file_key", new { value = server.Key })).Ok();

        (await folder.Look(file, Stop)).ShouldBe(FilePresence.Absent);
        await folder.Stage(file, Stop);
        Directory.GetFiles(Path.Combine(place, "to_bank"), "*.xml").ShouldBeEmpty();
        (await folder.Look(file, Stop)).ShouldBe(FilePresence.Passing);
        await Task.WhenAll(folder.Publish(file, Stop), folder.Publish(file, Stop));
        (await folder.Look(file, Stop)).ShouldBe(FilePresence.There);
        Directory.GetFiles(Path.Combine(place, "to_bank")).Select(Path.GetFileName).ShouldBe(["SR1.xml"]);
        File.Delete(Path.Combine(place, "to_bank", "SR1.xml"));
        (await Should.ThrowAsync<ConnectorException>(() => folder.Publish(file, Stop))).Class.ShouldBe(ErrorClass.NotFound);

        File.WriteAllText(Path.Combine(place, "in", "camt.xml"), "<stmt/>");
        var waiting = (await folder.Waiting(Stop)).ShouldHaveSingleItem();
        (await folder.Read(waiting, Stop)).Name.ShouldBe("camt.xml");
        await folder.PutAway(waiting, Stop);
        (await folder.Waiting(Stop)).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(place, "processed")).ShouldHaveSingleItem().ShouldEndWith("_camt.xml");
        stage.Log.Lines.Where(l => l.Contains(server.Key.Split('\n')[1], StringComparison.Ordinal)).ShouldBeEmpty();
        (await stage.Firm.Admin.Get($"{Paths.Connections}/{id}/log?size=500")).Text.ShouldContain("Publish");
    }

    [Fact]
    public async Task AConnection_ThatNamesAServerWithoutUserAndKey_IsRefused()
    {
        var (server, plugin) = (await SftpServer.SharedAsync(), await Planted(stage.Firm));
        (await stage.Firm.Admin.Post(Paths.Connections, new { plugin, name = "Half a bank", settings = new { fileHost = PluginStage.Bank } })).Refused(System.Net.HttpStatusCode.BadRequest, "request.invalid");
        (await stage.Firm.Admin.Post(Paths.Connections, new { plugin, name = "By hand", settings = new { } })).Ok();
        server.Fingerprint.ShouldStartWith("SHA256:");
    }

    [Fact]
    public async Task AnotherServer_GetsNoSecretThatWasEnteredForTheOneBefore()
    {
        var (admin, plugin) = (stage.Firm.Admin, await Planted(stage.Firm));
        object Settings(string key, string folder) => new { fileHost = PluginStage.Bank, fileUser = "house", fileHostKey = "SHA256:" + new string(key[0], 43), fileFolder = folder };
        var name = "Bank " + Guid.NewGuid().ToString("N")[..8];
        var id = (await admin.Post(Paths.Connections, new { plugin, name, settings = Settings("A", "one") })).Ok()["data"]!["connection"]!.Id("connectionId");
        (await admin.Put($"{Paths.Connections}/{id}/secrets/file_key", new { value = "a key" })).Ok();

        async Task<bool> IsSet() => (await admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!["secrets"]!.AsArray().Single(s => s!.Text("name") == "file_key")!["setAt"] is not null;
        (await admin.Put($"{Paths.Connections}/{id}", new { name, settings = Settings("A", "two") })).Ok();
        (await IsSet()).ShouldBeTrue();
        (await admin.Put($"{Paths.Connections}/{id}", new { name, settings = Settings("B", "two") })).Ok();
        (await IsSet()).ShouldBeFalse();
    }

    private static object Body(string plugin, SftpServer server, string place) => new
    {
        plugin,
        name = "Bank " + Guid.NewGuid().ToString("N")[..8],
        settings = new { fileHost = PluginStage.Bank, fileUser = server.User, fileHostKey = server.Fingerprint, fileFolder = place, fileOut = "to_bank" },
    };

    /// <summary>A plugin of bank files that needs no worker: what it reads is not asked for here.</summary>
    private async Task<string> Planted(params Firm[] firms)
    {
        var id = $"test.f{Guid.NewGuid().ToString("N")[..10]}";
        const string Schema = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,"dependentRequired":{"fileHost":["fileUser","fileHostKey"]},
             "properties":{"fileHost":{"type":"string"},"fileUser":{"type":"string"},"fileHostKey":{"type":"string"},"fileFolder":{"type":"string"},"fileOut":{"type":"string"}}}
            """;
        await PlantedPlugin.Plant(stage.House.Database, id, "1.0.0", Schema);
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.plugin_versions set manifest = $2 where plugin_id = $1", id, $$$"""
            {"id":"{{{id}}}","name":"Test bank","vendor":"Nobody","version":"1.0.0","kind":"bank","contract":{"major":1,"minMinor":1},"minHost":"0.1.0","entry":"Test.dll",
             "capabilities":["paymentFiles","statementFiles"],"limits":{"requestsPerMinute":500,"concurrent":10,"answerMegabytes":16,"callSeconds":60},
             "secrets":[{"name":"file_key","title":"Key","required":false}],"files":{"host":"{{setting:fileHost}}","key":"file_key"},"settings":"schema/connection.schema.json","support":"support@test.example"}
            """);
        foreach (var firm in firms) await PlantedPlugin.Choose(stage.House.Database, firm.Id, id, "1.0.0");
        return id;
    }
}

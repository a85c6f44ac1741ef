using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Plugins;

/// <summary>A firm's connections over the API: made, changed, read and taken away by those who may, and by nobody else.</summary>
[Collection(nameof(PluginStage))]
public sealed class ConnectionTests(PluginStage stage)
{
    private Firm Firm => stage.Firm;

    [Fact]
    public async Task Connection_IsMade_Read_Changed_AndTakenAway()
    {
        var plugin = await stage.Plugin(Firm);

        var made = await Firm.Admin.Post(Paths.Connections, PluginStage.Body(plugin, "Main books"));

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        var id = made.Json["data"]!["connection"]!.Id("connectionId");
        var path = $"{Paths.Connections}/{id}";
        var shown = await Firm.Accountant.Get(path);
        var detail = shown.Ok()["data"]!;
        (detail["connection"]!.Text("name"), detail["connection"]!.Text("health"), detail.Text("pluginVersion"), detail["settings"]!.Text("company")).ShouldBe(("Main books", "Unknown", "1.0.0", "4711"));
        detail["secrets"]!.AsArray().Select(s => (s!.Text("name"), s!["setAt"])).ShouldBe([("api_key", null), ("client_secret", null)]);
        detail["grant"]!["connected"]!.GetValue<bool>().ShouldBeFalse();
        detail["webhookUrl"].ShouldBeNull("who may only read does not get the address");
        var changed = await Firm.Admin.Put(path, new { name = "Old books", enabled = false, settings = new { clientId = "x", environment = "production" } }, ifMatch: shown.ETag);
        (changed.Ok()["data"]!["connection"]!.Text("name"), changed.Json["data"]!["unusable"]!.GetValue<string>()).ShouldBe(("Old books", "The connection 'Old books' is switched off."));
        (await Firm.Admin.Put(path, new { name = "Late", settings = new { clientId = "x", environment = "production" } }, ifMatch: shown.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        var listed = (await Firm.Accountant.Get($"{Paths.Connections}?plugin={plugin}")).Ok().Rows().ShouldHaveSingleItem();
        (listed.Text("name"), listed.Text("pluginName")).ShouldBe(("Old books", (await Firm.Accountant.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!["plugin"]!.Text("name")));
        (await Firm.Admin.Delete(path)).Ok()["data"]!["tokenGivenBack"]!.GetValue<bool>().ShouldBeFalse();
        (await Firm.Admin.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.House.Scalar<long>("select count(*) from plugin_host.audit where tenant_id = $1 and subject_id = $2", Firm.Id, id.ToString())).ShouldBe(3);
    }

    [Fact]
    public async Task AConnectionOfAPluginThatIsSwitchedOff_IsChanged_AndNoneIsMade()
    {
        var plugin = await stage.Plugin(Firm);
        var id = await stage.Connection(plugin: plugin);
        (await Firm.Admin.Delete($"{Paths.Plugins}/{plugin}")).Ok();

        var changed = await Firm.Admin.Put($"{Paths.Connections}/{id}", new { name = "Kept books " + id, settings = new { clientId = "x", environment = "production" } });

        changed.Ok()["data"]!["connection"]!.Text("name").ShouldBe("Kept books " + id);
        (await Firm.Admin.Post(Paths.Connections, PluginStage.Body(plugin))).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["plugin"].ShouldNotBeNull();
    }

    [Fact]
    public async Task TheSameKeyTwice_MakesOneConnection()
    {
        var (plugin, key) = (await stage.Plugin(Firm), Guid.NewGuid().ToString("N"));
        var body = PluginStage.Body(plugin);

        var first = await Firm.Admin.Post(Paths.Connections, body, key);
        var second = await Firm.Admin.Post(Paths.Connections, body, key);

        second.Text.ShouldBe(first.Text);
        (await Firm.Admin.Post(Paths.Connections, PluginStage.Body(plugin), key)).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await Firm.Admin.Get($"{Paths.Connections}?plugin={plugin}")).Ok().Rows().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task FourAtOnceOfOneName_MakeOneConnection()
    {
        var body = PluginStage.Body(await stage.Plugin(Firm), "Crowded " + Guid.NewGuid().ToString("N")[..6]);

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Firm.Admin.Post(Paths.Connections, body)));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1, string.Join('\n', replies.Select(r => r.Text)));
        replies.Where(r => r.Status != HttpStatusCode.Created).ShouldAllBe(r => r.Code == "plugins.connection.name_taken");
    }

    [Fact]
    public async Task Settings_AreRefusedFieldByField()
    {
        var plugin = await stage.Plugin(Firm);

        var errors = (await Firm.Admin.Post(Paths.Connections, new { plugin, name = "Wrong", settings = new { company = "abc", environment = "moon", pageSize = 0, colour = "red" } })).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!;

        foreach (var field in (string[])["settings.clientId", "settings.company", "settings.environment", "settings.pageSize", "settings.colour"])
            errors[field].ShouldNotBeNull(errors.ToJsonString());
        var secret = (await Firm.Admin.Post(Paths.Connections, new { plugin, name = "Wrong", settings = new { clientId = "x", environment = "sandbox", api_key = "k" } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        secret.Json["errors"]!["settings.api_key"]![0]!.GetValue<string>().ShouldContain("is a secret");
        (await Firm.Admin.Post(Paths.Connections, new { plugin, name = " ", settings = new { clientId = "x", environment = "sandbox" } })).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["name"].ShouldNotBeNull();
        (await Firm.Admin.Post(Paths.Connections, new { plugin, name = "F", fundId = Guid.NewGuid(), settings = new { clientId = "x", environment = "sandbox" } })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Firm.Admin.Post(Paths.Connections, PluginStage.Body("no.such.plugin"))).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["plugin"].ShouldNotBeNull();
        (await Firm.Admin.Get($"{Paths.Connections}?plugin={plugin}")).Ok().Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task AnotherFirm_FindsNoSuchConnection()
    {
        var path = $"{Paths.Connections}/{await stage.Connection()}";
        var body = new { name = "Mine", settings = new { clientId = "x", environment = "sandbox" } };
        var stranger = stage.Other.Admin;

        Reply[] replies =
        [
            await stranger.Get(path), await stranger.Get(path + "/log"), await stranger.Get(path + "/deliveries"), await stranger.Put(path, body), await stranger.Delete(path), await stranger.Post(path + "/check"),
            await stranger.Put(path + "/secrets/api_key", new { value = "v" }), await stranger.Delete(path + "/secrets/api_key"), await stranger.Post(path + "/oauth"), await stranger.Delete(path + "/oauth"),
            await stranger.Post(path + "/webhook-address"),
        ];

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.NotFound && r.Code == "resource.not_found");
        (await Firm.Admin.Get(path)).Ok();
    }

    [Fact]
    public async Task WhoMayOnlyRead_ChangesNothing()
    {
        var plugin = await stage.Plugin(Firm);
        var path = $"{Paths.Connections}/{await stage.Connection(plugin: plugin)}";

        foreach (var person in (Api[])[Firm.Accountant, Firm.Cfo])
        {
            (await person.Get(path)).Ok();
            foreach (var reply in (Reply[])[await person.Post(Paths.Connections, PluginStage.Body(plugin)), await person.Delete(path), await person.Put(path + "/secrets/api_key", new { value = "v" }), await person.Post(path + "/oauth"), await person.Delete($"{Paths.Plugins}/{plugin}")])
                reply.Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        }
        (await Firm.Viewer.Get(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }
}

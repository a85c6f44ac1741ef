using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Plugins;

/// <summary>A secret goes in and never comes out: not in an answer, not in the database, not in a log.</summary>
[Collection(nameof(PluginStage))]
public sealed class SecretTests(PluginStage stage)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APlantedSecret_IsFoundInNoAnswer_NoTable_AndNoLogLine()
    {
        var secret = "canary-secret-" + Guid.NewGuid().ToString("N");
        var id = await stage.Connection();
        var path = $"{Paths.Connections}/{id}";
        var replies = new List<Reply> { await stage.Firm.Admin.Put(path + "/secrets/api_key", new { value = secret }, key: "secret-key-" + id) };
        (await Get(id, "api_key")).ShouldBe(secret, "the runtime does get it");
        await Should.ThrowAsync<ConnectorException>(() => Calls.Read<int>(stage, id, "pullJournal", "StreamEntries", (_, _) => throw new ConnectorException(ErrorClass.Validation, "The vendor said no."), Stop));
        foreach (var look in (string[])[path, path + "/log", path + "/deliveries", Paths.Connections, "/api/v1/audit/plugin_host?size=500"]) replies.Add(await stage.Firm.Admin.Get(look));
        replies.Add(await stage.Firm.Admin.Put(path + "/secrets/no_such", new { value = secret }));
        replies.Add(await stage.Firm.Admin.Post(path + "/check"));

        replies[0].Ok()["data"]!.Text("setByName").ShouldBe("Ada Admin");
        foreach (var reply in replies) reply.Text.ShouldNotContain(secret);
        (await stage.Found(secret)).ShouldBeEmpty();
        stage.Log.Lines.ShouldNotBeEmpty();
        stage.Log.Lines.Where(l => l.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Secret_IsSet_SetAnew_AndCleared()
    {
        var id = await stage.Connection();
        var path = $"{Paths.Connections}/{id}/secrets/api_key";

        (await stage.Firm.Admin.Put(path, new { value = "one" })).Ok()["data"]!["setAt"].ShouldNotBeNull();
        (await stage.Firm.Admin.Put(path, new { value = "two" })).Ok();

        (await Get(id, "api_key")).ShouldBe("two");
        (await stage.Firm.Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!["secrets"]!.AsArray().Single(s => s!.Text("name") == "api_key")!.Text("setByName").ShouldBe("Ada Admin");
        var key = Guid.NewGuid().ToString("N");
        (await stage.Firm.Admin.Delete(path, key)).Ok()["data"]!["setAt"].ShouldBeNull();
        (await stage.Firm.Admin.Delete(path, key)).Ok();
        (await stage.Firm.Admin.Delete(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Get(id, "api_key")).ShouldBeNull();
        (await stage.Firm.Admin.Put(path, new { value = "" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.Firm.Admin.Put($"{Paths.Connections}/{id}/secrets/other", new { value = "v" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task FourSetAtOnce_InAFirmsFirstMoment_AllOpen()
    {
        var firm = await stage.House.Provision("Fresh keys");
        var plugin = await stage.Plugin(firm);
        var connections = new List<Guid>();
        for (var i = 0; i < 4; i++) connections.Add(await stage.Connection(firm, plugin));

        await Task.WhenAll(connections.Select(async c => (await firm.Admin.Put($"{Paths.Connections}/{c}/secrets/api_key", new { value = "of " + c })).Ok()));

        foreach (var c in connections) (await Get(c, "api_key", firm)).ShouldBe("of " + c);
        (await stage.House.Scalar<long>("select count(*) from plugin_host.data_keys where tenant_id = $1", firm.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task SealedBytes_CopiedToAnotherConnection_DoNotOpen()
    {
        var (one, other) = (await stage.Connection(), await stage.Connection());
        foreach (var (id, value) in ((Guid, string)[])[(one, "first"), (other, "second")]) (await stage.Firm.Admin.Put($"{Paths.Connections}/{id}/secrets/api_key", new { value })).Ok();

        await PlantedPlugin.Run(
            stage.House.Database, "update plugin_host.connection_secrets s set sealed = o.sealed from plugin_host.connection_secrets o where s.connection_id = $1 and o.connection_id = $2", other, one);

        (await Should.ThrowAsync<InvalidOperationException>(() => Get(other, "api_key"))).Message.ShouldContain("cannot be opened");
        (await Get(one, "api_key")).ShouldBe("first");
    }

    [Fact]
    public async Task ASecretThatTheManifestDoesNotName_IsNotGiven()
    {
        var id = await stage.Connection();
        (await stage.Firm.Admin.Put($"{Paths.Connections}/{id}/secrets/api_key", new { value = "v" })).Ok();
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.connection_secrets set name = 'smuggled' where connection_id = $1", id);

        (await Get(id, "smuggled")).ShouldBeNull();
        (await Get(id, "refresh_token")).ShouldBeNull();
    }

    private Task<string?> Get(Guid connection, string name, Firm? firm = null) =>
        stage.Within(connection, facts => stage.House.Services.GetRequiredService<SecretSources>().Of(facts).Get(name, Stop), firm);
}

/// <summary>Calls as modules make them, with the plugin's part played by the test.</summary>
internal static class Calls
{
    public static async Task<T> Read<T>(PluginStage stage, Guid connection, string capability, string operation, Func<PluginHost.Runtime.CallScope, CancellationToken, Task<T>> plugin, CancellationToken ct)
    {
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        return await stage.House.Services.GetRequiredService<ConnectionCalls>().Read(connection, capability, operation, plugin, ct);
    }

    public static async Task<T> Write<T>(PluginStage stage, Guid connection, string capability, string operation, Func<PluginHost.Runtime.CallScope, CancellationToken, Task<T>> plugin, CancellationToken ct)
    {
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        return await stage.House.Services.GetRequiredService<ConnectionCalls>().Write(connection, capability, operation, plugin, ct);
    }
}

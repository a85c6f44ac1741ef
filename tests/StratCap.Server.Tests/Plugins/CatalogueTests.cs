using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Runtime;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Plugins;

/// <summary>What the platform allows, and what a firm switches on.</summary>
[Collection(nameof(PluginStage))]
public sealed class CatalogueTests(PluginStage stage)
{
    [Fact]
    public async Task Catalogue_ShowsWhatIsAllowed_WithAllThatTheManifestDeclares()
    {
        var (plugin, hidden) = (await stage.Plugin(), $"test.h{Guid.NewGuid().ToString("N")[..8]}");
        await PlantedPlugin.Plant(stage.House.Database, hidden, "1.0.0", state: "Registered");

        var all = await stage.Firm.Accountant.All(Paths.Plugins + "?size=500");

        all.Select(p => p.Text("plugin")).ShouldContain(plugin);
        all.Select(p => p.Text("plugin")).ShouldNotContain(hidden);
        all.Single(p => p.Text("plugin") == plugin).Text("state").ShouldBe("Available");
        var one = (await stage.Firm.Accountant.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!;
        (one["egress"]![0]!.Text("host"), one["secrets"]![0]!.Text("name"), one["grantNeed"]!["scopes"]![0]!.GetValue<string>(), one.Text("webhookPath"), one.Text("trust")).ShouldBe(("api.test.example", "api_key", "books", "events", "core"));
        one["schema"]!["properties"]!["company"].ShouldNotBeNull();
        (await stage.Firm.Accountant.Get($"{Paths.Plugins}/{hidden}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Firm.Admin.Put($"{Paths.Plugins}/{hidden}", new { })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Firm.Viewer.Get(Paths.Plugins)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Plugin_IsSwitchedOff_OnceForItsFirmAlone()
    {
        var plugin = await stage.Plugin(stage.Firm, stage.Other);
        var (path, key) = ($"{Paths.Plugins}/{plugin}", Guid.NewGuid().ToString("N"));

        var off = await stage.Firm.Admin.Delete(path, key);

        off.Ok()["data"]!["plugin"]!.Text("state").ShouldBe("Disabled");
        (await stage.Firm.Admin.Delete(path, key)).Text.ShouldBe(off.Text);
        (await stage.Firm.Admin.Delete(path)).Refused(HttpStatusCode.Conflict, "plugins.plugin.disabled");
        (await stage.Firm.Admin.Delete(path, ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await stage.Other.Admin.Get(path)).Ok()["data"]!["plugin"]!.Text("state").ShouldBe("Enabled");
        (await stage.Firm.Admin.Put(path, new { })).Ok()["data"]!["plugin"]!.Text("state").ShouldBe("Enabled");
        (await stage.Firm.Accountant.Delete(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task AVersionWhoseSchemaRefusesAConnection_IsNotTakenUp_AndTheReasonsAreTold()
    {
        var plugin = await stage.Plugin(stage.Firm);
        var id = await stage.Connection(plugin: plugin);
        await PlantedPlugin.Plant(stage.House.Database, plugin, "2.0.0", PlantedPlugin.Schema.Replace("\"environment\"],", "\"environment\",\"region\"],", StringComparison.Ordinal).Replace("\"company\":", "\"region\":{\"type\":\"string\"},\"company\":", StringComparison.Ordinal));

        var refused = (await stage.Firm.Admin.Put($"{Paths.Plugins}/{plugin}", new { version = "2.0.0" })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.version.settings");

        refused.Json["errors"]![$"connections.{id}.settings.region"]![0]!.GetValue<string>().ShouldContain("needed");
        (await stage.Firm.Admin.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!["plugin"]!.Text("version").ShouldBe("1.0.0");
        (await stage.Firm.Admin.Put($"{Paths.Plugins}/{plugin}", new { version = "9.9.9" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task AVersionThatRunsForEachFirmAlone_IsTriedInTheFirmsOwnWorker()
    {
        var plugin = await stage.Plugin();
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.plugin_versions set trust = 'partner', manifest = replace(manifest, '\"pushJournal\"', '\"pay\"') where plugin_id = $1", plugin);
        var hash = await stage.House.Scalar<string>("select hash from plugin_host.plugin_versions where plugin_id = $1", plugin);

        (await stage.Firm.Admin.Put($"{Paths.Plugins}/{plugin}", new { })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.version.rejected");

        stage.House.Services.GetRequiredService<PluginWorkers>().Status().Where(w => w.PackageHash == hash).Select(w => w.AloneFor).ShouldBe([stage.Firm.Id.ToString("N")]);
    }

    [Theory]
    [InlineData("Ready", WorkerState.Ready, WorkerState.Ready)]
    [InlineData("Ready", WorkerState.Stopped, WorkerState.Ready)]
    [InlineData("Degraded", WorkerState.Ready, WorkerState.Degraded, WorkerState.Stopped)]
    [InlineData("Rejected", WorkerState.Degraded, WorkerState.Rejected, WorkerState.Ready)]
    [InlineData("Quarantined", WorkerState.Ready, WorkerState.Rejected, WorkerState.Quarantined)]
    [InlineData("Stopped", WorkerState.Stopped)]
    [InlineData(null)]
    public void AVersion_ShowsItsWorstWorker(string? shown, params object[] states)
    {
        var version = new InstalledVersion
        {
            PluginId = "test.worst",
            Version = "1.0.0",
            Hash = "worst",
            Trust = "partner",
            PublisherKeyId = "A partner",
            Manifest = PlantedPlugin.Manifest("test.worst", "1.0.0"),
            SettingsSchema = PlantedPlugin.Schema,
            RegisteredByName = "test",
        };

        VersionView.Of(version, [Worker("another", WorkerState.Quarantined), .. states.Select((state, i) => Worker("worst", (WorkerState)state, $"{i}"))]).Worker.ShouldBe(shown);
    }

    private static WorkerStatus Worker(string hash, WorkerState state, string? aloneFor = null) => new(hash, aloneFor, null, null, state, null, null, null, null, 0);

    [Fact]
    public async Task AVersionWithdrawnWhileAFirmsTakeoverWaits_IsNotTakenUp()
    {
        var plugin = await stage.Plugin(stage.Firm);
        await PlantedPlugin.Plant(stage.House.Database, plugin, "1.1.0");
        Task allowed;
        await using (var other = await PlantedPlugin.Hold(stage.House.Database, PlantedPlugin.Changing, stage.Firm.Id, plugin))
        {
            allowed = Allowed(plugin, "1.1.0");
            await stage.Waits("pg_advisory_xact_lock");
            await other.Run("update plugin_host.plugin_versions set state = 'Withdrawn', revision = revision + 1 where plugin_id = $1 and version = '1.1.0'", plugin);
            await other.Commit();
        }

        await allowed;

        (await stage.Firm.Admin.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!["plugin"]!.Text("version").ShouldBe("1.0.0");
        (await stage.House.Scalar<long>("select count(*) from plugin_host.audit where subject_id = $1 and action like 'plugins.plugin.upgrade%'", plugin)).ShouldBe(0, "nothing was tried");
    }

    [Fact]
    public async Task Operator_Withdraws_Allows_AndReleases_AndNobodyElse()
    {
        var plugin = await stage.Plugin(stage.Firm);
        var platform = await stage.House.Operator();
        var path = $"{Paths.Platform}/{plugin}/1.0.0";

        (await platform.Post(path + "/allow", new { })).Refused(HttpStatusCode.Conflict, "plugins.version.not_to_allow");
        (await platform.Post(path + "/release", new { reason = "Looked at" })).Refused(HttpStatusCode.Conflict, "plugins.version.not_quarantined");
        (await platform.Post(path + "/withdraw", new { reason = "" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var key = Guid.NewGuid().ToString("N");
        (await platform.Post(path + "/withdraw", new { reason = "A fault in it" }, key)).Ok()["data"]!.Text("state").ShouldBe("Withdrawn");
        (await platform.Post(path + "/withdraw", new { reason = "A fault in it" }, key)).Ok();
        var seen = (await stage.Firm.Admin.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!;
        (seen["plugin"]!.Text("state"), seen.Text("stoppedBecause")).ShouldBe(("Stopped", "A fault in it"));
        (await stage.Firm.Admin.Post(path + "/allow", new { })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await platform.Post(path + "/allow", new { })).Ok()["data"]!.Text("state").ShouldBe("Allowed");
        (await platform.Get($"{Paths.Platform}?q={plugin}")).Ok().Rows().ShouldHaveSingleItem().Text("state").ShouldBe("Allowed");
        (await platform.Post($"{Paths.Platform}/{plugin}/7.0.0/allow", new { })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await platform.Get(path)).Ok()["data"]!.Text("state").ShouldBe("Allowed");
        (await platform.Post(path + "/withdraw", new { reason = "Seen too late" }, ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await stage.Firm.Admin.Get(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await platform.Get(Paths.Platform + "/workers")).Ok();
        (await stage.House.Scalar<long>("select count(*) from plugin_host.audit where subject_id = $1 and action like 'plugins.version.%'", plugin)).ShouldBe(2);
    }

    private async Task Allowed(string plugin, string version)
    {
        var stop = TestContext.Current.CancellationToken;
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(PlatformTenant.Id);
        await using var scope = stage.House.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PluginHostDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await scope.ServiceProvider.GetRequiredService<WhenVersionAllowed>().Handle(
            new PluginVersionAllowed(Guid.NewGuid(), plugin, version), new EventContext(Guid.NewGuid(), PlatformTenant.Id, null, DateTimeOffset.UtcNow), db, stop);
    }

    [Theory]
    [InlineData("1.0.0", "2.0.0")]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("1.0.0-beta.2", "1.0.0-beta.11")]
    [InlineData("1.0.0-beta", "1.0.0")]
    [InlineData("1.0.0-1", "1.0.0-alpha")]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1")]
    public void Versions_AreOrderedAsSemanticVersioningSays(string older, string newer)
    {
        SemanticVersion.Order.Compare(older, newer).ShouldBeLessThan(0);
        SemanticVersion.Order.Compare(newer, older).ShouldBeGreaterThan(0);
        SemanticVersion.Order.Compare(newer, newer + "+build.5").ShouldBe(0);
    }
}

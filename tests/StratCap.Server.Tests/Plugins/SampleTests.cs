using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Ledgers;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Plugins;

/// <summary>The whole way with a real package and a real worker process: registered, switched on, connected, called, and told of by webhooks.</summary>
[Collection(nameof(PluginStage))]
public sealed class SampleTests(PluginStage stage)
{
    private const string WebhookKey = "sample-webhook-key-canary-1170";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Api Admin => stage.Firm.Admin;

    [Fact]
    public async Task ThePackageInTheFolder_IsRegisteredAtStart_AndAConnectionOverItWorks()
    {
        var id = await Connected(stage.Firm, SamplePackage.Id);

        var check = (await Admin.Post($"{Paths.Connections}/{id}/check")).Ok()["data"]!;

        (check["healthy"]!.GetValue<bool>(), check["accountName"]!.GetValue<string>()).ShouldBe((true, "Oak Books Inc."), check.ToJsonString());
        (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!["connection"]!.Text("health").ShouldBe("Healthy");
        (await Accounts(id)).ShouldHaveSingleItem().Name.ShouldBe("Cash");
        (await (await stage.House.Operator()).Get($"{Paths.Platform}?q={SamplePackage.Id}")).Ok().Rows().First(r => r.Text("version") == "1.0.0").Text("worker").ShouldBe("Ready");
        (await Admin.All($"{Paths.Connections}/{id}/log")).ShouldContain(l => l.Text("text").StartsWith("ListAccounts: 1 request in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWrongKey_AsksForAPerson_AndIsMendedByTheRightOne()
    {
        var id = await Connected(stage.Firm, SamplePackage.Id, "wrong key");

        var check = (await Admin.Post($"{Paths.Connections}/{id}/check")).Ok()["data"]!;

        (check["healthy"]!.GetValue<bool>(), check.Text("error")).ShouldBe((false, "Auth"));
        (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!["connection"]!.Text("health").ShouldBe("ReconnectNeeded");
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/api_key", new { value = SampleLedger.Key })).Ok();
        (await Admin.Post($"{Paths.Connections}/{id}/check")).Ok()["data"]!["healthy"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task AWebhook_IsVerifiedByThePlugin_AndEachOfItsEventsToldOnce()
    {
        var id = await Connected(stage.Firm, SamplePackage.Id);
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/webhook_key", new { value = WebhookKey })).Ok();
        var url = (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!.Text("webhookUrl");
        const string Events = """{"events":[{"id":"e1","company":"oak-books","type":"entry.changed","resource":"7","at":"2026-01-05T10:00:00Z"},{"id":"e2","company":"another","type":"entry.changed","resource":"8","at":"2026-01-05T10:00:00Z"}]}""";

        (await Knock(url, Events, WebhookKey)).ShouldBe(HttpStatusCode.Accepted);
        (await Knock(url, Events + " ", WebhookKey)).ShouldBe(HttpStatusCode.Accepted);
        (await Knock(url, Events.Replace("e1", "e3", StringComparison.Ordinal), "another key")).ShouldBe(HttpStatusCode.Accepted, "a caller is not told whether it was good");

        var told = (await Admin.Until($"{Paths.Connections}/{id}/deliveries?sort=receivedAt", list => list["data"]!.AsArray().Count == 3 && list.Rows().All(d => d.Text("state") != "Waiting"))).Rows();
        told.Select(d => (d.Text("state"), d["events"]!.GetValue<int>())).ShouldBe([("Taken", 1), ("Taken", 0), ("Refused", 0)]);
        told[2].Text("reason").ShouldContain("signature");
        (await stage.House.Rows("select event_id from plugin_host.hook_events where connection_id = $1", id)).ShouldHaveSingleItem()["event_id"].ShouldBe("e1");
    }

    [Fact]
    public async Task AWebhookOfALedger_AsksForARunOfItsLinks_AndOneOfAConnectionThatMustBeMadeAnew_IsSeenByItsState()
    {
        var id = await Connected(stage.Firm, SamplePackage.Id);
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/webhook_key", new { value = WebhookKey })).Ok();
        var url = (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!.Text("webhookUrl");
        var link = (await stage.Firm.Accountant.Post("/api/v1/accounting/sync/links", new { name = "Books " + id, connectionId = id, startDate = "2026-01-01", direction = "Pull" })).Ok()["data"]!.Text("linkId");

        (await Knock(url, "{\"events\":[" + Event("run-1") + "," + Event("run-2") + "]}", WebhookKey)).ShouldBe(HttpStatusCode.Accepted);

        await stage.Firm.Accountant.Until($"/api/v1/accounting/sync/links/{link}/runs", r => r.Rows().Any(run => run.Text("createdByName") == "StratCap" && run["accountsRead"]!.GetValue<int>() == 1 && run.Text("state") is not ("Ready" or "Running")));
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/api_key", new { value = "revoked" })).Ok();
        (await Knock(url, "{\"events\":[" + Event("gone-1", "access.revoked") + "]}", WebhookKey)).ShouldBe(HttpStatusCode.Accepted);
        await Admin.Until($"{Paths.Connections}/{id}", c => c["data"]!["connection"]!.Text("health") == "ReconnectNeeded");
    }

    [Fact]
    public async Task AWebhookRefusedForAWrongSecret_IsTakenWhenItComesAgainAfterTheRightOne()
    {
        var id = await Connected(stage.Firm, SamplePackage.Id);
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/webhook_key", new { value = "not the vendor's key" })).Ok();
        var url = (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!.Text("webhookUrl");
        var (body, at) = ("{\"events\":[" + Event("again-1") + "]}", DateTimeOffset.UtcNow);
        (await Knock(url, body, WebhookKey, at)).ShouldBe(HttpStatusCode.Accepted);
        await Admin.Until($"{Paths.Connections}/{id}/deliveries", list => list.Rows().Single().Text("state") == "Refused");

        (await Admin.Put($"{Paths.Connections}/{id}/secrets/webhook_key", new { value = WebhookKey })).Ok();
        (await Knock(url, body, WebhookKey, at)).ShouldBe(HttpStatusCode.Accepted);

        var told = (await Admin.Until($"{Paths.Connections}/{id}/deliveries", list => list.Rows().Single().Text("state") == "Taken")).Rows().Single();
        (told["events"]!.GetValue<int>(), told["reason"]).ShouldBe((1, null));
        (await Knock(url, body, WebhookKey, at)).ShouldBe(HttpStatusCode.Accepted);
        (await stage.House.Scalar<long>("select count(*) from plugin_host.hook_events where connection_id = $1", id)).ShouldBe(1);
    }

    [Fact]
    public async Task AWebhookForAConnectionThatMayNotBeCalled_Waits_AndIsTakenWhenItComesAgain()
    {
        var id = await Connected(stage.Firm, SamplePackage.Id);
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/webhook_key", new { value = WebhookKey })).Ok();
        var url = (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!.Text("webhookUrl");
        await PlantedPlugin.Run(stage.House.Database, "create function plugin_host.test_stops() returns trigger language plpgsql as $f$ begin update plugin_host.connections set enabled = false where id = new.connection_id; return new; end $f$");
        await PlantedPlugin.Run(stage.House.Database, $"create trigger test_stops after insert on plugin_host.hook_deliveries for each row when (new.connection_id = '{id}') execute function plugin_host.test_stops()");

        var (body, at) = ("{\"events\":[" + Event("late-1") + "]}", DateTimeOffset.UtcNow);
        (await Knock(url, body, WebhookKey, at)).ShouldBe(HttpStatusCode.Accepted);

        await Waiting.Until(() => stage.Log.Lines.Any(l => l.Contains("plugin_host.hook_received", StringComparison.Ordinal) && l.Contains("is switched off", StringComparison.Ordinal)));
        (await Admin.Get($"{Paths.Connections}/{id}/deliveries")).Ok().Rows().Single().Text("state").ShouldBe("Waiting");
        // Nobody tries the first event again any more.
        await Messaging.Bench.Until(async () => await stage.House.Scalar<long>("select count(*) from messaging.failed_messages where event_type = 'plugin_host.hook_received' and aggregate_id = $1", id) == 1);
        await PlantedPlugin.Run(stage.House.Database, "drop function plugin_host.test_stops() cascade");
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.connections set enabled = true where id = $1", id);

        (await Knock(url, body, WebhookKey, at)).ShouldBe(HttpStatusCode.Accepted);
        var told = (await Admin.Until($"{Paths.Connections}/{id}/deliveries", list => list.Rows().Single().Text("state") != "Waiting")).Rows().Single();
        (told.Text("state"), told["events"]!.GetValue<int>(), told["reason"]).ShouldBe(("Taken", 1, null));
    }

    [Fact]
    public async Task AnUploadedPackage_IsVerified_Registered_Allowed_AndTakenUpByWhoFollows()
    {
        var (platform, plugin) = (await stage.House.Operator(), $"test.u{Guid.NewGuid().ToString("N")[..8]}");
        var (first, key) = (SamplePackage.Make(SamplePackage.Partner, plugin, counterSigned: true), Guid.NewGuid().ToString("N"));

        var made = await Upload(platform, first, key);

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        (made.Json["data"]!.Text("state"), made.Json["data"]!.Text("trust"), made.Json["data"]!.Text("publisherKeyId")).ShouldBe(("Registered", "partner", "A partner"));
        (await Upload(platform, first, key)).Text.ShouldBe(made.Text);
        (await Upload(platform, first)).Refused(HttpStatusCode.Conflict, "plugins.package.registered");
        (await Upload(platform, SamplePackage.Make(SamplePackage.Partner, plugin, counterSigned: true, schema: s => s + " "))).Refused(HttpStatusCode.Conflict, "plugins.package.version_taken");
        (await Admin.Put($"{Paths.Plugins}/{plugin}", new { })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await platform.Post($"{Paths.Platform}/{plugin}/1.0.0/allow", new { })).Ok();
        (await Admin.Put($"{Paths.Plugins}/{plugin}", new { follows = true })).Ok()["data"]!["plugin"]!.Text("version").ShouldBe("1.0.0");
        await Connected(stage.Firm, plugin);

        (await Upload(platform, SamplePackage.Make(SamplePackage.Core, plugin, "1.1.0"))).Ok();
        (await platform.Post($"{Paths.Platform}/{plugin}/1.1.0/allow", new { })).Ok();
        await Admin.Until($"{Paths.Plugins}/{plugin}", p => p["data"]!["plugin"]!.Text("version") == "1.1.0");

        (await Upload(platform, SamplePackage.Make(SamplePackage.Core, plugin, "2.0.0", schema: s => s.Replace("\"company\"]", "\"company\", \"startDate\"]", StringComparison.Ordinal)))).Ok();
        (await platform.Post($"{Paths.Platform}/{plugin}/2.0.0/allow", new { })).Ok();
        await Messaging.Bench.Until(async () => await stage.House.Scalar<long>("select count(*) from plugin_host.audit where tenant_id = $1 and subject_id = $2 and action = 'plugins.plugin.upgrade_refused'", stage.Firm.Id, plugin) == 1);
        (await Admin.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!["plugin"]!.Text("version").ShouldBe("1.1.0", "a connection's settings do not fit 2.0.0");
    }

    [Fact]
    public async Task APackageThatNobodyVouchesFor_IsRefusedByName_AndLeavesNothing()
    {
        var (platform, plugin) = (await stage.House.Operator(), $"test.x{Guid.NewGuid().ToString("N")[..8]}");
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await Upload(platform, SamplePackage.Make(stranger, plugin))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Upload(platform, SamplePackage.Make(SamplePackage.Partner, plugin))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "a partner's without the platform's counter-signature");
        (await Upload(platform, [1, 2, 3])).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Upload(platform, SamplePackage.Make(SamplePackage.Core, plugin, schema: _ => "{\"type\":7}"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Upload(Admin, SamplePackage.Make(SamplePackage.Core, plugin))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");

        (await stage.House.Scalar<long>("select count(*) from plugin_host.plugin_versions where plugin_id = $1", plugin)).ShouldBe(0);
    }

    private static Task<Reply> Upload(Api api, byte[] package, string? key = null) =>
        api.Send(HttpMethod.Post, Paths.Platform, new ByteArrayContent(package) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, key);

    private async Task<Guid> Connected(Firm firm, string plugin, string key = SampleLedger.Key)
    {
        if ((await firm.Admin.Get($"{Paths.Plugins}/{plugin}")).Ok()["data"]!["plugin"]!.Text("state") != "Enabled") (await firm.Admin.Put($"{Paths.Plugins}/{plugin}", new { })).Ok();
        var made = (await firm.Admin.Post(Paths.Connections, new { plugin, name = "Sample " + Guid.NewGuid().ToString("N")[..8], settings = new { company = SampleLedger.Company } })).Ok();
        var id = made["data"]!["connection"]!.Id("connectionId");
        (await firm.Admin.Put($"{Paths.Connections}/{id}/secrets/api_key", new { value = key })).Ok();
        return id;
    }

    private async Task<List<LedgerAccount>> Accounts(Guid id)
    {
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Firm.Id);
        var accounts = new List<LedgerAccount>();
        await foreach (var page in stage.House.Services.GetRequiredService<IConnectors>().Ledger(id).ListAccounts(Stop)) accounts.AddRange(page.Items);
        return accounts;
    }

    private static string Event(string id, string type = "entry.changed") => $$"""{"id":"{{id}}","company":"{{SampleLedger.Company}}","type":"{{type}}","resource":"7","at":"2026-01-05T10:00:00Z"}""";

    private async Task<HttpStatusCode> Knock(string url, string body, string key, DateTimeOffset? at = null)
    {
        var time = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var code = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{time}.{body}")));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.House.Address, new Uri(url).AbsolutePath)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Ledger-Signature", $"t={time},v1={code}");
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}

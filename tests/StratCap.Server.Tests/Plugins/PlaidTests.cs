using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Hooks;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Webhooks;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Payments;

namespace StratCap.Server.Tests.Plugins;

/// <summary>Links of accounts through the whole house: Plaid's own connector in its worker, before Plaid as its specification describes it.</summary>
[Collection(nameof(PluginStage))]
public sealed class PlaidTests(PluginStage stage)
{
    private const string Holder = "Oak County Pension Fund", Links = "/api/v1/payments/account-links";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Firm Firm => stage.Firm;

    [Fact]
    public async Task AnInvestorsAccount_LinkedAtPlaid_IsVerifiedThereAndPaidOverPlaidTransfer_AndItsTokenIsSeenByNobody()
    {
        var connection = await Connected();
        var life = await FundLife.Sold(Firm);
        await MoneyHouse.Accounts(Firm, life);
        var (instructions, _, _) = await MoneyHouse.Distribute(Firm, life);
        var investor = instructions[0].Text("investorId");
        var replies = new List<Reply> { await Firm.Accountant.Post(Links, new { connectionId = connection, purpose = "Payments", holder = Holder, investorId = investor }) };
        var begun = replies[0].Ok()["data"]!;
        var path = $"{Links}/{begun["link"]!.Text("accountLinkId")}";

        replies.Add(await Firm.Accountant.Post(path + "/completion", new { pageAnswer = stage.Plaid.Agree(new LinkStart(begun.Text("pageToken"), null, null)).PageAnswer }));
        var chosen = replies[^1].Ok()["data"]!["accounts"]![0]!.Text("linkedAccountId");
        var account = (await Firm.Accountant.Post(path + "/payee-account", new { linkedAccountId = chosen, bank = "Harbour Bank" })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        replies.Add(await Firm.Accountant.Post($"/api/v1/payments/payee-accounts/{account}/verification", new { connectionId = connection }));
        replies[^1].Ok()["data"]!["steps"]![0]!["nameScore"]!.GetValue<int>().ShouldBe(100);
        replies.Add(await Firm.Cfo.Post($"/api/v1/payments/payee-accounts/{account}/decision", new { confirm = true }));
        replies[^1].Ok()["data"]!["account"]!.Text("state").ShouldBe("Standing");
        var run = (await Firm.Accountant.Post("/api/v1/payments/runs", new { fundId = life.Id, connectionId = connection, executeOn = DateOnly.FromDateTime(DateTime.UtcNow), instructionIds = new[] { instructions[0].Text("instructionId") } })).Ok()["data"]!.Text("runId");
        (await Firm.Cfo.Post($"/api/v1/payments/runs/{run}/release")).Ok();
        await Firm.Accountant.Until($"/api/v1/payments/runs/{run}", r => r["data"]!.Text("state") == "Sent");

        var payment = (await Firm.Accountant.All($"/api/v1/payments/runs/{run}/payments")).ShouldHaveSingleItem();
        payment.Text("state").ShouldBe("Sent", payment.ToJsonString());
        stage.Plaid.Written.ShouldBe([payment.Text("paymentKey")]);
        stage.Plaid.WrittenAmounts.Single().Value.ShouldBe(decimal.Parse(payment["amount"]!.Text("amount"), System.Globalization.CultureInfo.InvariantCulture));
        var (name, token) = await Linked(connection);
        token.ShouldStartWith("access-sandbox-party-");
        foreach (var look in (string[])[$"{Paths.Connections}/{connection}", $"{Paths.Connections}/{connection}/log?size=500", path, $"/api/v1/payments/payee-accounts/{account}", "/api/v1/audit/plugin_host?size=500", "/api/v1/audit/payments?size=500"]) replies.Add(await Firm.Admin.Get(look));
        foreach (var reply in replies) reply.Text.ShouldNotContain(token);
        (await stage.Found(token)).ShouldBeEmpty();
        stage.Log.Lines.Where(l => l.Contains(token, StringComparison.Ordinal)).ShouldBeEmpty();

        (await Firm.Accountant.Post(path + "/end", new { reason = "The investor moved his money" })).Ok();
        (await Get(connection, name)).ShouldBeNull();
        (await stage.House.Scalar<long>("select count(*) from plugin_host.audit where subject_id = $1 and action in ('plugins.secret.link', 'plugins.secret.forget')", connection.ToString())).ShouldBe(2);
    }

    [Fact]
    public async Task ALinksSecret_IsItsConnectionsAndItsFirmsAlone_AndGoesWithTheConnection()
    {
        var (connection, other) = (await Connected(), await Connected());
        var connectors = stage.House.Services.GetRequiredService<IConnectors>();
        using var _ = stage.House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        var request = new LinkRequest("L-1", "LP001", Holder, null, false, LinkPurpose.Verify);
        async Task<LinkAnswer> Agreed(Guid over, LinkRequest asked) => stage.Plaid.Agree(await connectors.Bank(over).BeginLink(asked, Stop));
        var linked = await connectors.Bank(connection).CompleteLink(request, await Agreed(connection, request), Stop);
        var (name, _) = await Linked(connection);

        linked.SecretName.ShouldBe(name);
        (await Get(other, name)).ShouldBeNull();
        (await Should.ThrowAsync<ConnectorException>(() => connectors.Bank(other).BeginLink(request with { RepairOf = name }, Stop))).Class.ShouldBe(ErrorClass.Validation);
        (await Should.ThrowAsync<ConnectorException>(() => connectors.Bank(connection).BeginLink(request with { RepairOf = "secret" }, Stop))).Class.ShouldBe(ErrorClass.Validation, "an API key is no link");
        await connectors.Bank(connection).ForgetLink("secret", Stop);
        (await Get(connection, "secret")).ShouldNotBeNull();
        (await Firm.Admin.Put($"{Paths.Connections}/{connection}/secrets/{name}", new { value = "by hand" })).Refused(System.Net.HttpStatusCode.NotFound, "resource.not_found");
        (await connectors.Bank(connection).CompleteLink(request with { RepairOf = name }, await Agreed(connection, request with { RepairOf = name }), Stop)).SecretName.ShouldBe(name);
        using (stage.House.Services.GetRequiredService<CurrentTenant>().Use(stage.Other.Id))
            (await Should.ThrowAsync<ConnectorException>(() => connectors.Bank(connection).CompleteLink(request, new("x", null), Stop))).Class.ShouldBe(ErrorClass.NotFound);
        (await Firm.Admin.Delete($"{Paths.Connections}/{connection}")).Ok();
        (await stage.House.Scalar<long>("select count(*) from plugin_host.connection_secrets where connection_id = $1", connection)).ShouldBe(0);
    }

    [Fact]
    public async Task ASecretThatTheManifestDoesNotNameForLinks_OrOfAnotherLink_IsNotKept()
    {
        var connection = await Connected();
        var keeper = stage.House.Services.GetRequiredService<LinkSecrets>();
        Task Keep(string name, string value) => stage.Within(connection, async facts =>
        {
            await keeper.Keep(facts, new SecretToStore(name, value), Stop);
            return true;
        });
        const string Own = "item_0123456789abcdef0123456789abcdef";
        foreach (var name in (string[])["secret", "access_token", "item_", "item_*", "item_other", "webhook_key"])
            (await Should.ThrowAsync<ConnectorException>(() => Keep(name, "another-secret"))).Class.ShouldBe(ErrorClass.Permanent, name);
        foreach (var value in (string[])["short", "two\nlines of it", ""]) (await Should.ThrowAsync<ConnectorException>(() => Keep(Own, value))).Class.ShouldBe(ErrorClass.Permanent);
        await Task.WhenAll(Keep(Own, "the-first-link"), Keep(Own, "the-first-link"));

        (await Should.ThrowAsync<ConnectorException>(() => Keep(Own, "another-link"))).Class.ShouldBe(ErrorClass.Conflict);
        (await Get(connection, Own)).ShouldBe("the-first-link");
        await Keep("item_token", "the-own-bank");
        await Keep("item_token", "another-own-bank");
        (await Get(connection, "item_token")).ShouldBe("another-own-bank");
    }

    [Fact]
    public async Task AnEventOfALinkedAccount_ReachesItsConnection_AndOfAPluginWithoutLinksOnlyWhatItReached()
    {
        static ProviderEvent Told() => new("event-1", "an-item-of-a-link", "transactions", null, DateTimeOffset.UnixEpoch);
        (await stage.Within(await Connected(), facts => Task.FromResult(WhenHookReceived.Concerns(facts, Told())))).ShouldBeTrue();
        (await stage.Within(await stage.Connection(), facts => Task.FromResult(WhenHookReceived.Concerns(facts, Told())))).ShouldBeFalse();
    }

    private async Task<Guid> Connected()
    {
        (await Firm.Admin.Put($"{Paths.Plugins}/stratcap.plaid", new { })).Ok();
        var id = (await Firm.Admin.Post(Paths.Connections, new { plugin = "stratcap.plaid", name = "Plaid " + Guid.NewGuid().ToString("N")[..8], settings = stage.Plaid.Settings })).Ok()["data"]!["connection"]!.Id("connectionId");
        (await Firm.Admin.Put($"{Paths.Connections}/{id}/secrets/secret", new { value = stage.Plaid.Secrets["secret"] })).Ok();
        return id;
    }

    /// <summary>The one secret that a link gave a connection.</summary>
    private async Task<(string Name, string Value)> Linked(Guid connection)
    {
        var name = await stage.House.Scalar<string>("select name from plugin_host.connection_secrets where connection_id = $1 and name like 'item%'", connection);
        return (name, (await Get(connection, name))!);
    }

    private Task<string?> Get(Guid connection, string name) => stage.Within(connection, facts => stage.House.Services.GetRequiredService<SecretSources>().Of(facts).Get(name, Stop));
}

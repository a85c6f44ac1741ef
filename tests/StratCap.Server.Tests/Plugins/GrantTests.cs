using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.OAuth;
using StratCap.PluginHost.Secrets;
using StratCap.PluginSdk;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Plugins;

/// <summary>Access at a vendor is granted by a person once, kept good by one refresher, and given back.</summary>
[Collection(nameof(PluginStage))]
public sealed class GrantTests(PluginStage stage)
{
    private const string Complete = Paths.Plugins + "/oauth/complete";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Api Admin => stage.Firm.Admin;

    [Fact]
    public async Task Grant_IsBegun_Completed_Used_AndGivenBackWithTheConnection()
    {
        var id = await Connection();
        var (state, code) = await Begin(id);
        var before = stage.Provider.Given.ToArray();

        var done = (await Admin.Post(Complete, new { state, code, parameters = new { realmId = "9341", other = "ignored" } })).Ok()["data"]!;

        var own = Refreshing(before);
        (done.Id("connectionId"), done["grant"]!["connected"]!.GetValue<bool>(), done["grant"]!.Text("grantedByName")).ShouldBe((id, true, "Ada Admin"));
        done["grant"]!["refreshEndsAt"].ShouldNotBeNull();
        var shown = (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!;
        (shown["settings"]!.Text("realmId"), shown["settings"]!["other"]).ShouldBe(("9341", null));
        stage.Provider.Given.Except(before).ShouldContain(await Token(id) ?? "");
        (await Admin.Delete($"{Paths.Connections}/{id}")).Ok()["data"]!["tokenGivenBack"]!.GetValue<bool>().ShouldBeTrue();
        await GivenBack(own);
        foreach (var token in stage.Provider.Given)
        {
            shown.ToJsonString().ShouldNotContain(token);
            (await stage.House.Scalar<long>("select count(*) from plugin_host.audit t where strpos(t::text, $1) > 0", token)).ShouldBe(0);
            (await stage.House.Scalar<long>("select count(*) from plugin_host.oauth_grants t where strpos(t::text, $1) > 0", token)).ShouldBe(0);
            stage.Log.Lines.Where(l => l.Contains(token, StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task State_IsGoodOnce_ForItsOwner_AndNotForAnotherFirm()
    {
        var deputy = await stage.Firm.Hire($"deputy-{Guid.NewGuid():N}@{stage.Firm.Domain}.example", "Dora Deputy", "admin");
        var id = await Connection();
        var (state, code) = await Begin(id);

        (await deputy.Post(Complete, new { state, code })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.oauth.state_unknown");
        (await stage.Other.Admin.Post(Complete, new { state, code })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.oauth.state_unknown");
        (await stage.Firm.Accountant.Post(Complete, new { state, code })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var both = await Task.WhenAll(Admin.Post(Complete, new { state, code }), Admin.Post(Complete, new { state, code }));

        both.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1, string.Join('\n', both.Select(r => r.Text)));
        both.Count(r => r.Code == "plugins.oauth.state_unknown").ShouldBe(1);
        (await Admin.Post(Complete, new { state, code })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.oauth.state_unknown");
        (await Admin.Post(Complete, new { state = "made up", code })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.oauth.state_unknown");
    }

    [Fact]
    public async Task AStateThatTookTooLong_AndACodeOfAnotherVerifier_AreRefused()
    {
        var id = await Connection();
        var late = await Begin(id);
        await PlantedPlugin.Run(stage.House.Database, "update plugin_host.oauth_states set expires_at = now() - interval '1 second' where connection_id = $1", id);
        (await Admin.Post(Complete, new { late.State, late.Code })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.oauth.state_unknown");

        var (mine, injected) = (await Begin(id), await Begin(id));
        (await Admin.Post(Complete, new { mine.State, injected.Code })).Refused(HttpStatusCode.UnprocessableEntity, "plugins.oauth.refused");
        (await Token(id)).ShouldBeNull();
    }

    [Fact]
    public async Task ACallbackThatDoesNotFitTheSchema_IsRefused_AndItsTokenGivenBack()
    {
        var id = await Connection();
        var (state, code) = await Begin(id);
        var before = stage.Provider.Given.ToArray();

        (await Admin.Post(Complete, new { state, code, parameters = new { realmId = new string('9', 21) } })).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["settings.realmId"].ShouldNotBeNull();

        stage.Provider.Revoked.ShouldContain(Refreshing(before));
        (await Token(id)).ShouldBeNull();
    }

    [Fact]
    public async Task EightWhoNeedATokenAtOnce_RefreshOnce_AndTheRotatedTokenIsKept()
    {
        var id = await Connected();
        await Expire(id);
        var (before, old) = (stage.Provider.Refreshes, stage.Provider.Given.ToArray());
        stage.Provider.Thinks = TimeSpan.FromMilliseconds(300);

        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Token(id)));

        stage.Provider.Thinks = TimeSpan.Zero;
        tokens.Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        old.ShouldNotContain(tokens[0]!);
        (stage.Provider.Refreshes - before).ShouldBe(1);
        // The provider takes each refresh token once: a second round works only with the new one.
        await Expire(id);
        (await Token(id)).ShouldNotBe(tokens[0]);
        (await stage.House.Scalar<int>("select number from plugin_host.oauth_grants where connection_id = $1", id)).ShouldBe(3);
    }

    [Fact]
    public async Task TwoWhoseTokenWasRefused_RefreshOnce()
    {
        var id = await Connected();
        var (refused, before) = (await Token(id), stage.Provider.Refreshes);

        var renewed = await Task.WhenAll(Renew(id, refused!), Renew(id, refused!));

        renewed.ShouldBe([true, true]);
        (stage.Provider.Refreshes - before).ShouldBe(1);
        (await Token(id)).ShouldNotBe(refused);
    }

    [Fact]
    public async Task AVendorThatFailsForAWhile_CostsNoToken()
    {
        var id = await Connected();
        await Expire(id);
        stage.Provider.FailNext = 503;

        (await Should.ThrowAsync<ConnectorException>(() => Token(id))).Class.ShouldBe(ErrorClass.Transient);

        (await Token(id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task AVendorThatStallsInTheMiddleOfItsAnswer_IsNotWaitedFor()
    {
        var oauth = new OAuthClient(stage.House.Services.GetRequiredService<OAuthTransport>(), new CallOptions { TokenWait = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        var id = await Connection();
        stage.Provider.Stalls = true;
        try
        {
            var asked = stage.Within(id, facts => oauth.Refresh(facts.Manifest.OAuth2!, new OAuthApplication(OAuthProvider.ClientId, OAuthProvider.ClientSecret), "any", Stop));

            (await Should.ThrowAsync<ConnectorException>(() => asked.WaitAsync(TimeSpan.FromSeconds(60), Stop))).Class.ShouldBe(ErrorClass.Transient);
        }
        finally
        {
            stage.Provider.Stalls = false;
        }
    }

    [Fact]
    public async Task ACallback_IsJudgedByTheVersionThatServesThen()
    {
        var plugin = await stage.Plugin(stage.Firm);
        await PlantedPlugin.Plant(stage.House.Database, plugin, "2.0.0", PlantedPlugin.Schema.Replace("\"maxLength\":20", "\"maxLength\":3", StringComparison.Ordinal));
        var id = await Connection(plugin);
        var (state, code) = await Begin(id);
        Task<Reply> completed;
        await using (var other = await PlantedPlugin.Hold(stage.House.Database, PlantedPlugin.Changing, stage.Firm.Id, plugin))
        {
            completed = Admin.Post(Complete, new { state, code, parameters = new { realmId = "9341" } });
            await stage.Waits("pg_advisory_xact_lock");
            await other.Run("update plugin_host.tenant_plugins set version = '2.0.0' where plugin_id = $1", plugin);
            await other.Commit();
        }

        (await completed).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["settings.realmId"].ShouldNotBeNull();
    }

    [Fact]
    public async Task ARefreshTokenThatTheVendorTakesNoMore_AsksForAPerson()
    {
        var id = await Connected();
        await Expire(id);
        stage.Provider.FailNext = 400;

        (await Should.ThrowAsync<ConnectorException>(() => Token(id))).Class.ShouldBe(ErrorClass.Auth);

        (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!["connection"]!.Text("health").ShouldBe("ReconnectNeeded");
    }

    [Fact]
    public async Task Grant_IsEnded_AndBegunAgain()
    {
        var before = stage.Provider.Given.ToArray();
        var id = await Connected();

        (await Admin.Delete($"{Paths.Connections}/{id}/oauth")).Ok()["data"]!["connected"]!.GetValue<bool>().ShouldBeFalse();

        await GivenBack(Refreshing(before));
        (await Token(id)).ShouldBeNull();
        (await Admin.Delete($"{Paths.Connections}/{id}/oauth")).Refused(HttpStatusCode.Conflict, "plugins.oauth.not_connected");
        var (state, code) = await Begin(id);
        (await Admin.Post(Complete, new { state, code })).Ok();
        (await Token(id)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "update plugin_host.connections set version = version + 1 where id = $1", "DELETE FROM plugin_host.connections")]
    [InlineData("/oauth", "update plugin_host.oauth_grants set number = number + 1 where connection_id = $1", "DELETE FROM plugin_host.oauth_grants")]
    public async Task AnEndThatSomebodyOvertook_GivesNothingBack(string what, string overtakes, string waits)
    {
        var before = stage.Provider.Given.ToArray();
        var id = await Connected();
        Task<Reply> ended;
        await using (var other = await PlantedPlugin.Hold(stage.House.Database, overtakes, id))
        {
            ended = Admin.Delete($"{Paths.Connections}/{id}{what}");
            await stage.Waits(waits);
            await other.Commit();
        }

        (await ended).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");

        // What is done once the answer is out is done before the next request of that line is looked at.
        (await Admin.Get($"{Paths.Connections}/{id}")).Ok()["data"]!["grant"]!["connected"]!.GetValue<bool>().ShouldBeTrue();
        stage.Provider.Revoked.ShouldNotContain(Refreshing(before));
        (await Admin.Delete($"{Paths.Connections}/{id}{what}")).Ok();
        await GivenBack(Refreshing(before));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/oauth")]
    public async Task AnEndWhileATokenIsRefreshed_GivesTheNewTokenBack(string what)
    {
        var id = await Connected();
        await Expire(id);
        var (before, asked, hold) = (stage.Provider.Given.ToArray(), stage.Provider.Refreshes, new TaskCompletionSource());
        stage.Provider.Hold = hold.Task;
        var refreshed = Token(id);
        await Waiting.Until(() => stage.Provider.Refreshes > asked);

        var ended = Admin.Delete($"{Paths.Connections}/{id}{what}");
        try
        {
            await stage.Waits("pg_advisory_xact_lock");
        }
        finally
        {
            hold.SetResult();
        }

        (await refreshed).ShouldNotBeNull();
        (await ended).Ok();
        await GivenBack(Refreshing(before));
    }

    private async Task<Guid> Connection(string? plugin = null)
    {
        var id = await stage.Connection(plugin: plugin);
        (await Admin.Put($"{Paths.Connections}/{id}/secrets/client_secret", new { value = OAuthProvider.ClientSecret })).Ok();
        return id;
    }

    private async Task<Guid> Connected()
    {
        var id = await Connection();
        var (state, code) = await Begin(id);
        (await Admin.Post(Complete, new { state, code })).Ok();
        return id;
    }

    private async Task<(string State, string Code)> Begin(Guid id)
    {
        var begun = (await Admin.Post($"{Paths.Connections}/{id}/oauth")).Ok()["data"]!;
        begun.Text("redirectUri").ShouldEndWith("/console/plugins/callback");
        return stage.Provider.Consent(begun.Text("authorizationUrl"));
    }

    /// <summary>The refresh token that the provider gave since.</summary>
    private string Refreshing(string[] before) => stage.Provider.Given.Except(before).Single(t => t.StartsWith("refresh-canary", StringComparison.Ordinal));

    private Task GivenBack(string token) => Waiting.Until(() => stage.Provider.Revoked.Contains(token));

    private Task Expire(Guid id) => PlantedPlugin.Run(stage.House.Database, "update plugin_host.oauth_grants set expires_at = now() where connection_id = $1", id);

    private Task<string?> Token(Guid id) => stage.Within(id, facts => stage.House.Services.GetRequiredService<SecretSources>().Of(facts).Get(TokenKeeper.Access, Stop));

    private Task<bool> Renew(Guid id, string refused) => stage.Within(id, facts => stage.House.Services.GetRequiredService<SecretSources>().Of(facts).Refresh(refused, Stop));
}

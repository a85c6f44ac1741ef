using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;
using static StratCap.Server.Tests.Identity.SignInTests;

namespace StratCap.Server.Tests.Identity;

public sealed class SessionTests(House house)
{
    private const string Sessions = "/api/v1/users/profile/sessions";
    private const string Refresh = "/api/v1/auth/refresh";

    [Fact]
    public async Task Sessions_ShowWhereOneIsSignedIn_AndWhichOneAsks()
    {
        var firm = await house.Provision("Sessions");
        var (api, _) = await SignIn(firm, "Firefox on a desk");

        var rows = (await api.Get(Sessions)).Ok().Rows();

        rows.Count.ShouldBe(2);
        var mine = rows.Single(r => r["current"]!.GetValue<bool>());
        (mine.Text("agent"), mine.Text("application")).ShouldBe(("Firefox on a desk", "Console"));
        mine["startedAt"]!.GetValue<DateTimeOffset>().ShouldBeLessThanOrEqualTo(mine["lastUsedAt"]!.GetValue<DateTimeOffset>());
        (await api.Get(Sessions + "?size=1")).Ok()["meta"]!["page"]!["next"].ShouldNotBeNull();
        (await api.Get(Sessions + "?q=firefox")).Ok().Rows().ShouldHaveSingleItem().Id("id").ShouldBe(mine.Id("id"));
        (await api.All(Sessions + "?size=1&sort=lastUsedAt")).Select(r => r.Id("id")).ShouldBe((await api.All(Sessions + "?size=1&sort=-lastUsedAt")).Select(r => r.Id("id")).Reverse());
    }

    [Fact]
    public async Task ASessionThatIsEnded_GetsNoTokensAnyMore_AndTheOthersDo()
    {
        var firm = await house.Provision("Ended");
        var (_, lost) = await SignIn(firm, "A lost telephone");
        var (api, kept) = await SignIn(firm, "A desk");
        var id = (await api.Get(Sessions)).Ok().Rows().Single(r => r["agent"]?.GetValue<string>() == "A lost telephone").Id("id");

        (await api.Delete($"{Sessions}/{id}")).Ok();

        (await api.Post(Refresh, new { refreshToken = lost })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await api.Post(Refresh, new { refreshToken = kept })).Ok();
        (await api.Delete($"{Sessions}/{id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Rows.Value<long>(house, "select count(*) from identity.audit where tenant_id = $1 and action = 'identity.session.end'", firm.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task AnothersSession_IsNobodys_InTheFirmAndOutsideIt()
    {
        var (firm, other) = (await house.Provision("Mine"), await house.Provision("Theirs"));
        var id = (await firm.Admin.Get(Sessions)).Ok().Rows()[0].Id("id");

        (await firm.Cfo.Delete($"{Sessions}/{id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Admin.Delete($"{Sessions}/{id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firm.Admin.Delete($"{Sessions}/{id}")).Refused(HttpStatusCode.UnprocessableEntity, "identity.session_current");
    }

    [Fact]
    public async Task SigningOutEverywhereElse_LeavesTheSessionThatAsks_AndMakesBrowsersAskForThePasswordAgain()
    {
        var firm = await house.Provision("Elsewhere else");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());
        await browser.Authorize(ConnectTests.AuthorizePath(firm, proof), AdminOf(firm));
        var (_, lost) = await SignIn(firm, "A lost telephone");
        var (api, kept) = await SignIn(firm, "A desk");

        (await api.Post(Sessions + "/end-others")).Ok()["data"]!["ended"]!.GetValue<int>().ShouldBeGreaterThan(1);

        (await api.Get(Sessions)).Ok().Rows().ShouldHaveSingleItem()["current"]!.GetValue<bool>().ShouldBeTrue();
        (await api.Post(Refresh, new { refreshToken = lost })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await api.Post(Refresh, new { refreshToken = kept })).Ok();
        var (response, _) = await browser.Send(HttpMethod.Get, ConnectTests.AuthorizePath(firm, ProofKey.New()));
        response.Headers.Location!.ToString().ShouldStartWith("/sign-in", Case.Sensitive, "the cookie would open a session without the password");
    }

    [Fact]
    public async Task ChangingOnesPassword_LeavesTheBrowserThatAskedSignedIn()
    {
        var firm = await house.Provision("Here");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());
        var code = await browser.Authorize(ConnectTests.AuthorizePath(firm, proof), AdminOf(firm));
        var (_, tokens) = await ConnectTests.Exchange(browser, firm, code, proof.Verifier);

        (await browser.Put("/api/v1/users/profile/password", tokens["access_token"]!.GetValue<string>(), new { currentPassword = House.Password, newPassword = "copper lantern beyond nine hedges" })).ShouldBe(HttpStatusCode.OK);

        var (again, _) = await browser.Send(HttpMethod.Get, ConnectTests.AuthorizePath(firm, ProofKey.New()));
        again.Headers.Location!.ToString().ShouldContain("code=");
    }

    [Fact]
    public async Task Profile_KeepsLanguageAndTimeZone_AndRefusesWhatIsNone()
    {
        var firm = await house.Provision("Profile choices");
        const string Profile = "/api/v1/users/profile";

        var changed = await firm.Viewer.Put(Profile, new { name = "Vera Viewer", language = "de", timeZone = "Europe/Berlin" });
        changed.Ok();
        (await firm.Viewer.Put(Profile, new { name = "Vera", language = "tlh" })).Json["errors"]!["language"].ShouldNotBeNull();
        (await firm.Viewer.Put(Profile, new { name = "Vera", timeZone = "Mars/<b>" })).Json["errors"]!["timeZone"].ShouldNotBeNull();
        (await firm.Viewer.Put(Profile, new { name = "Vera" }, ifMatch: "\"0\"")).Status.ShouldBe(HttpStatusCode.PreconditionFailed);

        var profile = (await firm.Viewer.Get(Profile)).Ok()["data"]!;
        (profile.Text("language"), profile.Text("timeZone")).ShouldBe(("de", "Europe/Berlin"));
    }

    private async Task<(Api Api, string RefreshToken)> SignIn(Firm firm, string agent)
    {
        var api = house.Anonymous(firm.Domain);
        api.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        JsonNode tokens = (await api.Post("/api/v1/auth/login", new { email = AdminOf(firm), password = House.Password })).Ok();
        api.Bearer = tokens["data"]!["accessToken"]!.GetValue<string>();
        return (api, RefreshTokenOf(tokens));
    }
}

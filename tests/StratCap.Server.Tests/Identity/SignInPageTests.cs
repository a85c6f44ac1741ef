using System.Net;
using StratCap.Server.Tests.Harness;
using static StratCap.Server.Tests.Identity.SignInTests;

namespace StratCap.Server.Tests.Identity;

public sealed class SignInPageTests(House house)
{
    [Fact]
    public async Task Page_ShowsTheFirmsBrand_UnderAStrictPolicy()
    {
        var firm = await house.Provision("Page & Sons");

        var (response, page) = await new Browser(house, firm.Domain).Send(HttpMethod.Get, "/sign-in");

        page.ShouldContain("Page &amp; Sons");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("style=\"");
        page.ShouldContain("<label for=\"email\">");
        page.ShouldContain("<label for=\"password\">");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.GetValues("Set-Cookie").ShouldAllBe(c => c.Contains("httponly", StringComparison.OrdinalIgnoreCase) && c.Contains("samesite=strict", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Form_WithAWrongPassword_SaysTheSameForKnownAndUnknown()
    {
        var firm = await house.Provision("Form");
        var browser = new Browser(house, firm.Domain);
        var (_, page) = await browser.Send(HttpMethod.Get, "/sign-in");

        var (wrong, known) = await browser.Submit(page, ("email", AdminOf(firm)), ("password", "not the password at all"));
        var (_, unknown) = await browser.Submit(page, ("email", "nobody@example.com"), ("password", "not the password at all"));

        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        const string Sentence = "E-mail address or password is not right.";
        known.ShouldContain(Sentence);
        unknown.ShouldContain(Sentence);
    }

    [Fact]
    public async Task Form_WithoutThePagesToken_SignsNobodyIn()
    {
        var firm = await house.Provision("Forged");
        var browser = new Browser(house, firm.Domain);

        var (response, _) = await browser.Send(HttpMethod.Post, "/sign-in", [new("email", AdminOf(firm)), new("password", House.Password)]);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        browser.Cookies.Keys.ShouldNotContain("stratcap-sign-in");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/connect/authorize?")]
    [InlineData("/connect/authorize.evil")]
    public async Task Form_AsksToGoElsewhere_GoesToTheStart(string elsewhere)
    {
        var firm = await house.Provision("Elsewhere");
        var browser = new Browser(house, firm.Domain);
        var (_, page) = await browser.Send(HttpMethod.Get, "/sign-in?returnUrl=" + Uri.EscapeDataString(elsewhere));

        var (response, _) = await browser.Submit(page, ("email", AdminOf(firm)), ("password", House.Password), ("returnUrl", elsewhere));

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.ToString().ShouldBe("/");
        browser.Cookies.Keys.ShouldContain("stratcap-sign-in");
    }

    [Fact]
    public async Task Form_OfAUserWithAnAuthenticatorApp_AsksForTheCode()
    {
        var firm = await house.Provision("Form code");
        var secret = FromBase32((await firm.Cfo.Post("/api/v1/users/profile/two-factor")).Ok()["data"]!["secret"]!.GetValue<string>());
        (await firm.Cfo.Post("/api/v1/users/profile/two-factor/confirm", new { code = CodeOf(secret, -1) })).Ok();
        var browser = new Browser(house, firm.Domain);
        var (_, page) = await browser.Send(HttpMethod.Get, "/sign-in");

        var (asks, second) = await browser.Submit(page, ("email", "cfo@" + firm.Domain + ".example"), ("password", House.Password));
        asks.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.ShouldContain("Code from your authenticator app");
        browser.Cookies.Keys.ShouldNotContain("stratcap-sign-in");
        var (wrong, third) = await browser.Submit(second, ("code", "12345"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (right, _) = await browser.Submit(third, ("code", CodeOf(secret, 1)));

        right.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.Cookies.Keys.ShouldContain("stratcap-sign-in");
    }
}

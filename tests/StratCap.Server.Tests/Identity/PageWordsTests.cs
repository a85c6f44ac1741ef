using System.Net;
using StratCap.Identity.Passwords;
using StratCap.Identity.SignIn;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Identity;

/// <summary>The server's own pages speak the reader's language.</summary>
public sealed class PageWordsTests(House house)
{
    private const string Back = "/connect/authorize?client_id=portal";

    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.5", "de")]
    [InlineData("fr,de;q=0.4,en;q=0.8", "en")]
    [InlineData("fr", "en")]
    [InlineData("de;q=0,fr", "en")]
    [InlineData("x;;;q=x", "en")]
    [InlineData(null, "en")]
    public async Task Page_IsInTheFirstLanguageOfTheBrowserThatIsSpokenHere(string? wished, string spoken)
    {
        var firm = await house.Provision("Words");

        var (_, page) = await new Browser(house, firm.Domain, wished).Send(HttpMethod.Get, "/sign-in");

        page.ShouldContain($"<html lang=\"{spoken}\">");
        page.ShouldContain(spoken == "de" ? ">Anmelden<" : ">Sign in<");
    }

    [Fact]
    public async Task LanguageChosenOnAPage_IsKept_AndLeadsBackToWhereSignInWasAskedFor()
    {
        var firm = await house.Provision("Words kept");
        var browser = new Browser(house, firm.Domain, "en");

        var (response, first) = await browser.Send(HttpMethod.Get, $"/sign-in?language=de&returnUrl={Uri.EscapeDataString(Back)}");
        var (refused, wrong) = await browser.Submit(first, ("email", "nobody@example.com"), ("password", "not the password at all"));
        var (_, forgotten) = await browser.Send(HttpMethod.Get, "/reset-password");
        var (_, invited) = await browser.Send(HttpMethod.Get, "/accept-invitation?token=spent");

        response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("stratcap-language=de", StringComparison.Ordinal)).ShouldContain("httponly", Case.Insensitive);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        WebUtility.HtmlDecode(wrong).ShouldContain("E-Mail-Adresse oder Passwort stimmt nicht.");
        WebUtility.HtmlDecode(wrong).ShouldContain($"/sign-in?returnUrl={Uri.EscapeDataString(Back)}&language=en\" lang=\"en\"");
        WebUtility.HtmlDecode(forgotten).ShouldContain("Passwort vergessen?");
        WebUtility.HtmlDecode(invited).ShouldContain("Diese Einladung gilt nicht mehr");
        foreach (var page in new[] { first, wrong, forgotten, invited }) page.ShouldContain("<html lang=\"de\">");
    }

    [Fact]
    public async Task LanguageThatIsNotSpokenHere_ChangesNothing()
    {
        var firm = await house.Provision("Words unknown");

        var (response, page) = await new Browser(house, firm.Domain, "de").Send(HttpMethod.Get, "/sign-in?language=%22%3E%3Cscript%3E");

        page.ShouldContain("<html lang=\"de\">");
        page.ShouldNotContain("<script");
        response.Headers.GetValues("Set-Cookie").ShouldNotContain(c => c.Contains("stratcap-language", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryRefusalOfAPassword_IsSaidInGerman()
    {
        var sentences = new[] { "short", new string('x', 300), "abcabcabcabcabcabc", "password123456789", "treasurer-oak-county" }
            .Select(p => PasswordRules.Problem(p, "treasurer@oak-county.example")!).ToList();

        sentences.Distinct().Count().ShouldBe(5);
        sentences.ShouldAllBe(s => PageWords.In("de")[s] != s);
    }
}

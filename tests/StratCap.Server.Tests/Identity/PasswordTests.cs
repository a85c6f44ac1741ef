using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Messaging;
using static StratCap.Server.Tests.Identity.SignInTests;

namespace StratCap.Server.Tests.Identity;

public sealed partial class PasswordTests(House house)
{
    private const string Other = "copper lantern beyond nine hedges";
    private const string Change = "/api/v1/users/profile/password";

    [Fact]
    public async Task Change_AsksForThePresentPassword_EndsOtherSessions_AndTellsByMail()
    {
        var firm = await house.Provision("Change");
        var email = AdminOf(firm);
        var elsewhere = RefreshTokenOf((await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email, password = House.Password })).Ok());

        (await firm.Admin.Put(Change, new { currentPassword = "not the password at all", newPassword = Other })).Json["errors"]!["currentPassword"].ShouldNotBeNull();
        (await firm.Admin.Put(Change, new { currentPassword = House.Password, newPassword = "short" })).Json["errors"]!["newPassword"].ShouldNotBeNull();
        (await firm.Admin.Put(Change, new { currentPassword = House.Password, newPassword = House.Password })).Json["errors"]!["newPassword"].ShouldNotBeNull();
        (await firm.Admin.Put(Change, new { currentPassword = House.Password, newPassword = Other }, key: "kept-nowhere")).Ok()["data"]!["sessionsEnded"]!.GetValue<int>().ShouldBe(1);

        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/refresh", new { refreshToken = elsewhere })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email, password = House.Password })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        (await house.SignIn(firm.Domain, email, Other)).Bearer.ShouldNotBeNull();
        (await Rows.Value<long>(house, "select count(*) from identity.idempotency where tenant_id = $1 and key = 'kept-nowhere'", firm.Id)).ShouldBe(0, "not even a hash of a body with passwords is kept");
        (await MailTo(email, "was changed")).TextBody!.ShouldContain("If it was not you");
    }

    [Fact]
    public async Task Forgotten_TheLinkFromTheMailSetsANewPasswordOnce_AndEndsEverySession()
    {
        var firm = await house.Provision("Forgotten");
        var email = AdminOf(firm);
        var session = RefreshTokenOf((await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email, password = House.Password })).Ok());
        var browser = new Browser(house, firm.Domain);
        await Ask(browser, email);
        var path = Link().Match((await MailTo(email, "A new password")).TextBody!).Groups["path"].Value;
        path.ShouldStartWith("/reset-password?token=");
        (await Rows.Value<long>(house, "select count(*) from identity.password_resets where tenant_id = $1 and $2 like '%' || token_hash || '%'", firm.Id, path)).ShouldBe(0);

        var (_, page) = await browser.Send(HttpMethod.Get, path);
        var (weak, said) = await browser.Submit(page, ("password", "short"));
        var (set, _) = await browser.Submit(page, ("password", Other));
        var (again, gone) = await browser.Submit(page, ("password", House.Password));

        weak.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        said.ShouldContain("at least 15 characters");
        (set.StatusCode, set.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.Redirect, "/console/"));
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        gone.ShouldContain("not good any more");
        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/refresh", new { refreshToken = session })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await house.SignIn(firm.Domain, email, Other)).Bearer.ShouldNotBeNull();
    }

    [Fact]
    public async Task Forgotten_AnswersTheSameForWhoeverHasNoAccount_AndMailsNobody()
    {
        var firm = await house.Provision("Unknown");
        var browser = new Browser(house, firm.Domain);

        var (known, one) = await Ask(browser, AdminOf(firm));
        var (unknown, two) = await Ask(browser, "nobody@unknown.example");
        await MailTo(AdminOf(firm), "A new password");

        unknown.StatusCode.ShouldBe(known.StatusCode);
        two.Split("<style")[0].ShouldBe(one.Split("<style")[0]);
        two.Split("</style>")[1].ShouldBe(one.Split("</style>")[1]);
        Mails().ShouldNotContain(m => m.To.Mailboxes.Any(a => a.Address == "nobody@unknown.example"));
        // What was typed lies nowhere in clear, since people type passwords into the wrong field.
        (await Rows.Value<long>(house, "select count(*) from identity.outbox where data::text like '%nobody@unknown%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Forgotten_AskedForAgainAndAgain_IsSlowedDown()
    {
        var firm = await house.Provision("Again");
        var browser = new Browser(house, firm.Domain);
        for (var time = 0; time < 3; time++) (await Ask(browser, "again@again.example")).Response.StatusCode.ShouldBe(HttpStatusCode.OK);

        var (response, body) = await Ask(browser, "AGAIN@again.example");

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        body.ShouldContain("too many attempts");
    }

    [Fact]
    public async Task Forgotten_AnHourLater_TheLinkIsGoodNoMore_NorOnAnotherFirmsDomain()
    {
        var (firm, other) = (await house.Provision("Late"), await house.Provision("Beside"));
        var browser = new Browser(house, firm.Domain);
        await Ask(browser, AdminOf(firm));
        var path = Link().Match((await MailTo(AdminOf(firm), "A new password")).TextBody!).Groups["path"].Value;

        (await new Browser(house, other.Domain).Send(HttpMethod.Get, path)).Response.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await browser.Send(HttpMethod.Get, path)).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Rows.Change(house, "update identity.password_resets set expires_at = expires_at - interval '61 minutes' where tenant_id = $1", firm.Id);
        (await browser.Send(HttpMethod.Get, path)).Response.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Invited_ThePageFromTheMailSetsThePassword_UnderAStrictPolicy()
    {
        var firm = await house.Provision("Welcome");
        var email = $"new@{firm.Domain}.example";
        (await firm.Admin.Post("/api/v1/users", new { email, name = "Nina New", roles = new[] { "accountant" } })).Ok();
        var path = Link().Match((await MailTo(email, "Your access")).TextBody!).Groups["path"].Value;
        var browser = new Browser(house, firm.Domain);

        var (first, page) = await browser.Send(HttpMethod.Get, path);
        first.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe");
        page.ShouldNotContain("<script");
        (await browser.Send(HttpMethod.Post, "/accept-invitation", [new("token", path.Split('=')[1]), new("password", Other)])).Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form that is not ours");
        var (joined, _) = await browser.Submit(page, ("password", Other));

        (joined.StatusCode, joined.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.Redirect, "/console/"));
        (await browser.Send(HttpMethod.Get, path)).Response.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await house.SignIn(firm.Domain, email, Other)).Bearer.ShouldNotBeNull();
    }

    [Fact]
    public async Task FirstAdministratorOfANewFirm_HasTheInvitationByMail()
    {
        var firm = await house.Provision("First mail");

        var mail = await MailTo(SignInTests.AdminOf(firm), "Your access");

        mail.TextBody!.ShouldContain($"http://{firm.Domain}/accept-invitation?token=");
    }

    private static async Task<(HttpResponseMessage Response, string Body)> Ask(Browser browser, string email)
    {
        var (_, page) = await browser.Send(HttpMethod.Get, "/reset-password");
        return await browser.Submit(page, ("email", email));
    }

    private async Task<MimeMessage> MailTo(string email, string subject)
    {
        MimeMessage? mail = null;
        await Bench.Until(
            () => Task.FromResult((mail = Mails().Find(m => m.To.Mailboxes.Any(a => a.Address == email) && m.Subject!.Contains(subject, StringComparison.Ordinal))) is not null),
            state: () => Task.FromResult($"no message '{subject}' to {email}"));
        return mail!;
    }

    private List<MimeMessage> Mails()
    {
        var folder = Path.Combine(house.Folder, "mail");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f))] : [];
    }

    [GeneratedRegex(@"http://[^/\s]+(?<path>/\S+)")]
    private static partial Regex Link();
}

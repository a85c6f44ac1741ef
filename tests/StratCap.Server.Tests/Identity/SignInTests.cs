using System.Net;
using System.Text.Json.Nodes;
using StratCap.Identity.SignIn;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Identity;

public sealed class SignInTests(House house)
{
    private const string Login = "/api/v1/auth/login";
    private const string Refresh = "/api/v1/auth/refresh";

    [Fact]
    public async Task Login_WithTheRightPassword_AnswersTokensThatOpenTheProfile()
    {
        var firm = await house.Provision("Login");
        var api = house.Anonymous(firm.Domain);

        var reply = (await api.Post(Login, new { email = AdminOf(firm), password = House.Password })).Ok();

        var data = reply["data"]!;
        data["tokenType"]!.GetValue<string>().ShouldBe("Bearer");
        data["expiresInSeconds"]!.GetValue<long>().ShouldBeInRange(880, 900);
        reply["meta"]!["version"]!.GetValue<string>().ShouldBe("v1");
        api.Bearer = data["accessToken"]!.GetValue<string>();
        var profile = (await api.Get("/api/v1/users/profile")).Ok()["data"]!;
        profile["email"]!.GetValue<string>().ShouldBe(AdminOf(firm));
        profile["tenantId"]!.GetValue<Guid>().ShouldBe(firm.Id);
        profile["tenantName"]!.GetValue<string>().ShouldStartWith("Login");
        profile["permissions"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldContain("user:manage");
    }

    [Fact]
    public async Task Login_WithAWrongPasswordOrAnUnknownAddress_IsRefusedInTheSameWords()
    {
        var firm = await house.Provision("Same words");
        var api = house.Anonymous(firm.Domain);

        var wrong = (await api.Post(Login, new { email = AdminOf(firm), password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        var unknown = (await api.Post(Login, new { email = "nobody@example.com", password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");

        unknown.Json["detail"]!.GetValue<string>().ShouldBe(wrong.Json["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Login_AfterFiveFailures_IsLockedForAQuarterOfAnHour_WhetherOrNotTheAddressIsKnown(bool known)
    {
        var firm = await house.Provision("Lock out");
        var api = house.Anonymous(firm.Domain);
        var email = known ? AdminOf(firm) : "nobody@example.com";
        var account = SignInFailures.AccountOf(email.ToUpperInvariant());
        for (var i = 0; i < 5; i++) (await api.Post(Login, new { email, password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");

        var locked = (await api.Post(Login, new { email, password = House.Password })).Refused(HttpStatusCode.Unauthorized, "identity.locked_out");

        locked.Headers.RetryAfter!.Delta!.Value.TotalMinutes.ShouldBeInRange(14, 15);
        (await Rows.Change(house, "update identity.sign_in_failures set locked_until = locked_until - interval '15 minutes' where tenant_id = $1 and account = $2", firm.Id, account)).ShouldBe(1);
        var after = await api.Post(Login, new { email, password = House.Password });
        if (known) after.Ok();
        else after.Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
    }

    [Fact]
    public async Task Login_ManyGuessesAtOnce_GetNoMoreThanFive()
    {
        var firm = await house.Provision("At once");
        var api = house.Anonymous(firm.Domain);

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => api.Post(Login, new { email = AdminOf(firm), password = "not the password at all " + i })));

        replies.Count(r => r.Code == "identity.sign_in_failed").ShouldBe(5);
        replies.Count(r => r.Code == "identity.locked_out").ShouldBe(7);
    }

    [Fact]
    public async Task Login_AfterASuccess_CountsFailuresFromZero()
    {
        var firm = await house.Provision("From zero");
        var api = house.Anonymous(firm.Domain);
        for (var i = 0; i < 4; i++) (await api.Post(Login, new { email = AdminOf(firm), password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        (await api.Post(Login, new { email = AdminOf(firm), password = House.Password })).Ok();

        for (var i = 0; i < 4; i++) (await api.Post(Login, new { email = AdminOf(firm), password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");

        (await api.Post(Login, new { email = AdminOf(firm), password = House.Password })).Ok();
    }

    [Fact]
    public async Task Login_OfAnotherFirmsUser_IsRefused()
    {
        var (one, two) = (await house.Provision("One"), await house.Provision("Two"));

        (await house.Anonymous(two.Domain).Post(Login, new { email = AdminOf(one), password = House.Password })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
    }

    [Fact]
    public async Task Login_OnAnUnknownDomain_IsNotFound() =>
        (await house.Anonymous("nobody-here.localhost").Post(Login, new { email = "a@b.example", password = House.Password })).Refused(HttpStatusCode.NotFound, "tenant.unknown_domain");

    [Fact]
    public async Task Login_OverPlainHttpOnAPublicName_IsRefused() =>
        (await house.Anonymous("funds.example.com").Post(Login, new { email = "a@b.example", password = House.Password })).Refused(HttpStatusCode.BadRequest, "identity.https_required");

    [Theory]
    [InlineData("""{"email":"a@b.example","password":"x","grant":"y"}""", "request.invalid")]
    [InlineData("""{"email":"a@b.example"}""", "request.invalid")]
    [InlineData("""{"email":"","password":"x"}""", "request.invalid")]
    [InlineData("not json", "request.invalid")]
    public async Task Login_WithABodyThatIsNotAsExpected_IsRefused(string body, string code) =>
        (await house.Anonymous(House.PlatformHost).Post(Login, body)).Refused(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Refresh_GivesNewTokens_AndTheOldRefreshTokenRevokesThemAll()
    {
        var firm = await house.Provision("Rotation");
        var api = house.Anonymous(firm.Domain);
        var first = RefreshTokenOf((await api.Post(Login, new { email = AdminOf(firm), password = House.Password })).Ok());

        var second = (await api.Post(Refresh, new { refreshToken = first })).Ok();

        RefreshTokenOf(second).ShouldNotBe(first);
        api.Bearer = second["data"]!["accessToken"]!.GetValue<string>();
        (await api.Get("/api/v1/users/profile")).Ok();
        (await api.Post(Refresh, new { refreshToken = first })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await api.Post(Refresh, new { refreshToken = RefreshTokenOf(second) })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
    }

    [Fact]
    public async Task Refresh_OfOneTokenByTwoAtOnce_WorksOnceAtMost()
    {
        var firm = await house.Provision("Two refresh");
        var api = house.Anonymous(firm.Domain);
        var token = RefreshTokenOf((await api.Post(Login, new { email = AdminOf(firm), password = House.Password })).Ok());

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.Post(Refresh, new { refreshToken = token })));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBeLessThanOrEqualTo(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "identity.refresh_refused");
    }

    [Fact]
    public async Task Refresh_OnAnotherFirmsDomain_IsRefused()
    {
        var (one, two) = (await house.Provision("Refresh one"), await house.Provision("Refresh two"));
        var token = RefreshTokenOf((await house.Anonymous(one.Domain).Post(Login, new { email = AdminOf(one), password = House.Password })).Ok());

        (await house.Anonymous(two.Domain).Post(Refresh, new { refreshToken = token })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
    }

    [Fact]
    public async Task Login_TooOften_IsToldWhenToTryAgain()
    {
        await using var strict = new House(house.Database, new() { ["Identity:SignIn:PerAccountPerMinute"] = "3" });
        await strict.InitializeAsync();
        var api = strict.Anonymous(House.PlatformHost);
        for (var i = 0; i < 3; i++) (await api.Post(Login, new { email = "often@example.com", password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");

        var refused = (await api.Post(Login, new { email = "often@example.com", password = "not the password at all" })).Refused(HttpStatusCode.TooManyRequests, "identity.too_many_attempts");

        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        (await api.Post(Login, new { email = "another@example.com", password = "not the password at all" })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
    }

    [Fact]
    public async Task Login_WithAnAuthenticatorApp_TakesACodeThatWorksOnce()
    {
        var firm = await house.Provision("Second factor");
        var email = "accountant@" + firm.Domain + ".example";
        var secret = FromBase32((await firm.Accountant.Post("/api/v1/users/profile/two-factor")).Ok()["data"]!["secret"]!.GetValue<string>());
        (await firm.Accountant.Post("/api/v1/users/profile/two-factor/confirm", new { code = "000" })).Refused(HttpStatusCode.UnprocessableEntity, "identity.code_wrong");
        (await house.Anonymous(firm.Domain).Post(Login, new { email, password = House.Password })).Ok();
        (await firm.Accountant.Post("/api/v1/users/profile/two-factor/confirm", new { code = CodeOf(secret, -1) })).Ok();
        var api = house.Anonymous(firm.Domain);

        (await api.Post(Login, new { email, password = House.Password })).Refused(HttpStatusCode.Unauthorized, "identity.mfa_required");
        (await api.Post(Login, new { email, password = "not the password at all", code = CodeOf(secret, 0) })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        var code = CodeOf(secret, 1);
        (await api.Post(Login, new { email, password = House.Password, code })).Ok();
        (await api.Post(Login, new { email, password = House.Password, code })).Refused(HttpStatusCode.Unauthorized, "identity.mfa_required");

        (await firm.Admin.Post($"/api/v1/users/{await IdOf(firm.Accountant)}/two-factor/reset")).Ok();
        (await api.Post(Login, new { email, password = House.Password })).Ok();
    }

    [Fact]
    public async Task SecondFactorsSecret_IsNotReadableInTheDatabase()
    {
        var firm = await house.Provision("Sealed");
        var secret = FromBase32((await firm.Viewer.Post("/api/v1/users/profile/two-factor")).Ok()["data"]!["secret"]!.GetValue<string>());

        var kept = await Rows.Value<string>(house, "select totp_pending from identity.users where tenant_id = $1 and totp_pending is not null", firm.Id);

        Convert.FromBase64String(kept!).AsSpan().IndexOf(secret).ShouldBe(-1);
    }

    [Fact]
    public async Task SignIn_LeavesAnAuditRow()
    {
        var firm = await house.Provision("Audit");

        var rows = await Rows.Value<long>(house, "select count(*) from identity.audit where tenant_id = $1 and action = 'identity.sign_in'", firm.Id);

        rows.ShouldBe(4);
    }

    internal static string AdminOf(Firm firm) => $"admin@{firm.Domain}.example";

    internal static async Task<Guid> IdOf(Api person) => (await person.Get("/api/v1/users/profile")).Ok()["data"]!["id"]!.GetValue<Guid>();

    internal static string RefreshTokenOf(JsonNode reply) => reply["data"]!["refreshToken"]!.GetValue<string>();

    internal static string CodeOf(byte[] secret, int stepsAhead) => Totp.CodeAt(secret, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30 + stepsAhead);

    internal static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
